"""The one place where everything meets: database, files, channels, handlers, clock, sender."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

from bot.channel import Channel
from bot.clock import Clock, utc_now
from bot.intake import Intake
from bot.jobs import Jobs, Kind, Parts
from bot.long_work import KINDS
from bot.sender import Sender
from bot.settings import Settings
from handlers import links
from handlers.dispatch import Tables
from handlers.registry import tables as every_table
from scheduler.clock import Clock as Ticker
from storage import inbox, job, outbox, peers
from storage.database import Connection, Database, open_database
from storage.schema import upgrade

log = logging.getLogger(__name__)

DRAIN_SECONDS = 20.0
HOUSEKEEPING_SECONDS = 24 * 3600


class Anxing:
    """``async with Anxing(settings, channels) as app``: open, migrate, take up what a stop left,
    serve; at the end let nothing more in, finish, close."""

    database: Database
    sender: Sender
    intake: Intake
    jobs: Jobs

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = utc_now,
        tables: Tables | None = None,
        reminding: bool = True,
        any_hour: bool = False,
        kinds: Mapping[str, Kind] = KINDS,
        opening: Callable[[str], Awaitable[Database]] = open_database,
    ) -> None:
        self.settings, self.clock = settings, clock
        self.tables = tables or every_table(settings.remind_hour, settings.alarm_hours)
        self.kinds = kinds
        self.files = settings.file_folder()
        self.channels: dict[str, Channel] = {}
        self._reminding = reminding
        self._opening = opening
        self._remind_from = 0 if any_hour else settings.remind_hour
        self._ticker: Ticker | None = None
        self._chores: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self.database = await self._opening(self.settings.database_url)
        try:
            await self.database.write(upgrade)
        except BaseException:
            await self.database.close()
            raise
        self.sender = Sender(self.database, self.channels, self.clock)
        self.intake = Intake(
            self.database, self.files, self.channels, self.sender, self.tables, self.clock
        )
        parts = Parts(self.database, self.files, self.clock)
        self.jobs = Jobs(parts, self.kinds, self.channels, self.sender)
        return self

    async def serve(self, channels: Sequence[Channel]) -> None:
        """Open the channels, once what was left unfinished is on its way."""
        self.channels.update({channel.name: channel for channel in channels})
        links.configure(
            lambda: [way for one in channels if (way := one.invitations)], self.settings.link_days
        )
        await self.sender.start()
        await self.intake.start()
        await self.jobs.start()
        for channel in channels:
            await channel.start(self.intake)
        if self._reminding:
            self._ticker = Ticker(self.database, self.clock, self._remind_from, self.sender.wake)
            self._ticker.start()
        self._chores = asyncio.create_task(self._keep_house(), name="housekeeping")

    async def remind_again(self) -> None:
        """Somebody came in who may be told of what is due."""
        if self._ticker is not None:
            await self._ticker.again()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """What was let in is finished within 20 s, or at once where something went wrong; the
        database is closed in any case."""
        patience = DRAIN_SECONDS if error is None else 0.0
        try:
            await self._finish(patience)
        finally:
            await self.database.close()

    async def _finish(self, patience: float) -> None:
        if self._ticker is not None:
            await self._ticker.stop()
        if self._chores is not None:
            self._chores.cancel()
            await asyncio.gather(self._chores, return_exceptions=True)
        for step in (
            *(channel.stop() for channel in self.channels.values()),
            self.intake.stop(patience),
            self.jobs.stop(patience),
            self.sender.stop(patience),
            *(channel.close() for channel in self.channels.values()),
        ):
            try:
                await step
            except Exception:
                log.exception("a part did not stop cleanly")

    async def _keep_house(self) -> None:
        """Forget once a day what nobody can ask for any more."""
        while True:
            try:
                await self.database.write(self._forget)
            except Exception as error:
                log.warning("housekeeping waits: %s", error)
            await asyncio.sleep(HOUSEKEEPING_SECONDS)

    def _forget(self, connection: Connection) -> None:
        now = self.clock()
        inbox.forget(connection, now)
        outbox.forget(connection, now)
        peers.forget(connection, now)
        job.forget(connection, now)
