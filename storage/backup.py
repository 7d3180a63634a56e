"""A copy of everything, taken under load: first the database, then the files it refers to."""

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, exc, func, insert, select, text, update

from storage import audit
from storage.database import Database
from storage.files import Files, files
from storage.inbox import inbox
from storage.outbox import Delivery, outbox
from storage.schema import upgrade
from storage.tables import metadata
from storage.writer import writing_engine

DATABASE, FILES, MANIFEST = "anxing.db", "files", "manifest.json"
BATCH = 1000


class BackupError(Exception):
    """What is wrong with a backup or its target, as a sentence."""


async def backup(database: Database, folder: Files, target: Path, now: datetime) -> str:
    """Copy into the new folder ``target``; it is whole once its manifest is there."""
    if target.exists() and any(target.iterdir()):
        raise BackupError(f"{target} 不是空文件夹，请换一个新的文件夹存放备份。")
    target.mkdir(parents=True, exist_ok=True)
    copy = target / DATABASE
    if database.url.startswith("sqlite:"):
        await database.read(lambda connection: _vacuum(connection, copy))
    else:
        await database.read(lambda connection: _copy_out(connection, copy))
    return await asyncio.to_thread(_complete, folder, target, now)


def _complete(folder: Files, target: Path, now: datetime) -> str:
    """Look the copy through and fetch its files: in a thread, a server goes on meanwhile."""
    with _opened(target / DATABASE) as connection:
        _check(connection)
        names = list(connection.scalars(select(files.c.sha256)))
        rows = {name: connection.scalar(_count(name)) for name in metadata.tables}
    missing = [name for name in names if not _copy_file(folder, target, name)]
    manifest = {"at": now.isoformat(), "rows": rows, "files": len(names), "missing": missing}
    _write(target / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    told = f"已备份到 {target}：{sum(filter(None, rows.values()))} 条记录，{len(names)} 个文件。"
    return told + (f"注意：有 {len(missing)} 个文件已不在磁盘上。" if missing else "")


def open_backup(source: Path) -> dict[str, Any]:
    """The manifest of a whole backup. Raises ``BackupError`` when it is none."""
    try:
        manifest: dict[str, Any] = json.loads((source / MANIFEST).read_text())
    except (OSError, ValueError):
        raise BackupError(f"{source} 里没有完整的备份（缺少 {MANIFEST}）。") from None
    return manifest


async def restore(source: Path, database: Database, folder: Files) -> str:
    """Fill an empty, migrated database and folder. Letters that waited are marked as in doubt: a
    restored copy sends nothing again."""
    manifest = open_backup(source)
    with _today(source / DATABASE) as copy:
        if not await database.read(is_empty):
            raise BackupError(
                "目标数据库不是空的，为免覆盖，没有恢复任何内容。请换一个新的数据文件夹。"
            )
        stored = sorted((source / FILES).rglob("*"))
        kept = {folder.put(one.read_bytes()) for one in stored if one.is_file()}
        missing = len(set(copy.scalars(select(files.c.sha256))) - kept)
        await database.write(lambda connection: _copy_in(copy, connection, manifest["rows"]))
    told = f"已恢复 {manifest['at']} 的备份：{sum(manifest['rows'].values())} 条记录。"
    return told + (f"注意：有 {missing} 个文件不在备份里，或已损坏。" if missing else "")


def silence(connection: Connection) -> None:
    """What was not yet sent stays unsent, to be seen in ``anxing status``."""
    pending = outbox.c.state.in_((Delivery.QUEUED, Delivery.SENDING))
    connection.execute(update(outbox).where(pending).values(state=Delivery.UNKNOWN))


def is_empty(connection: Connection) -> bool:
    """Whether nothing was ever written: no audit entry and no update."""
    return not any(connection.scalar(_count(table.name)) for table in (audit.trail, inbox))


def _vacuum(connection: Connection, copy: Path) -> None:
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("PRAGMA query_only=OFF")
    try:
        connection.execute(text("VACUUM INTO :path"), {"path": str(copy)})
    finally:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")


def _copy_out(connection: Connection, copy: Path) -> None:
    engine = writing_engine(str(copy))
    with engine.begin() as target:
        upgrade(target)
        _rows(connection, target)
    engine.dispose()


def _copy_in(copy: Connection, connection: Connection, promised: dict[str, int]) -> None:
    """All rows, counted and silenced, in one transaction: a restore cut off leaves it empty."""
    _rows(copy, connection)
    if connection.dialect.name == "postgresql":
        for table in metadata.tables.values():
            if (counted := table.autoincrement_column) is not None:
                last = f"(SELECT coalesce(max({counted.name}), 0) + 1 FROM {table.name})"
                series = f"pg_get_serial_sequence('{table.name}', '{counted.name}')"
                connection.execute(text(f"SELECT setval({series}, {last}, false)"))
    if {name: connection.scalar(_count(name)) for name in promised} != promised:
        raise BackupError("备份中的记录数与清单不一致，没有恢复任何内容。")
    silence(connection)


def _rows(source: Connection, target: Connection) -> None:
    for table in metadata.sorted_tables:
        found = source.execution_options(yield_per=BATCH).execute(select(table)).mappings()
        for part in found.partitions(BATCH):
            target.execute(insert(table), [dict(row) for row in part])


@contextmanager
def _today(kept: Path) -> Iterator[Connection]:
    """A checked copy of a backup, brought to today's tables; the backup stays as it was."""
    with tempfile.TemporaryDirectory(prefix="anxing-") as folder:
        path = Path(folder, DATABASE)
        try:
            shutil.copyfile(kept, path)
            with _opened(path) as copy:
                with copy.begin():
                    _check(copy)
                    upgrade(copy)
                yield copy
        except (OSError, exc.DatabaseError) as error:
            raise BackupError(f"备份 {kept} 读不出来或放不下：{error}") from error


@contextmanager
def _opened(copy: Path) -> Iterator[Connection]:
    engine = writing_engine(str(copy))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _check(connection: Connection) -> None:
    if connection.scalar(text("PRAGMA integrity_check")) != "ok":
        raise BackupError("备份的数据库文件已损坏。")
    if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
        raise BackupError("备份的数据库中有记录指向不存在的记录。")
    if broken := next(audit.verify(connection), None):
        raise BackupError(f"备份的审计记录不完整。{broken}")


def _count(name: str) -> Any:
    return select(func.count()).select_from(metadata.tables[name])


def _copy_file(folder: Files, target: Path, sha256: str) -> bool:
    kept = folder.path(sha256)
    if not kept.exists():
        return False
    copied = target / FILES / sha256[:2] / sha256[2:4] / sha256
    copied.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(kept, copied)
    return True


def _write(path: Path, content: str) -> None:
    temporary = path.with_name(path.name + ".part")
    with temporary.open("w") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
