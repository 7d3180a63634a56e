"""A backup under load is whole, restores elsewhere, and a restored copy sends nothing again."""

import asyncio
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text

from storage import audit, binding, files, inbox, outbox, peers
from storage.agency import Agency
from storage.backup import BackupError, backup, restore
from storage.client import Client
from storage.database import Database, open_database
from storage.files import FileFolder
from storage.outbox import Delivery, Urgency
from storage.schema import upgrade
from storage.store import Store
from tests.storage.accounts import DEAD, NAME, several_accounts


def life(connection: Connection, now: datetime, n: int) -> str:
    """One unit as an evening writes it: an update, a record, a letter."""
    store = Store(connection, now)
    received = inbox.accept(connection, "web", f"k{n}", "1", {"text": "好"}, now)
    assert received is not None
    agency = (store.find(Agency, limit=1) or [store.add(Agency(name="甲", credit_code="x"))])[0]
    client = store.add(Client(agency_id=agency.id, name=f"委托单位{n}"))
    payload = {"text": client.name}
    outbox.post(connection, f"o{n}", "web", "1", Urgency.NOTICE, payload, now)
    return client.id


@pytest.fixture
async def elsewhere(tmp_path: Path) -> Database:
    opened = await open_database(f"sqlite:///{tmp_path}/elsewhere/anxing.db")
    await opened.write(upgrade)
    return opened


async def test_what_was_acknowledged_before_a_backup_is_in_it(
    database: Database, elsewhere: Database, now: datetime, tmp_path: Path
) -> None:
    folder, again = FileFolder(tmp_path / "files"), FileFolder(tmp_path / "elsewhere" / "files")
    photo = folder.put(b"a photo")
    await database.write(lambda c: files.keep(Store(c, now), photo, "a.jpg", "image/jpeg", 7))
    done = [await database.write(partial(life, now=now, n=n)) for n in range(20)]
    units = [partial(life, now=now, n=n) for n in range(20, 120)]
    load = [asyncio.create_task(database.write(unit)) for unit in units]
    said = await backup(database, folder, tmp_path / "backup", now)
    await asyncio.gather(*load)
    try:
        assert "1 个文件" in said
        await restore(tmp_path / "backup", elsewhere, again)
        kept = await elsewhere.read(lambda c: {row.id for row in Store(c, now).find(Client)})
        assert set(done) <= kept
        assert again.path(photo).read_bytes() == b"a photo"
        assert await elsewhere.read(lambda c: list(audit.verify(c))) == []
        states = await elsewhere.read(lambda c: set(c.scalars(select(outbox.outbox.c.state))))
        assert states == {Delivery.UNKNOWN}
        assert await elsewhere.read(outbox.waiting) == []
        assert len(await elsewhere.read(inbox.unfinished)) == len(kept)
        await elsewhere.write(lambda c: life(c, now, 1000))
    finally:
        await elsewhere.close()


async def test_accounts_go_on_after_a_restore(
    database: Database, elsewhere: Database, now: datetime, tmp_path: Path
) -> None:
    """Whoever was known in a messenger is, a dead card stays dead, a code binds, tries count on."""
    known = await database.write(lambda c: several_accounts(Store(c, now)))
    await backup(database, FileFolder(tmp_path / "files"), tmp_path / "backup", now)

    def go_on(connection: Connection) -> None:
        store = Store(connection, now)
        assert peers.name_of(connection, "wecom", known.number) == NAME
        assert peers.is_dead(connection, "wecom", DEAD)
        with pytest.raises(binding.NotBound):
            binding.by_code(store, "A" * len(known.code), "telegram", "7")
        tries = connection.scalars(select(binding.wrong_tries.c.seq))
        assert list(tries) == [1, 2]
        bound = binding.by_code(store, known.code, "telegram", "8")
        binding.bind(store, bound, "telegram", "8")
        assert list(audit.verify(connection)) == []

    try:
        await restore(tmp_path / "backup", elsewhere, FileFolder(tmp_path / "again"))
        await elsewhere.write(go_on)
    finally:
        await elsewhere.close()


async def test_a_restore_refuses_a_target_that_is_not_empty(
    sqlite_database: Database, elsewhere: Database, now: datetime, tmp_path: Path
) -> None:
    folder = FileFolder(tmp_path / "files")
    await sqlite_database.write(lambda c: life(c, now, 1))
    await backup(sqlite_database, folder, tmp_path / "backup", now)
    await elsewhere.write(lambda c: life(c, now, 2))
    try:
        with pytest.raises(BackupError, match="不是空的"):
            await restore(tmp_path / "backup", elsewhere, folder)
        assert len(await elsewhere.read(lambda c: Store(c, now).find(Client))) == 1
    finally:
        await elsewhere.close()


async def test_a_backup_goes_into_an_empty_folder_only(
    sqlite_database: Database, now: datetime, tmp_path: Path
) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "mine.txt").write_text("x")
    with pytest.raises(BackupError, match="不是空文件夹"):
        await backup(sqlite_database, FileFolder(tmp_path / "files"), tmp_path / "backup", now)


async def test_a_damaged_backup_is_refused(
    sqlite_database: Database, elsewhere: Database, now: datetime, tmp_path: Path
) -> None:
    folder = FileFolder(tmp_path / "files")
    await sqlite_database.write(lambda c: life(c, now, 1))
    await backup(sqlite_database, folder, tmp_path / "backup", now)
    copy = await open_database(f"sqlite:///{tmp_path}/backup/anxing.db")
    await copy.write(lambda c: c.execute(text("DROP TRIGGER audit_no_update")))
    await copy.write(lambda c: c.execute(text("UPDATE audit SET payload = '{}' WHERE seq = 1")))
    await copy.close()
    try:
        with pytest.raises(BackupError, match="审计"):
            await restore(tmp_path / "backup", elsewhere, folder)
        (tmp_path / "backup" / "manifest.json").unlink()
        with pytest.raises(BackupError, match="完整的备份"):
            await restore(tmp_path / "backup", elsewhere, folder)
    finally:
        await elsewhere.close()


async def test_a_restore_counts_the_files_that_are_damaged_or_gone(
    sqlite_database: Database, elsewhere: Database, now: datetime, tmp_path: Path
) -> None:
    folder = FileFolder(tmp_path / "files")
    names = [folder.put(content) for content in (b"whole", b"damaged", b"gone")]

    def rows(connection: Connection) -> None:
        for name in names:
            files.keep(Store(connection, now), name, "现场.jpg", "image/jpeg", 5)

    await sqlite_database.write(rows)
    await backup(sqlite_database, folder, tmp_path / "backup", now)
    _whole, damaged, gone = (FileFolder(tmp_path / "backup" / "files").path(n) for n in names)
    damaged.write_bytes(b"damager")
    gone.unlink()
    try:
        told = await restore(tmp_path / "backup", elsewhere, FileFolder(tmp_path / "new"))
        assert "有 2 个文件不在备份里，或已损坏" in told
    finally:
        await elsewhere.close()
