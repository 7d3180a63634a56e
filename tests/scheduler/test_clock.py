"""The clock: once a day from the hour on, again after trouble, stopped without a fuss."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.clock import Clock
from storage.candidates import counted
from storage.database import Database, Unavailable
from storage.store import Store
from tests.scheduler.desk import books, overdue_follow_up
from tests.storage.lane import Lane


class Flaky:
    """A database that is away the first time it is asked to write."""

    def __init__(self, real: Database) -> None:
        self.real, self.url, self.away = real, real.url, True

    async def read(self, work: Any) -> Any:
        return await self.real.read(work)

    async def write(self, work: Any) -> Any:
        if self.away:
            self.away = False
            raise Unavailable("away")
        return await self.real.write(work)

    async def close(self) -> None: ...


async def test_the_clock_sweeps_once_a_day_and_again_after_trouble(
    sqlite_database: Database, now: datetime
) -> None:
    await books(sqlite_database, now, overdue_follow_up)
    times = [now - timedelta(hours=2), now, now, now, now + timedelta(days=1)]
    sent: list[datetime] = []
    clock = Clock(Flaky(sqlite_database), lambda: times[0], wake=lambda: sent.append(times[0]))
    history = []
    while times:
        await clock.tick()
        history.append(len(sent))
        times.pop(0)
    assert history == [0, 0, 1, 1, 1]


async def test_a_started_clock_looks_at_once_and_can_be_stopped(
    sqlite_database: Database, now: datetime
) -> None:
    await books(sqlite_database, now, overdue_follow_up)
    sent = asyncio.Event()
    clock = Clock(sqlite_database, lambda: now, wake=sent.set)
    clock.start()
    async with asyncio.timeout(60):
        await sent.wait()
    await clock.stop()
    await clock.stop()


class Slow:
    """A database in the middle of a long write."""

    def __init__(self, real: Database) -> None:
        self.real, self.url, self.writing = real, real.url, asyncio.Event()

    async def read(self, work: Any) -> Any:
        return await self.real.read(work)

    async def write(self, work: Any) -> Any:
        self.writing.set()
        await asyncio.Event().wait()

    async def close(self) -> None: ...


async def test_a_stop_cuts_a_sweep_short_without_an_error(
    sqlite_database: Database, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    await books(sqlite_database, now, overdue_follow_up)
    slow = Slow(sqlite_database)
    clock = Clock(slow, lambda: now)
    clock.start()
    async with asyncio.timeout(60):
        await slow.writing.wait()
    await clock.stop()
    for _breath in range(5):
        await asyncio.sleep(0)
    assert [entry.getMessage() for entry in caplog.records if entry.levelname == "ERROR"] == []


async def test_silence_after_an_alarm_goes_on_at_night_and_after_trouble(
    sqlite_database: Database, now: datetime
) -> None:
    lane = await Lane(sqlite_database, now).build("王厂长", account=True)
    await lane.report()
    told = len(await lane.told())
    night = now.replace(hour=19)
    clock = Clock(Flaky(sqlite_database), lambda: night)
    history = []
    for _tick in range(3):
        await clock.tick()
        history.append(len(await lane.told()) - told)
    assert history == [0, 4, 4]


async def test_circumstances_are_looked_for_once_a_day_after_the_letters(
    sqlite_database: Database, now: datetime
) -> None:
    await books(sqlite_database, now, lambda made: made.contract(-9, content="排查"))
    times = [now - timedelta(hours=2), now, now]
    clock = Clock(sqlite_database, lambda: times[0])
    history = []
    while times:
        await clock.tick()
        history.append(await sqlite_database.read(lambda c: counted(Store(c, now))))
        times.pop(0)
    assert history == [(0, 0), (1, 0), (1, 0)]
