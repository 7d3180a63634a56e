"""The one writing connection of a SQLite file: a thread that commits units in groups."""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc

GROUP = 256
DISCREET = True
"""What is written holds people's words, keys of files, codes: no error repeats it in the log."""

Unit = Callable[[Connection], Any]
_Job = tuple[Unit, "Future[Any]"]
_OWN_TROUBLE = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
)


def configure(raw: Any, _record: Any = None) -> None:
    """WAL, every commit on disk, foreign keys on; it is we who begin transactions."""
    raw.isolation_level = None
    cursor = raw.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "cache_size=-65536",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def writing_engine(path: str) -> Engine:
    """A synchronous engine for one file, whose transactions are ``BEGIN IMMEDIATE``."""
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"check_same_thread": False},
        hide_parameters=DISCREET,
    )
    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


class Writer:
    """Runs units one after another, each in a savepoint, as many as wait to one commit.

    A unit may be run a second time (a full disk rolls back its whole group), so it must have no
    effect but through its connection. Its answer is given only after the commit.
    """

    def __init__(self, path: str) -> None:
        self._engine = writing_engine(path)
        self._connection = self._engine.connect()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="writer", daemon=True)
        self._thread.start()

    async def run(self, unit: Unit) -> Any:
        answer: Future[Any] = Future()
        self._jobs.put((unit, answer))
        return await asyncio.wrap_future(answer)

    def close(self) -> None:
        """Finish what waits, then let go of the file."""
        self._jobs.put(None)
        self._thread.join()
        self._engine.dispose()

    def _serve(self) -> None:
        with self._connection as connection:
            while (first := self._jobs.get()) is not None:
                group, last = self._gather(first)
                self._commit(connection, group)
                if last:
                    return

    def _gather(self, first: _Job) -> tuple[list[_Job], bool]:
        group = [first]
        while len(group) < GROUP:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return group, True
            group.append(job)
        return group, False

    def _commit(self, connection: Connection, group: list[_Job]) -> None:
        """One commit for the group; where it fails, each unit again by itself, so that one unit
        that can't be written takes nobody else's with it."""
        wanted = [job for job in group if not job[1].cancelled()]
        try:
            done = self._attempt(connection, wanted)
        except Exception as error:
            if len(wanted) > 1:
                for job in wanted:
                    self._commit(connection, [job])
            else:
                for _unit, answer in wanted:
                    _settle(answer, error=error)
            return
        for answer, result, problem in done:
            _settle(answer, result, problem)

    def _attempt(
        self, connection: Connection, group: list[_Job]
    ) -> list[tuple["Future[Any]", Any, Exception | None]]:
        done: list[tuple[Future[Any], Any, Exception | None]] = []
        try:
            with connection.begin():
                for unit, answer in group:
                    try:
                        with savepoint(connection):
                            done.append((answer, unit(connection), None))
                    except Exception as error:
                        if broken(error) or not _in_transaction(connection):
                            raise
                        done.append((answer, None, error))
        except Exception:
            if _in_transaction(connection):
                connection.exec_driver_sql("ROLLBACK")
            raise
        return done


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """All of it or, where an exception leaves it, nothing. On SQLite a savepoint of the driver's:
    one of SQLAlchemy's costs four times as much."""
    if connection.dialect.name != "sqlite":
        with connection.begin_nested():
            yield
        return
    raw: Any = connection.connection
    raw.execute("SAVEPOINT unit")
    try:
        yield
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK TO unit")
            raw.execute("RELEASE unit")
        raise
    raw.execute("RELEASE unit")


def broken(error: BaseException | None) -> bool:
    """Whether an error is the database's own trouble (full, locked, unreadable), not the unit's."""
    while error is not None:
        origin = error.orig if isinstance(error, exc.DBAPIError) else error
        if isinstance(origin, sqlite3.OperationalError):
            code = getattr(origin, "sqlite_errorcode", 0) & 0xFF
            if code in _OWN_TROUBLE:
                return True
        error = error.__context__
    return False


def _in_transaction(connection: Connection) -> bool:
    raw = connection.connection.dbapi_connection
    return bool(raw is not None and raw.in_transaction)


def _settle(answer: "Future[Any]", result: Any = None, error: Exception | None = None) -> None:
    if answer.done() or not answer.set_running_or_notify_cancel():
        return
    if error is not None:
        answer.set_exception(error)
    else:
        answer.set_result(result)
