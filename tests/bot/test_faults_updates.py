"""Updates that come twice, at once, too late, forged, poisonous or hostile (T3-T6, T20-T26)."""

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import Anxing
from handlers.dispatch import Tables
from handlers.formkit.events import Typed
from handlers.formkit.view import View
from handlers.turn import Turn
from storage import inbox
from storage.agency import Agency
from storage.audit import Entry, trail
from storage.client import Client
from storage.database import Connection, Database
from storage.drafts import drafts_of
from storage.organisation import Role
from storage.person import Person as Somebody
from storage.store import Store
from tests.bot.office import FixedClock, Office, opened, settings_in
from tests.bot.talk import Person

NAME = "嘉兴恒丰纺织有限公司"
ON_BOTH = pytest.mark.parametrize(
    "server", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


async def at_the_review(wang: Person, name: str = NAME) -> None:
    """The form of a client, all but submitted."""
    await wang.says("菜单")
    await wang.taps("委托单位")
    await wang.says(name)
    while "[提交]" not in wang.screen:
        await wang.says("跳过")


async def clients(office: Office) -> list[Client]:
    found: list[Client] = await office.read(lambda store: store.find(Client))
    return found


@ON_BOTH
async def test_t3_five_taps_make_one_record_and_each_is_answered(
    office: Office, wang: Person
) -> None:
    await at_the_review(wang)
    taps = [wang.button("提交") for _ in range(5)]
    await asyncio.gather(*(wang.channel.deliver(tap) for tap in taps))
    await wang.settled()
    (client,) = await clients(office)
    answered = wang.channel.session.answered
    assert {tap["callback_query"]["id"] for tap in taps} <= set(answered)
    assert client.number in wang.screen
    office.clock.passes(hours=1)
    before = len(answered)
    await wang.deliver({**taps[0], "callback_query": {**taps[0]["callback_query"], "id": "late"}})
    assert len(await clients(office)) == 1
    assert answered[before:] == ["late"]
    assert client.number in wang.screen + wang.toast


async def test_t5_an_update_three_times_is_handled_once(office: Office, wang: Person) -> None:
    await wang.says("菜单")
    await wang.taps("委托单位")
    said = wang.message(text=NAME)
    await asyncio.gather(*(wang.channel.deliver(said, key="same") for _ in range(3)))
    await wang.settled()
    screen, count = wang.screen, len(wang.messages)
    assert "2/" in screen
    await wang.channel.deliver(said, key="same")
    await wang.settled()
    assert (wang.screen, len(wang.messages)) == (screen, count)


async def test_t5_an_update_repeated_after_a_restart_fills_no_second_answer(
    data: Path,
) -> None:
    clock = FixedClock()
    async with Anxing(settings_in(data), clock=clock, reminding=False) as app:
        wang = await (await opened(app, clock)).person("王建国", Role.AGENCY)
        await wang.says("菜单")
        await wang.taps("委托单位")
        said = wang.message(text=NAME)
        await wang.channel.deliver(said, key="same")
        await wang.settled()
        screen = wang.screen
    async with Anxing(settings_in(data), clock=clock, reminding=False) as app:
        office = await opened(app, clock)
        wang.app, wang.channel = app, office.channel
        await wang.channel.deliver(said, key="same")
        await wang.settled()
        assert wang.messages == []
        await wang.says("开始")
        await wang.taps("继续：委托单位")
        assert wang.screen == screen


async def test_t6_fast_messages_of_one_person_keep_their_order(office: Office) -> None:
    people = [await office.person(f"人{n}", Role.AGENCY) for n in range(5)]
    said = [
        person.message(text=f"第{n}句") for n in range(20) for person in people
    ]
    await office.channel.deliver(*said)
    await people[0].settled()
    for person in people:
        heard = [one.text.split("”")[0] for one in person.messages if "没看懂" in one.text]
        assert heard == [f"没看懂“第{n}句" for n in range(20)]


def raising_tables() -> Tables:
    """A handler that fails on one word, and echoes the rest."""

    def echo(turn: Turn) -> None:
        assert isinstance(turn.event, Typed)
        if turn.event.text == "毒":
            raise ZeroDivisionError("poison")
        turn.say(View(f"听到：{turn.event.text}"))

    return Tables({}, {}, echo)


async def test_t26_a_poisonous_update_is_given_up_on_and_the_next_is_served(data: Path) -> None:
    clock = FixedClock()
    settings = settings_in(data)
    async with Anxing(settings, clock=clock, tables=raising_tables(), reminding=False) as app:
        office = await opened(app, clock)
        wang = await office.person("王建国", Role.AGENCY)
        await office.channel.deliver(wang.message(text="毒"), wang.message(text="你好"))
        await wang.settled()
        seen = [message.text for message in wang.messages[-2:]]
        assert "没能处理，已记录编号" in seen[0]
        assert seen[1] == "听到：你好"
        (dead,) = await app.database.read(inbox.given_up)
        assert (dead.tries, dead.error) == (3, "ZeroDivisionError: poison")
        assert str(dead.seq) in seen[0]


FORGED = [
    "",
    "x",
    "v1.pick.3",
    "form.submit:00000000000000000000000000000000:1",
    "form.pick.99999:{draft}:{revision}",
    "form.pick.-1:{draft}:{revision}",
    "form.pick.:{draft}:{revision}",
    "form.submit:{draft}:99999999999999999999",
    "form.submit:{draft}:0",
    "form.entry.7:{draft}:{revision}",
    "form.month.9999-99:{draft}:{revision}",
    "form.open:nosuchform:0",
    "form.open:cycle:0",
    "form.amend.client:00000000000000000000000000000000:0",
    "form.amend.client:{other}:0",
    "form.withdraw.client:{other}:0",
    "rec.open:client:{other}:0",
    "rec.open:person:{other}:0",
    "rec.list:audit:0",
    "score.card:{other}:0",
    "insp.list.0::0",
    "insp.start:{other}:0",
    "due.open:{other}:0",
    "due.later:mine:0",
    "menu.act:{other}:0",
    "menu.nothing::0",
    "٣:٣:٣",
    "\ud83d\ude00::0",
    "form.pick.1\x00:{draft}:1",
    "rec.open:client:\x00:0",
    "rec.list:client:999999999999",
    "rec.list:client:99999999999999999999",
    "score.list.99999999999999999999::0",
    "insp.list.99999999999999999999::0",
    "due.page:mine:99999999999999999999",
]


THEIRS = ("form.amend.client", "form.withdraw.client", "rec.open", "form.open")
"""What of these is refused because of whose it is, and audited."""


@ON_BOTH
@pytest.mark.parametrize("editable", [True, False])
async def test_t21_a_forged_press_is_answered_and_changes_nothing(
    office: Office, wang: Person, editable: bool
) -> None:
    await at_the_review(wang)
    other = await office.write(_another_agencys_client)
    (draft,) = await office.read(lambda s: drafts_of(s, s.find(Somebody)[0].id))
    known = {"draft": draft.id, "revision": str(draft.revision), "other": other}
    for data in FORGED:
        for name, value in known.items():
            data = data.replace(f"{{{name}}}", value)
        press = wang.press(data, wang.messages[-1].id if editable else None)
        await wang.deliver(press)
        assert press["callback_query"]["id"] in wang.channel.session.answered, data
    assert await office.app.database.read(inbox.given_up) == []
    (only,) = await clients(office)
    assert (only.id, only.withdrawn_at) == (other, None)
    assert not any("别家" in said.text for said in wang.messages)
    refused = [one.payload["event"] for one in await office.app.database.read(_refusals)]
    assert [data for data in THEIRS if not any(data in one for one in refused)] == []
    (after,) = [one for one in await office.read(_drafts) if one.id == draft.id]
    assert after.state["answers"] == draft.state["answers"]


def _refusals(connection: Connection) -> list[Entry]:
    rows = connection.execute(select(trail).where(trail.c.act == "refused")).mappings()
    return [Entry(**row) for row in rows]


def _drafts(store: Store) -> list[Any]:
    return drafts_of(store, store.find(Somebody)[0].id)


def _another_agencys_client(store: Store) -> str:
    rival = store.add(Agency(name="别家", credit_code="91330400MA2B8K5Y50"))
    return store.add(Client(agency_id=rival.id, name="别家的客户")).id


INVISIBLE = ["提交\u200b", "\u200c提交", "提交\u00ad", "提\u2060交", "1\u200d", "取消\ufeff"]


@pytest.mark.parametrize("text", INVISIBLE)
async def test_t22_text_with_invisible_characters_presses_nothing(
    office: Office, wang: Person, text: str
) -> None:
    await at_the_review(wang)
    await wang.says(text)
    assert await clients(office) == []
    assert len(await office.read(_drafts)) == 1


@pytest.mark.parametrize(
    "name",
    [
        "丰\u200c\u200c",
        "恒\u200b丰",
        "\u202e丰恒",
        "شركة",
        "👨\u200d👩\u200d👧",
        "<b>厂</b>",
        "e\u0301",
        "{0.__class__}",
        "=cmd()",
    ],
)
async def test_t22_t29_t30_text_is_kept_exactly_as_typed(
    office: Office, wang: Person, name: str
) -> None:
    await at_the_review(wang, name)
    assert name in wang.screen
    await wang.taps("提交")
    (client,) = await clients(office)
    assert client.name == name


async def test_t36_a_button_of_long_ago_is_answered_with_where_one_is(
    office: Office, wang: Person
) -> None:
    await wang.says("菜单")
    await wang.taps("委托单位")
    first = wang.messages[-1]
    old = wang.press(first.rows[-1][0][1], first.id)
    await wang.says(NAME)
    at = wang.screen
    await wang.deliver(old)
    assert "过期" in wang.toast
    assert at.splitlines()[0] in wang.screen
    deleted = wang.press("form.skip:gone:1", 123456)
    await wang.deliver(deleted)
    assert at.splitlines()[0] in wang.screen
    assert await office.app.database.read(inbox.given_up) == []


def hostile(dice: random.Random, person: Person) -> dict[str, Any]:
    """Something no well-meaning messenger would send."""
    texts = ["", " ", "\0", "/", "/start", "/start ' OR 1=1", "1", "提交", "x" * 4096, "{0}", "%s"]
    data = ["", "form.submit::1", "menu::0", "form.open:client:0", "x:" * 40, "form.skip:a:1", "::"]
    junk: list[Any] = [None, [], {}, -1, "x", True, 1e308, {"id": None}, {"from": []}]
    match dice.randrange(6):
        case 0:
            return person.message(text=dice.choice(texts))
        case 1:
            return person.press(dice.choice(data), dice.choice([None, 1, 1000 + dice.randrange(9)]))
        case 2:
            raw = person.message(text="x")
            raw["message"][dice.choice(["date", "chat", "text", "from"])] = dice.choice(junk)
            return raw
        case 3:
            kind = dice.choice(["photo", "document", "sticker", "voice", "location", "contact"])
            return person.message(**{kind: dice.choice(junk)})
        case 4:
            raw = person.press("menu::0", 1)
            key = dice.choice(["message", "data", "chat_instance", "inline_message_id"])
            raw["callback_query"][key] = dice.choice(junk)
            return raw
    kind = dice.choice(["message", "poll", "edited_message", "my_chat_member"])
    return {"update_id": dice.choice([1, -1, 0]), kind: dice.choice(junk)}


async def test_t20_hostile_updates_raise_nothing_and_every_press_is_answered(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    dice = random.Random(20)
    people = [await office.person(f"人{n}", Role.AGENCY) for n in range(8)]
    people += [office.stranger() for _ in range(2)]
    sent = [hostile(dice, dice.choice(people)) for _ in range(10_000)]
    for start in range(0, len(sent), 500):
        await office.channel.deliver(*sent[start : start + 500])
    await people[0].settled()
    assert [r for r in caplog.records if r.levelname == "ERROR"] == []
    assert await office.app.database.read(inbox.given_up) == []
    assert await _unfinished(office.app.database) == 0
    pressed = {raw["callback_query"]["id"] for raw in sent if "callback_query" in raw}
    assert pressed <= set(office.channel.session.answered)


async def _unfinished(database: Database) -> int:
    return len(await database.read(inbox.unfinished))

