"""A restore cut off anywhere can be told again; what it brings back sends nothing again (T34)."""

import asyncio
import shutil
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from bot.app import Anxing
from bot.commands.command import Trouble
from bot.commands.run import run
from bot.operator.control import ORDERS, carry_out
from bot.operator.office import Office
from scheduler.sweep import sweep
from storage import inbox, outbox
from storage.account import open_account
from storage.audit import verify
from storage.database import Connection, Database, SQLite, Work, open_database
from storage.files import keep
from storage.notices import told_to
from storage.organisation import Role
from storage.outbox import Delivery, Urgency
from storage.person import Person as Somebody
from storage.store import Store
from storage.stuck import piles
from storage.visit import Visit
from tests.bot.office import FixedClock, settings_in
from tests.bot.talk import Person, TalkChannel
from tests.conftest import NOW
from tests.storage.registers import register

T = TypeVar("T")
CLIENT = "嘉善宏达机械有限公司"
ORDER = {order.name: order for order in ORDERS}


class Gone(BaseException):
    """As if the process were killed: nobody catches it."""


class Cut(SQLite):
    """A database whose process ends at its n-th write, before or after the commit."""

    def __init__(self, path: Path, at: int, after: bool) -> None:
        super().__init__(path, readers=2)
        self.left, self._after = at, after

    async def write(self, work: Work[T]) -> T:
        self.left -= 1
        if self.left == 0 and not self._after:
            raise Gone
        result = await super().write(work)
        if self.left == 0:
            raise Gone
        return result


def office_of(folder: Path, database: Database, clock: Callable[[], datetime]) -> Office:
    settings = settings_in(folder, web_port=0)
    return Office(settings, database, settings.file_folder(), clock)


def life(connection: Connection) -> None:
    """A person reached by a messenger, who is told of a visit in three and of another in seven
    days; a letter that waits."""
    made = register(Store(connection, NOW))
    person = made.person("沈志强", Role.AGENCY, channel="")
    open_account(made.store, "talk", "7001", person.id)
    made.visit(-24)
    made.visit(-20, made.another_client("平湖永泰塑业有限公司"))
    payload = {"views": [{"text": "已收到"}]}
    outbox.post(connection, "waits", "talk", "7001", Urgency.REPLY, payload, NOW)


