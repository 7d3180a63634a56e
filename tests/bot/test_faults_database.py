"""A locked, full or doubly used database, cancelled work, a failing start (T10, T12, T38-T40)."""

import asyncio
import errno
import os
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.app import Anxing
from bot.intake import NO_ROOM, ONE_MOMENT
from handlers.dispatch import Tables
from handlers.formkit.view import View
from handlers.turn import Turn
from storage import inbox
from storage.audit import verify
from storage.client import Client
from storage.database import Busy, Connection, Unavailable
from storage.files import FileFolder
from storage.organisation import Role
from storage.store import Store
from tests.bot.office import FixedClock, Office, opened, settings_in
from tests.bot.own_process import python
from tests.bot.talk import Person, TalkChannel
from tests.bot.trouble import fill, free
from tests.pictures import photo


@pytest.fixture
async def wang(office: Office) -> AsyncIterator[Person]:
    """Somebody in the middle of a form; in the end the books must be in order."""
    person = await office.person("王建国", Role.AGENCY)
    await person.says("菜单")
    await person.taps("委托单位")
    yield person
    assert await office.app.database.read(lambda c: list(verify(c))) == []
    assert await office.app.database.read(inbox.unfinished) == []
    assert await office.app.database.read(inbox.given_up) == []


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Another program holds the write lock of a database file."""
    held = threading.Event()

    def hold() -> None:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        held.set()
        time.sleep(seconds)
        other.execute("ROLLBACK")
        other.close()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(5)
    yield
    thread.join()


async def test_t10_while_another_program_holds_the_lock_people_are_told_and_nothing_is_lost(
    office: Office, wang: Person, data: Path
) -> None:
    said = [wang.message(text=text) for text in ("嘉兴恒丰纺织有限公司", "跳过", "跳过")]
    others = [await office.person(f"人{n}", Role.AGENCY) for n in range(5)]
    with locked(data / "anxing.db", 3.0):
        await asyncio.gather(
            wang.channel.deliver(*said),
            *(one.channel.deliver(one.message(text="菜单")) for one in others),
        )
    await wang.settled()
    assert [one.text for one in wang.messages].count(ONE_MOMENT) == 1
    await wang.sees("4/")
    for one in others:
        await one.sees("您可以")


async def test_t12_a_full_disk_is_said_reads_are_answered_and_room_is_all_it_takes(
    office: Office, wang: Person
) -> None:
    screen = wang.screen
    await fill(office.app.database)
    long = wang.message(text="嘉兴恒丰纺织有限公司" + "厂" * 50, entities=[])
    long["message"]["padding"] = "x" * 9000
    with pytest.raises(Unavailable):
        await wang.channel.deliver(long, key="long")
    await wang.settled()
    assert wang.messages[-1].text == NO_ROOM
    padded = wang.message(text="帮助")
    padded["message"]["padding"] = "x" * 9000
    for _ in range(3):
        with pytest.raises(Unavailable):
            await wang.channel.deliver(padded, key="help")
        await wang.settled()
    assert "昨天" in wang.messages[-1].text
    count = len(wang.messages)
    await free(office.app.database)
    await wang.channel.deliver(long, key="long")
    await wang.channel.deliver(padded, key="help")
    await wang.settled()
    assert len(wang.messages) == count + 1
    assert wang.screen != screen
    await wang.sees("2/")


def writing_tables() -> Tables:
    """Every word is written down at length; 看 only looks."""

    def write(turn: Turn) -> None:
        turn.store.note("heard", "event", turn.actor.id, said="字" * 5000)
        turn.say(View("记下了"))

    return Tables({}, {"看": lambda turn: turn.say(View("看到了"))}, write)


async def test_t12_what_was_acknowledged_before_the_disk_filled_up_waits_for_room(
    data: Path,
) -> None:
    clock, settings = FixedClock(), settings_in(data)
    async with Anxing(settings, clock=clock, tables=writing_tables(), reminding=False) as app:
        wang = await (await opened(app, clock)).person("王建国", Role.AGENCY)
        said = [wang.message(text=text) for text in ("写", "看", "写")]

        def keep(connection: Connection) -> None:
            for n, raw in enumerate(said):
                inbox.accept(connection, "talk", f"k{n}", str(wang.id), raw, clock())

        await app.database.write(keep)
    async with Anxing(settings, clock=clock, tables=writing_tables(), reminding=False) as app:
        await fill(app.database)
        channel = TalkChannel(app.files)
        wang = Person(app, channel, wang.id)
        await app.serve([channel])
        for _ in range(2000):
            if len(wang.messages) == 3:
                break
            await asyncio.sleep(0.005)
        assert [one.text for one in wang.messages] == [NO_ROOM, "看到了", NO_ROOM]
        await free(app.database)
        await wang.settled()
        assert [one.text for one in wang.messages[3:]] == ["记下了", "记下了"]
        assert await app.database.read(lambda c: list(verify(c))) == []
        heard = "SELECT count(*) FROM audit WHERE act = 'heard'"
        assert await app.database.read(lambda c: c.exec_driver_sql(heard).scalar_one()) == 1 + 2


class FullFolder(FileFolder):
    """A disk without room for files, until there is."""

    full = True

    def put(self, content: bytes) -> str:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().put(content)


async def test_t12_a_photo_waits_for_room_too(data: Path) -> None:
    clock = FixedClock()
    app = Anxing(settings_in(data), clock=clock, reminding=False)
    app.files = folder = FullFolder(data / "files")
    async with app:
        wang = await (await opened(app, clock)).person("王建国", Role.AGENCY)
        await wang.channel.deliver(wang.photo(photo()))
        for _ in range(1000):
            if wang.messages[-1].text == NO_ROOM:
                break
            await asyncio.sleep(0.005)
        assert wang.messages[-1].text == NO_ROOM
        folder.full = False
        await wang.settled()
        await wang.sees("文件收到了")


async def test_t38_cancelled_writers_leave_no_half_write_and_no_connection(
    office: Office,
) -> None:
    def add(store: Store, n: int) -> None:
        store.add(Client(agency_id=office.agency.id, name=f"甲{n}"))
        store.add(Client(agency_id=office.agency.id, name=f"乙{n}"))

    async def one(n: int) -> None:
        await office.write(lambda store: add(store, n))

    tasks = [asyncio.create_task(one(n)) for n in range(1000)]
    for n, task in enumerate(tasks):
        if n % 3 == 0:
            await asyncio.sleep(0)
        if n % 2 == 0:
            task.cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    kept = {client.name for client in await office.read(lambda store: store.find(Client))}
    for n, outcome in enumerate(done):
        assert (f"甲{n}" in kept) == (f"乙{n}" in kept)
        if outcome is None:
            assert f"甲{n}" in kept
    assert await office.app.database.read(lambda c: list(verify(c))) == []


SCRIPT = """
import asyncio, atexit, sys, time
from pathlib import Path
from bot.app import Anxing
from bot.settings import load
from tests.bot.talk import TalkChannel, Person

