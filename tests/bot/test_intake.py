"""Files on their way in, albums as one answer, and what a restart takes up again."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest
from aiogram.methods import SendPhoto
from aiogram.types import FSInputFile

from bot.app import Anxing
from handlers.dispatch import Tables
from handlers.formkit.events import Sent, Typed
from handlers.formkit.view import View
from handlers.turn import Turn
from storage import inbox, outbox
from storage.files import get_file, keep
from storage.media.check import LIMIT
from storage.organisation import Role
from storage.person import Person as Somebody
from storage.picture import pictures_of
from storage.store import Store
from storage.taking import DAILY_FILES
from tests.bot.office import FixedClock, Office, opened, settings_in
from tests.bot.talk import Person, TalkChannel
from tests.pictures import PDF, claiming, photo


def telling_tables() -> Tables:
    """Says what it got; ``文件`` shows the last file again."""

    def tell(turn: Turn) -> None:
        match turn.event:
            case Sent(files, caption, refused):
                names = "、".join(f"{file.name}({file.size})" for file in files)
                text = f"收到{len(files)}个：{names}；{caption}；{''.join(refused)}"
                turn.say(View(text, files=tuple(file.sha256 for file in files)))
            case Typed(text):
                turn.say(View(f"听到：{text}"))
            case _:
                turn.say(View("别的"))

    return Tables({}, {}, tell)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
async def hall(data: Path, clock: FixedClock) -> Any:
    settings = settings_in(data)
    async with Anxing(settings, clock=clock, tables=telling_tables(), reminding=False) as app:
        yield await opened(app, clock)


async def test_a_photo_is_stored_before_the_handler_and_shown_again(hall: Office) -> None:
    wang = await hall.person("王建国", Role.AGENCY)
    content = photo()
    await wang.sends_photo(content)
    await wang.sees(f"收到1个：照片.jpg({len(content)})")
    assert wang.messages[-2].files == 1
    sha256 = hashlib.sha256(content).hexdigest()
    assert hall.app.files.path(sha256).read_bytes() == content
    stored = await hall.read(lambda store: get_file(store, sha256))
    assert (stored.size, stored.type) == (len(content), "image/jpeg")
    shown = await hall.read(lambda store: pictures_of(store, [sha256])[sha256].view)
    sent = [one for one in hall.channel.session.calls if isinstance(one, SendPhoto)]
    (photographed,) = (one.photo for one in sent)
    assert isinstance(photographed, FSInputFile)
    assert photographed.path == hall.app.files.path(shown)


async def test_an_album_is_one_answer_with_one_reply(hall: Office) -> None:
    wang = await hall.person("王建国", Role.AGENCY)
    before = len(wang.messages)
    parts = [
        wang.photo(photo(n), media_group_id="g1", caption="现场" if n == 0 else None)
        for n in range(3)
    ]
    for part in parts:
        part["message"] = {k: v for k, v in part["message"].items() if v is not None}
    await wang.channel.deliver(*parts[:2])
    await asyncio.sleep(0.2)
    await wang.deliver(parts[2])
    told = [one.text for one in wang.messages[before:] if one.text]
    assert len(told) == 1
    assert told[0].startswith("收到3个")
    assert "；现场；" in told[0]
    assert await hall.app.database.read(inbox.unfinished) == []


async def test_two_albums_and_a_word_between_them_stay_apart(hall: Office) -> None:
    wang = await hall.person("王建国", Role.AGENCY)
    before = len(wang.messages)
    await wang.deliver(
        wang.photo(photo(1), media_group_id="a"),
        wang.photo(photo(2), media_group_id="a"),
        wang.message(text="好了"),
        wang.photo(photo(3), media_group_id="b"),
    )
    told = [one.text[:5] for one in wang.messages[before:] if one.text]
    assert told == ["收到2个：", "听到：好了", "收到1个："]


@pytest.mark.parametrize(
    ("size", "content", "said"),
    [
        (100 * 1024 * 1024, b"x", "超过20 MB"),
        (LIMIT + 1, b"x", "超过20 MB"),
        (0, b"", "是空的"),
        (8, b"cut offx", "没有传完整"),
    ],
)
async def test_a_file_that_cannot_be_taken_is_refused_with_the_reason(
    hall: Office, size: int, content: bytes, said: str
) -> None:
    wang = await hall.person("王建国", Role.AGENCY)
    hall.channel.session.cut_at = 4
    held = wang.held(content)
    held["file_size"] = size
    hall.channel.session.announced[held["file_id"]] = size
    await wang.deliver(wang.message(document={**held, "file_name": "合同.pdf"}))
    await wang.sees("收到0个", f"“合同.pdf”{said}")
    asked = [type(call).__name__ for call in hall.channel.session.calls]
    assert ("GetFile" in asked) == (said == "没有传完整")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ\x90\0 a program", "现场.jpg", "是一个程序"),
        (photo(size=(900, 600))[:-2000], "现场.jpg", "没有传完整"),
        (claiming(60_000, 60_000), "大.png", "60000 × 60000"),
    ],
)
async def test_a_file_that_is_not_what_it_should_be_leaves_nothing_behind(
    hall: Office, content: bytes, name: str, said: str
) -> None:
    wang = await hall.person("王建国", Role.AGENCY)
    held = wang.held(content)
    await wang.deliver(wang.message(document={**held, "file_name": name}))
    await wang.sees("收到0个", f"“{name}”", said)
    assert [one for one in hall.app.files.root.rglob("*") if one.is_file()] == []
    count = "SELECT count(*) FROM file"
    assert await hall.app.database.read(lambda c: c.exec_driver_sql(count).scalar_one()) == 0


async def test_what_a_stranger_sends_is_not_even_fetched(hall: Office) -> None:
    stranger = hall.stranger()
    await stranger.sends_photo(photo())
    await stranger.sees("索取邀请")
    assert [type(call).__name__ for call in hall.channel.session.calls] == ["SendMessage"]
    assert [one for one in hall.app.files.root.rglob("*") if one.is_file()] == []


async def test_an_agency_that_sent_enough_for_a_day_is_asked_to_wait_for_the_next(
    hall: Office, clock: FixedClock
) -> None:
    wang = await hall.person("王建国", Role.AGENCY)
    mei = await hall.person("李梅", Role.AGENCY)
    chen = await hall.person("陈国平", Role.SUPERVISOR)
    (sender,) = await hall.read(lambda store: store.find(Somebody, name="李梅"))

    def send_many(store: Store) -> None:
        for n in range(DAILY_FILES):
            keep(store.at(store.now, sender.id), f"{n:064}", "a.pdf", "application/pdf", 9)

    await hall.write(send_many)
    for person, taken in ((mei, 0), (wang, 0), (chen, 1)):
        held = person.held(PDF + bytes([person.id % 256]))
        await person.deliver(person.message(document={**held, "file_name": "合同.pdf"}))
        await person.sees(f"收到{taken}个")
    await wang.sees("明天再发")
    clock.passes(hours=24)
    await wang.sends_photo(photo())
    await wang.sees("收到1个")


async def test_what_was_acknowledged_and_not_handled_is_handled_after_the_restart(
    data: Path,
) -> None:
    clock = FixedClock()
    settings = settings_in(data)
    async with Anxing(settings, clock=clock, tables=telling_tables(), reminding=False) as app:
        office = await opened(app, clock)
        wang = await office.person("王建国", Role.AGENCY)
        raws = [wang.message(text=f"第{n}句") for n in range(3)]
        name = office.channel.name

        def keep(connection: Any) -> None:
            for raw in raws:
                inbox.accept(connection, name, f"k{raw['update_id']}", "7001", raw, clock())

        await app.database.write(keep)
    async with Anxing(settings, clock=clock, tables=telling_tables(), reminding=False) as app:
        office = await opened(app, clock)
        wang = Person(app, office.channel, wang.id)
        await wang.settled()
        assert [one.text for one in wang.messages] == [f"听到：第{n}句" for n in range(3)]


async def test_a_reply_that_a_crash_kept_back_goes_out_after_the_restart(data: Path) -> None:
    clock = FixedClock()
    settings = settings_in(data)
    body: Any = {"views": [{"text": "迟到的回复"}]}
    async with Anxing(settings, clock=clock, reminding=False) as app:
        reply, notice = outbox.Urgency.REPLY, outbox.Urgency.NOTICE

        def queue(connection: Any) -> None:
            for key, urgency in (("a", reply), ("b", notice), ("c", notice)):
                letter = outbox.post(connection, key, "talk", "7001", urgency, body, clock())
                if key != "c":
                    outbox.mark(connection, letter.seq, outbox.Delivery.SENDING)

        await app.database.write(queue)
    async with Anxing(settings, clock=clock, reminding=False) as app:
        office = await opened(app, clock)
        wang = Person(app, office.channel, 7001)
        await wang.settled()
        assert len(wang.messages) == 2
        (doubtful,) = [one for one in await app.database.read(outbox.unsent) if one.key == "b"]
        assert doubtful.state is outbox.Delivery.UNKNOWN


async def test_a_stop_finishes_what_was_let_in(data: Path) -> None:
    clock = FixedClock()
    settings = settings_in(data)
    async with Anxing(settings, clock=clock, tables=telling_tables(), reminding=False) as app:
        office = await opened(app, clock)
        wang = await office.person("王建国", Role.AGENCY)
        before = len(wang.messages)
        await office.channel.deliver(*(wang.message(text=f"第{n}句") for n in range(30)))
    assert [one.text for one in wang.messages[before:]] == [f"听到：第{n}句" for n in range(30)]


async def test_a_channel_that_stands_still_holds_up_nobody_elses(data: Path) -> None:
    clock = FixedClock()
    async with Anxing(settings_in(data), clock=clock, reminding=False) as app:
        quick, slow = TalkChannel(app.files), TalkChannel(app.files, "slow")
        slow.pace.pause(3600)
        await app.serve([quick, slow])
        stuck, free = Person(app, slow, 1), Person(app, quick, 2)
        await slow.deliver(stuck.message(text="你好"))
        await quick.deliver(free.message(text="你好"))
        for _ in range(1000):
            if free.messages:
                break
            await asyncio.sleep(0.005)
        assert (len(free.messages), len(stuck.messages)) == (1, 0)
        (waiting,) = await app.database.read(lambda c: outbox.waiting(c, "slow"))
        assert waiting.account == "1"


async def test_nobody_is_told_that_saving_takes_long_where_nobody_is_known(office: Office) -> None:
    """An update without a sender has no chat to say it in."""
    sender = office.app.sender
    office.app.intake._one_moment({("talk", ""), ("talk", "7001")})
    assert list(sender._sending) == [("talk", "7001")]
