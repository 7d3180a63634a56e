"""One writer, many readers: nothing is lost, nobody sees half a unit, one process serves."""

import asyncio
import sqlite3
import threading
import time
from datetime import datetime
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import Connection, bindparam, exc, text

from storage.database import Busy, Database, Unavailable, open_database
from storage.schema import upgrade
from storage.store import Store


def draw(connection: Connection, now: datetime) -> int:
    return Store(connection, now).draw("series")


async def test_twenty_writers_that_read_then_write_lose_nothing(
    database: Database, now: datetime
) -> None:
    async def one() -> list[int]:
        return [await database.write(lambda c: draw(c, now)) for _ in range(20)]

    drawn = [n for series in await asyncio.gather(*(one() for _ in range(20))) for n in series]
    assert sorted(drawn) == list(range(1, 401))


async def test_a_unit_that_fails_takes_no_other_of_its_group_with_it(
    database: Database, now: datetime
) -> None:
    def bad(connection: Connection) -> None:
        draw(connection, now)
        raise ValueError("this unit only")

    units = [database.write(bad if n % 3 == 0 else lambda c: draw(c, now)) for n in range(60)]
    answers = await asyncio.gather(*units, return_exceptions=True)
    assert [n for n in answers if isinstance(n, int)] == list(range(1, 41))
    assert sum(isinstance(n, ValueError) for n in answers) == 20


async def test_a_second_process_is_refused_with_a_sentence(database_url: str) -> None:
    first = await open_database(database_url)
    try:
        with pytest.raises(Busy, match="请先停止它"):
            await open_database(database_url)
    finally:
        await first.close()
    again = await open_database(database_url)
    await again.close()


async def test_who_goes_away_while_reading_leaves_nothing_behind(database_url: str) -> None:
    """At whatever step: a connection that is closed twice waits for its own thread without end."""
    for steps in range(60):
        database = await open_database(database_url)

        async def reading(database: Database = database) -> None:
            while True:
                await database.read(lambda c: c.execute(text("SELECT 1")).all())

        reader = asyncio.create_task(reading())
        for _step in range(steps):
            await asyncio.sleep(0)
        reader.cancel()
        await database.close()
        assert asyncio.all_tasks() == {asyncio.current_task()}, steps


async def test_a_reader_sees_one_moment(database: Database, now: datetime) -> None:
    """Two SELECTs of one read agree though a write is committed between them."""
    await database.write(lambda c: draw(c, now))
    between, committed = threading.Event(), asyncio.Event()

    def look(connection: Connection) -> tuple[object, object]:
        first = connection.scalar(text("SELECT last FROM counter"))
        between.set()
        deadline = time.monotonic() + 0.3
        while time.monotonic() < deadline and not committed.is_set():
            connection.scalar(text("SELECT 1"))
        return first, connection.scalar(text("SELECT last FROM counter"))

    async def write() -> None:
        await asyncio.to_thread(between.wait, 2)
        await database.write(lambda c: draw(c, now))
        committed.set()

    seen, _ = await asyncio.gather(database.read(look), write())
    assert seen == (1, 1)


async def test_cancelled_units_leave_no_half_write_and_no_lost_connection(
    database: Database, now: datetime
) -> None:
    async def one(n: int) -> None:
        await database.write(lambda c: (draw(c, now), draw(c, now)))

    for _ in range(20):
        tasks = [asyncio.create_task(one(n)) for n in range(25)]
        await asyncio.sleep(0.001)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    last = await database.write(lambda c: draw(c, now))
    assert last % 2 == 1, "a unit of two draws is whole or not at all"
    reads = [database.read(lambda c: c.scalar(text("SELECT 1"))) for _ in range(40)]
    assert await asyncio.gather(*reads) == [1] * 40


async def test_another_process_that_holds_the_write_lock_only_delays(
    tmp_path: Path, now: datetime
) -> None:
    path = tmp_path / "anxing.db"
    opened = await open_database(f"sqlite:///{path}")
    try:
        await opened.write(upgrade)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        waiting = [asyncio.create_task(opened.write(lambda c: draw(c, now))) for _ in range(10)]
        done, _ = await asyncio.wait(waiting, timeout=0.3)
        assert not done
        other.execute("COMMIT")
        other.close()
        assert sorted(await asyncio.gather(*waiting)) == list(range(1, 11))
    finally:
        await opened.close()


def limit_pages(connection: Connection, more: int | None) -> None:
    """A full disk, as SQLite tells it (SQLITE_FULL): no page more than these."""
    pages = connection.scalar(text("PRAGMA page_count"))
    connection.execute(text(f"PRAGMA max_page_count = {1 << 30 if more is None else pages + more}"))


async def test_a_full_disk_refuses_the_unit_whole_and_heals_without_a_restart(
    sqlite_database: Database, now: datetime
) -> None:
    def fill(connection: Connection) -> int:
        store = Store(connection, now)
        for n in range(50):
            store.note("fill", "x" * 1000, str(n))
        return store.draw("series")

    await sqlite_database.write(lambda c: limit_pages(c, 2))
    answers = await asyncio.gather(
        *(sqlite_database.write(fill) for _ in range(3)),
        sqlite_database.read(lambda c: c.scalar(text("SELECT count(*) FROM audit"))),
        return_exceptions=True,
    )
    assert all(isinstance(answer, Unavailable) for answer in answers[:3])
    assert answers[3] == 0, "what can be read is still answered"
    await sqlite_database.write(lambda c: limit_pages(c, None))
    assert await sqlite_database.write(fill) == 1
    assert await sqlite_database.read(lambda c: c.scalar(text("PRAGMA integrity_check"))) == "ok"


@pytest.mark.postgres
async def test_a_server_without_room_is_asked_again(postgres_url: str, now: datetime) -> None:
    opened = await open_database(postgres_url)
    await opened.write(upgrade)
    refusals = ["53100"]

    def unit(connection: Connection) -> int:
        drawn = draw(connection, now)
        if refusals:
            raised = f"RAISE EXCEPTION 'could not extend file' USING ERRCODE = '{refusals.pop()}'"
            connection.execute(text(f"DO $$ BEGIN {raised}; END $$"))
        return drawn

    try:
        assert await opened.write(unit) == 1
    finally:
        await opened.close()


@pytest.mark.postgres
async def test_a_lost_session_writes_again_only_with_the_lock(
    postgres: str, postgres_url: str, now: datetime
) -> None:
    name = postgres_url.partition("@/")[2].partition("?")[0]
    opened = await open_database(postgres_url)
    try:
        await opened.write(upgrade)
        admin = await asyncpg.connect(host=postgres, user="postgres", database=name)
        cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        for drawn in (1, 2):
            await admin.execute(f"{cut} AND pid <> pg_backend_pid()")
            assert await opened.write(lambda c: draw(c, now)) == drawn
            with pytest.raises(Busy):
                await open_database(postgres_url)
        await admin.close()
    finally:
        await opened.close()


async def test_an_error_repeats_nothing_of_what_was_asked_or_written(database: Database) -> None:
    """It goes into the log, where nobody should read people's words, codes or keys of files."""
    wrong = text("SELECT :said FROM nowhere").bindparams(bindparam("said", "绑定 K7QF3MHT"))
    for verb in (database.read, database.write):
        with pytest.raises(exc.DBAPIError) as told:
            await verb(lambda c: c.execute(wrong))
        assert "nowhere" in str(told.value)
        assert "K7QF3MHT" not in str(told.value)
