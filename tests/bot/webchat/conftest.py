"""A stage with its curtain up: the web chat listening on a free port, on a real database."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from storage.database import Database
from tests.bot.webchat.stage import Stage


class Clock:
    """A time that only tests move."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
async def stage(sqlite_database: Database, tmp_path: Path, clock: Clock) -> AsyncIterator[Stage]:
    opened = Stage(sqlite_database, tmp_path / "files", clock)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def http(stage: Stage) -> AsyncIterator[aiohttp.ClientSession]:
    """A client whose requests come from our own page."""
    async with aiohttp.ClientSession(stage.url, headers={"Origin": stage.url}) as session:
        yield session
