"""A typed number picks from the view that asks, never from one that stands beside it; and no word
costs a message of its own that is said anyway."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageText

from bot.arrivals import Arrival
from bot.channels.wecom.cards import Piece
from bot.exchange import Exchange, converse
from bot.parcels import Parcel, calls
from handlers.dispatch import Tables
from handlers.formkit.events import Event, Pressed, Typed
from handlers.formkit.view import Choice, View, pick
from handlers.turn import Refused, Turn
from storage import inbox, outbox
from storage.account import account_of, open_account
from storage.agency import Agency
from storage.database import Connection, Database
from storage.files import FileFolder
from storage.inbox import Received
from storage.letters import ViewBody
from storage.organisation import Membership, Role
from storage.outbox import Urgency
from storage.person import Person
from storage.store import Store
from storage.telling import tell
from tests.bot.talk import TalkChannel
from tests.bot.wecom.usable import drawn, tapped, typed
from tests.conftest import NOW

WANG = "7001"
DONE = "第3项已核：得2分。"


def menu(name: str) -> View:
    """Too many choices for one card."""
    rows = tuple((Choice(f"{name}{n}", f"t.{name}:{n}:0"),) for n in range(1, 8))
    return View(f"请选{name}", rows, name, numbered=True)


def hear(turn: Turn) -> None:
    match turn.event:
        case Typed("两个"):
            turn.say(menu("甲"))
            turn.say(menu("乙"))
        case Typed("旁边"):
            turn.say(menu("甲"))
            turn.say(replace(menu("乙"), keep=True))
        case Typed("不行"):
            raise Refused("这个不能做。")
        case Typed(text):
            turn.say(menu(text))
        case Pressed(id=heading):
            turn.toast(DONE)
            turn.say(View(f"{heading}\n下一项", menu("丙").rows))


TABLES = Tables({"t": hear}, {}, hear)


@pytest.fixture
async def database(sqlite_database: Database) -> Database:
    """Somebody of an agency is known, and has a menu before them."""

    def begin(connection: Connection) -> None:
        store = Store(connection, NOW)
        agency = store.add(Agency(name="安正", credit_code=""))
        person = store.add(Person(name="王建国"))
        store.add(
            Membership(
                person_id=person.id, role=Role.AGENCY, agency_id=agency.id, since=store.today
            )
        )
        open_account(store, "talk", WANG, person.id)

    await sqlite_database.write(begin)
    await answered(sqlite_database, Typed("原"))
    return sqlite_database


async def answered(database: Database, event: Event, *, keep: bool = True) -> dict[str, Any]:
    press = {"message": 5, "callback": "q"} if isinstance(event, Pressed) else {}
    received = Received(0, "talk", "k", WANG, {}, NOW, inbox.NEW, 0, None)
    exchange = Exchange([received], Arrival(event=event, **press))  # type: ignore[arg-type]
    payload = await database.write(lambda c: converse(c, exchange, TABLES, NOW, keep=keep))
    assert payload is not None
    return payload


async def picked(database: Database, number: str) -> str | None:
    """What a typed number now stands for."""
    account = await database.read(lambda c: account_of(Store(c, NOW), "talk", WANG))
    assert account is not None
    assert account.view is not None
    choices = [Choice(label, data) for label, data in account.view["choices"]]
    found = pick(choices, account.view["numbered"], number)
    return found.label if found else None


def asks_for_numbers(view: ViewBody) -> bool:
    """Whether WeCom shows numbers to type; else everything is a button."""
    pieces: list[Piece] = drawn(view)
    numbers = any(word.isdigit() for word in typed(pieces))
    if not numbers:
        assert len(list(tapped(pieces))) == sum(map(len, view["rows"]))
    return numbers


@pytest.mark.parametrize(
    ("said", "asking", "third"),
    [("两个", [False, True], "乙3"), ("旁边", [True, False], "甲3"), ("丁", [True], "丁3")],
)
async def test_only_the_view_that_a_typed_number_picks_from_shows_numbers(
    database: Database, said: str, asking: list[bool], third: str
) -> None:
    payload = await answered(database, Typed(said))
    assert [asks_for_numbers(view) for view in payload["views"]] == asking
    assert await picked(database, "3") == third


async def test_what_is_shown_while_nothing_can_be_kept_is_tapped(database: Database) -> None:
    payload = await answered(database, Typed("丁"), keep=False)
    assert not asks_for_numbers(payload["views"][0])
    assert await picked(database, "3") == "原3"


async def test_what_nobody_asked_for_is_tapped_whoever_posts_it(database: Database) -> None:
    numbered: ViewBody = {
        "title": "抽样结果",
        "text": "请看",
        "rows": [[[choice.label, choice.data]] for choice in menu("甲").choices],
        "numbered": True,
    }

    def post(connection: Connection) -> None:
        store = Store(connection, NOW)
        tell(store, [store.find(Person)[0].id], numbered, "told")
        body = {"views": [dict(numbered)]}
        outbox.post(connection, "bare", "talk", WANG, Urgency.NOTICE, body, NOW)

    await database.write(post)
    letters = await database.read(outbox.waiting)
    assert [letter.key.partition(":")[0] for letter in letters] == ["told", "bare"]
    assert not any(asks_for_numbers(view) for one in letters for view in one.payload["views"])


async def test_a_refusal_leaves_what_was_offered(database: Database) -> None:
    await answered(database, Typed("不行"))
    assert await picked(database, "3") == "原3"


@pytest.mark.parametrize(
    ("heading", "toast"),
    [(DONE, None), ("第3项已核：\n得2分。很好", None), ("第4项", DONE)],
)
async def test_a_word_beside_a_press_is_told_unless_the_view_says_it(
    database: Database, heading: str, toast: str | None
) -> None:
    payload = await answered(database, Pressed("t.go", heading))
    assert payload.get("toast") == toast


@pytest.mark.parametrize(
    ("toasts", "word", "text"), [(True, DONE, "第4项"), (False, None, f"{DONE}\n第4项")]
)
def test_where_a_word_would_be_a_message_it_is_said_with_the_view(
    tmp_path: Path, toasts: bool, word: str | None, text: str
) -> None:
    channel = TalkChannel(FileFolder(tmp_path))
    channel.toasts = toasts
    body: dict[str, Any] = {"views": [{"text": "第4项", "edit": 5}], "callback": "q", "toast": DONE}
    press, view = calls(Parcel("talk", WANG, Urgency.REPLY, body), channel)
    assert isinstance(press, AnswerCallbackQuery)
    assert isinstance(view, EditMessageText)
    assert (press.text, view.text) == (word, text)


def test_a_word_with_nothing_beside_it_is_told_everywhere(tmp_path: Path) -> None:
    channel = TalkChannel(FileFolder(tmp_path))
    channel.toasts = False
    body: dict[str, Any] = {"views": [], "callback": "q", "toast": DONE}
    (press,) = calls(Parcel("talk", WANG, Urgency.REPLY, body), channel)
    assert isinstance(press, AnswerCallbackQuery)
    assert press.text == DONE