async def main():
    async with Anxing(load(data=Path(sys.argv[1]))) as app:
        channel = TalkChannel(app.files)
        await app.serve([channel])
        await channel.deliver(Person(app, channel, 7).message(text="你好"))
        began = time.monotonic()
        atexit.register(lambda: print(time.monotonic() - began))
        raise RuntimeError("before close")

asyncio.run(main())
"""


async def test_t39_an_exception_before_the_close_ends_the_process(data: Path) -> None:
    """What is registered to be done at exit is done when the last thread is over: what then is left
    is the interpreter's own tidying."""
    done = await python("-c", SCRIPT, str(data))
    assert done.returncode == 1
    assert float(done.stdout) < 2
    assert "before close" in done.stderr


async def test_t40_a_second_process_on_the_database_does_not_start(
    office: Office, data: Path
) -> None:
    with pytest.raises(Busy, match="另一个安星进程正在使用"):
        async with Anxing(settings_in(data), clock=FixedClock(), reminding=False):
            pass
    home = {**os.environ, "ANXING_DATA": str(data), "ANXING_WEB_PORT": "0"}
    done = await python("-m", "bot", "run", env=home)
    assert done.returncode == 2
    assert "另一个安星进程正在使用" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    wang = await office.person("王建国", Role.AGENCY)
    await wang.sees("您好")


async def test_a_start_that_fails_lets_go_of_the_database(data: Path) -> None:
    class Broken(Exception):
        pass

    with pytest.raises(Broken):
        async with Anxing(settings_in(data), clock=FixedClock(), reminding=False):
            raise Broken
    clock = FixedClock()
    async with Anxing(settings_in(data), clock=clock, reminding=False) as app:
        wang = await (await opened(app, clock)).person("王建国", Role.AGENCY)
        await wang.sees("您好")