@pytest.fixture
async def kept(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of five minutes before everything was lost."""
    database = await open_database(f"sqlite:///{data}/anxing.db")
    desk = office_of(data, database, FixedClock())
    await database.write(life)
    photo = desk.files.put(b"a photo")
    await database.write(lambda c: keep(Store(c, NOW), photo, "a.jpg", "image/jpeg", 7))
    target = tmp_path_factory.mktemp("kept") / "backup"
    code, text = await carry_out(ORDER["backup"], desk, Namespace(folder=target))
    assert code == 0, text
    await database.close()
    return target


async def restored(folder: Path, kept: Path, clock: FixedClock) -> tuple[int, str]:
    database = await open_database(f"sqlite:///{folder}/anxing.db")
    try:
        asked = Namespace(folder=kept)
        return await carry_out(ORDER["restore"], office_of(folder, database, clock), asked)
    finally:
        await database.close()


def fresh(folder: Path, migrated: Path) -> Path:
    folder.mkdir()
    shutil.copy(migrated, folder / "anxing.db")
    return folder


async def test_t34_what_fell_due_meanwhile_is_in_doubt_and_only_what_is_new_is_sent(
    kept: Path, migrated: Path, tmp_path: Path
) -> None:
    folder, clock = fresh(tmp_path / "again", migrated), FixedClock()
    clock.passes(days=6)
    code, text = await restored(folder, kept, clock)
    assert (code, text[:14]) == (0, "已恢复 2026-11-20")
    async with Anxing(settings_in(folder), clock=clock, reminding=False) as app:
        channel = TalkChannel(app.files)
        await app.serve([channel])
        await sweep(app.database, clock())
        await app.sender.look()
        lying = await app.database.read(piles)
        assert set(lying.letters) == {Delivery.UNKNOWN}
        assert lying.letters[Delivery.UNKNOWN] >= 2
        assert channel.session.calls == []
        clock.passes(days=2)
        await sweep(app.database, clock())
        await app.sender.look()
        person = Person(app, channel, 7001)
        await person.settled()
        await person.sees("平湖永泰塑业有限公司")
        await person.sees_nothing_of(CLIENT)
        assert list(app.files.root.rglob("[0-9a-f]" * 64)) != []


async def test_t34_a_backup_holds_all_that_was_acknowledged_before_it_under_a_thousand_writes(
    data: Path, migrated: Path, tmp_path: Path
) -> None:
    database = await open_database(f"sqlite:///{data}/anxing.db")
    await database.write(life)
    kept: list[str] = []
    many = asyncio.Event()

    async def write_on(name: str) -> None:
        for n in range(100_000):
            await database.write(partial(visitor, f"{name}.{n}"))
            kept.append(f"{name}.{n}")
            if len(kept) == 500:
                many.set()

    writing = [asyncio.create_task(write_on(str(n))) for n in range(32)]
    await many.wait()
    before, desk = list(kept), office_of(data, database, FixedClock())
    code, text = await carry_out(ORDER["backup"], desk, Namespace(folder=tmp_path / "backup"))
    assert (code, len(kept) > len(before)) == (0, True), text
    for task in writing:
        task.cancel()
    await asyncio.gather(*writing, return_exceptions=True)
    await database.close()
    folder = fresh(tmp_path / "again", migrated)
    assert (await restored(folder, tmp_path / "backup", FixedClock()))[0] == 0
    again = await open_database(f"sqlite:///{folder}/anxing.db")
    names = await again.read(lambda c: {one.name for one in Store(c, NOW).find(Somebody)})
    assert set(before) <= names
    assert await again.read(lambda c: list(verify(c))) == []
    await again.close()


def visitor(name: str, connection: Connection) -> None:
    """A unit: an update, a record with its audit entry, a letter."""
    inbox.accept(connection, "talk", name, "7001", {}, NOW)
    Store(connection, NOW).add(Somebody(name=name))
    outbox.post(connection, name, "talk", "7001", Urgency.REPLY, {"views": []}, NOW)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", [1, 2, 3])
async def test_t34_a_restore_cut_off_is_taken_up_again(
    kept: Path, migrated: Path, tmp_path: Path, at: int, after: bool
) -> None:
    folder, clock = fresh(tmp_path / "again", migrated), FixedClock()
    clock.passes(days=6)
    dying = Cut(folder / "anxing.db", at, after)
    with pytest.raises(Gone):
        await ORDER["restore"].run(office_of(folder, dying, clock), Namespace(folder=kept))
    await dying.close()
    assert dying.left == 0
    with pytest.raises(Trouble, match="恢复没有做完"):
        await run(settings_in(folder, web_port=0), Namespace())
    code, _text = await restored(folder, kept, clock)
    assert code == 0
    assert not (folder / "restoring").exists()
    database = await open_database(f"sqlite:///{folder}/anxing.db")

    def look(connection: Connection) -> None:
        store = Store(connection, clock())
        assert len(store.find(Visit)) == 2
        (person,) = store.find(Somebody)
        assert told_to(store, person.id, clock())
        assert set(piles(connection).letters) == {Delivery.UNKNOWN}
        assert list(verify(connection)) == []

    await database.read(look)
    await database.close()
    assert (await restored(folder, kept, clock))[0] == 1


async def test_a_restore_that_is_refused_leaves_everything_as_it_was(
    kept: Path, data: Path, migrated: Path, tmp_path: Path
) -> None:
    clock = FixedClock()
    code, text = await restored(data, kept, clock)
    assert (code, "不是空的" in text) == (1, True)
    assert not (data / "restoring").exists()
    folder = fresh(tmp_path / "again", migrated)
    (kept / "anxing.db").write_bytes(b"no database" * 1000)
    code, text = await restored(folder, kept, clock)
    assert (code, "读不出来" in text) == (1, True)
    code, text = await restored(folder, tmp_path, clock)
    assert (code, "没有完整的备份" in text) == (1, True)
    assert not (folder / "restoring").exists()
