"""One database behind two verbs: ``read`` a snapshot, ``write`` a unit; SQLite or PostgreSQL."""

import asyncio
import fcntl
import os
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection as Connection
from sqlalchemy import event, exc, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.underway import PATIENCE, Underway
from storage.writer import DISCREET, Writer, broken

SWITCH_SECONDS = 0.001
"""The writer lets go of the interpreter at every statement: it should have it back sooner than
after Python's 5 ms."""

T = TypeVar("T")
Work = Callable[[Connection], T]

ADVISORY_KEY = 0x616E78696E67
"""The advisory lock that says one process serves this PostgreSQL database."""


class Busy(Exception):
    """Another process has the database: the sentence says what to do."""


class Unusable(Exception):
    """The database can't be opened at all: the sentence says what is wrong with it."""


class Unavailable(Exception):
    """The database can't be written just now (away, full, locked); nothing of the unit remains."""


class Database(Protocol):
    """What everybody else sees. ``work`` is a synchronous function of one connection inside one
    transaction; it may be run more than once, and its result is given after the commit."""

    url: str

    async def read(self, work: Work[T]) -> T: ...

    async def write(self, work: Work[T]) -> T: ...

    async def close(self) -> None: ...


async def open_database(url: str, *, readers: int = 4) -> Database:
    """Open and lock. ``sqlite:///path`` or ``postgresql://…``. Raises ``Busy`` when another process
    serves the same database, ``Unusable`` when it can't be opened."""
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        try:
            return SQLite(path, readers)
        except (OSError, exc.DBAPIError) as error:
            raise Unusable(f"打不开数据库 {path}：{_cause(error)}") from error
    try:
        database = PostgreSQL(url, readers)
    except Exception:
        raise Unusable("设置 ANXING_DATABASE 有误：postgresql:// 地址写得不对。") from None
    try:
        async with asyncio.timeout(PATIENCE):
            await database.lock()
    except Busy:
        raise
    except Exception as error:
        await database.close()
        cause = "没有回答" if isinstance(error, TimeoutError) else _cause(error)
        raise Unusable(f"连不上 PostgreSQL（ANXING_DATABASE）：{cause}") from error
    return database


def _cause(error: Exception) -> str:
    """The first line of what a driver says, in its own words."""
    origin = error.orig if isinstance(error, exc.DBAPIError) else error
    said = getattr(origin, "strerror", None) or str(origin).rpartition("<class ")[2]
    return said.rpartition("'>: ")[2].partition("\n")[0] or type(error).__name__


class SQLite:
    """A file: one writer thread, readers that can't write, one process."""

    def __init__(self, path: Path, readers: int) -> None:
        self.url = f"sqlite:///{path}"
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = _lock_file(path.with_name(path.name + ".lock"))
        try:
            self._writer = Writer(str(path))
        except BaseException:
            os.close(self._lock)
            raise
        sys.setswitchinterval(SWITCH_SECONDS)
        self._readers = create_async_engine(
            f"sqlite+aiosqlite:///{path}",
            pool_size=readers,
            max_overflow=0,
            hide_parameters=DISCREET,
        )
        event.listen(self._readers.sync_engine, "connect", configure_reader)
        event.listen(self._readers.sync_engine, "begin", begin_reading)
        self._underway = Underway()

    async def read(self, work: Work[T]) -> T:
        async def unit() -> T:
            async with self._readers.begin() as connection:
                return await connection.run_sync(work)

        return await self._underway.whole(unit())

    async def write(self, work: Work[T]) -> T:
        try:
            result: T = await self._writer.run(work)
            return result
        except (exc.OperationalError, sqlite3.OperationalError) as error:
            if broken(error):
                raise Unavailable(str(error)) from error
            raise

    async def close(self) -> None:
        await self._underway.end()
        await self._readers.dispose()
        await asyncio.to_thread(self._writer.close)
        os.close(self._lock)


class PostgreSQL:
    """A server: units one after another on the connection that holds the lock, tried again while
    the server is away (at most 5 s). Who lost the connection must have the lock again to write."""

    def __init__(self, url: str, readers: int) -> None:
        self.url = url
        parsed = make_url(url).set(drivername="postgresql+asyncpg")
        self._engine: AsyncEngine = create_async_engine(
            parsed,
            pool_size=readers + 2,
            pool_pre_ping=True,
            isolation_level="REPEATABLE READ",
            hide_parameters=DISCREET,
        )
        self._one, self._underway = asyncio.Lock(), Underway()
        self._holder: AsyncConnection | None = None

    async def lock(self) -> AsyncConnection:
        """The one connection that writes. Raises ``Busy`` while another process has the lock."""
        if self._holder is None:
            connection = await self._engine.connect()
            held = await connection.scalar(text(f"SELECT pg_try_advisory_lock({ADVISORY_KEY})"))
            await connection.commit()
            if not held:
                await connection.close()
                raise Busy("另一个安星进程正在使用这个数据库，请先停止它。")
            self._holder = connection
        return self._holder

    async def read(self, work: Work[T]) -> T:
        async def once() -> T:
            async with self._engine.connect() as connection:
                await connection.execution_options(postgresql_readonly=True)
                async with connection.begin():
                    return await connection.run_sync(work)

        return await self._underway.whole(self._patiently(once))

    async def write(self, work: Work[T]) -> T:
        """Whole or not at all, even where who waits for it is cancelled meanwhile."""

        async def once() -> T:
            connection = await self.lock()
            try:
                async with connection.begin():
                    return await connection.run_sync(work)
            except (exc.DBAPIError, OSError) as error:
                if _again(error):
                    await self._let_go()
                raise

        async def unit() -> T:
            async with self._one:
                return await self._patiently(once)

        return await self._underway.whole(unit())

    async def _patiently(self, once: Callable[[], Awaitable[T]]) -> T:
        loop = asyncio.get_running_loop()
        until, pause = loop.time() + 5, 0.05
        while True:
            try:
                return await once()
            except (exc.DBAPIError, OSError, Busy) as error:
                if not isinstance(error, Busy) and not _again(error):
                    raise
                if loop.time() > until:
                    raise Unavailable(str(error)) from error
            await asyncio.sleep(pause)
            pause = min(pause * 2, 1)

    async def _let_go(self) -> None:
        """A connection that failed may have lost the lock with its session."""
        holder, self._holder = self._holder, None
        if holder is not None:
            await holder.invalidate()
            await holder.close()

    async def close(self) -> None:
        await self._underway.end()
        async with self._one:
            await self._let_go()
        await self._engine.dispose()


def _again(error: exc.DBAPIError | OSError) -> bool:
    """Serialization failures, deadlocks, and a server that is starting, stopping, cutting
    connections, or without room (53: disk, memory, connections)."""
    if isinstance(error, OSError):
        return True
    state = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or state[:2] in ("08", "40", "53", "57")


def configure_reader(raw: Any, _record: Any) -> None:
    raw.isolation_level = None
    cursor = raw.cursor()
    for pragma in ("query_only=ON", "busy_timeout=30000", "wal_autocheckpoint=0", "mmap_size=0"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _lock_file(path: Path) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise Busy(f"另一个安星进程正在使用 {path.with_suffix('')}，请先停止它。") from None
    return handle
