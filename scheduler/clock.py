"""The only place that knows APScheduler: it ticks, our own code knows the day and the hour."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.alarms import escalate_all
from scheduler.circumstances import look_into
from scheduler.sweep import HOUR, sweep
from storage.database import Database, Unavailable
from storage.store import ZONE

TICK = 60
"""Seconds between two looks at the clock."""

log = logging.getLogger(__name__)


class Clock:
    """Sweeps once a day from the hour on, and once after every start; a sweep that could not be
    finished is tried again at the next tick. After it ``wake`` tells the sender to look: a sweep is
    many units, and some of its letters may be sent by then. Then the records are looked through for
    circumstances. Alarms that nobody answered go on at every tick, at any hour."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        hour: int = HOUR,
        wake: Callable[[], object] = lambda: None,
    ) -> None:
        self._database, self._now, self._hour, self._wake = database, now, hour, wake
        self._swept: date | None = None
        self._ticker = AsyncIOScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )

    def start(self) -> None:
        """Start ticking, with a first look at once; wants a running loop."""
        self._ticker.add_job(self._look, "interval", seconds=TICK, next_run_time=datetime.now(UTC))
        self._ticker.start()

    async def stop(self) -> None:
        """Stop ticking; a sweep cut short is taken up by the next start."""
        if self._ticker.running:
            self._ticker.shutdown(wait=False)

    async def again(self) -> None:
        """Look once more today: there is somebody new to tell."""
        self._swept = None
        await self.tick()

    async def _look(self) -> None:
        """A tick that a stop may cut short; APScheduler would log that as an error."""
        with suppress(asyncio.CancelledError):
            await self.tick()

    async def tick(self) -> None:
        now = self._now()
        local = now.astimezone(ZONE)
        await self._escalate(now)
        if local.hour < self._hour or self._swept == local.date():
            return
        try:
            letters = await sweep(self._database, now, self._hour)
        except Unavailable:
            log.warning("the database is away; the reminders are tried again")
            return
        self._swept = local.date()
        if letters:
            self._wake()
        await self._look_into(now)

    async def _look_into(self, now: datetime) -> None:
        """After the letters, which somebody waits for."""
        try:
            await look_into(self._database, now)
        except Unavailable:
            log.warning("the database is away; the records are looked through tomorrow")

    async def _escalate(self, now: datetime) -> None:
        try:
            await escalate_all(self._database, now)
        except Unavailable:
            log.warning("the database is away; the alarms are tried again")
