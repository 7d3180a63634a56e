"""A stage for every channel and database: each story is played on all of them."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.app import Anxing
from bot.commands.run import web_channel
from bot.settings import Settings
from storage.database import open_database
from storage.schema import upgrade
from storage.store import Store
from tests.bot.office import FixedClock, settings_in
from tests.bot.talk import TalkChannel
from tests.bot.wecom.gateway import gateway_running
from tests.conftest import NOW
from tests.stories.browser import Web
from tests.stories.guest import Guests
from tests.stories.phones import MINUTE, Phones, on_phones, robot_of
from tests.stories.stage import Messenger, Stage
from tests.stories.town import Town, build


@dataclass(frozen=True)
class Kept:
    """A finished database to copy, and what is in it."""

    path: Path
    town: Town


async def made(url: str) -> Town:
    """A migrated database with the town in it."""
    database = await open_database(url)
    try:
        await database.write(upgrade)
        return await database.write(lambda connection: build(Store(connection, NOW)))
    finally:
        await database.close()


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    path = tmp_path_factory.mktemp("town") / "anxing.db"
    return Kept(path, asyncio.run(made(f"sqlite:///{path}")))


@pytest.fixture
def folder(kept: Kept, tmp_path: Path) -> Path:
    """A data folder with the town."""
    shutil.copy(kept.path, tmp_path / "anxing.db")
    return tmp_path


@asynccontextmanager
async def on_messenger(settings: Settings, town: Town) -> AsyncIterator[Stage]:
    clock = FixedClock()
    async with Anxing(settings, clock=clock, reminding=False) as app:
        channel = TalkChannel(app.files)
        await app.serve([channel])
        yield Messenger(app, clock, town, channel)


@pytest.fixture
async def on_sqlite(folder: Path, kept: Kept) -> AsyncIterator[Stage]:
    async with on_messenger(settings_in(folder), kept.town) as stage:
        yield stage


@pytest.fixture
async def on_postgresql(postgres_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    town = await made(postgres_url)
    async with on_messenger(settings_in(tmp_path, database=postgres_url), town) as stage:
        yield stage


@pytest.fixture
async def on_the_web(folder: Path, kept: Kept, chromium: Browser) -> AsyncIterator[Stage]:
    clock = FixedClock()
    async with Anxing(settings_in(folder), clock=clock, reminding=False) as app:
        channel, _doors = web_channel(app, 0)
        await app.serve([channel])
        yield Web(app, clock, kept.town, channel, chromium)


@pytest.fixture
async def on_wecom(folder: Path, kept: Kept) -> AsyncIterator[Phones]:
    async with on_phones(settings_in(folder), kept.town) as stage:
        yield stage


@pytest.fixture
async def on_wecom_and_the_web(
    folder: Path, kept: Kept, chromium: Browser
) -> AsyncIterator[Guests]:
    """企业微信 for whoever has an account, the page for guests: one app."""
    clock = FixedClock()
    async with (
        gateway_running(minute=MINUTE) as gateway,
        Anxing(settings_in(folder), clock=clock, reminding=False) as app,
    ):
        channel, _doors = web_channel(app, 0)
        await app.serve([channel, robot_of(app, gateway)])
        await gateway.subscribed()
        phones = Phones(app, clock, kept.town, gateway)
        yield Guests(phones, Web(app, clock, kept.town, channel, chromium))


IN_PROCESS = "on_sqlite"
WECOM = "on_wecom"
POSTGRESQL = pytest.param("on_postgresql", marks=pytest.mark.postgres)
BROWSER = pytest.param("on_the_web", marks=pytest.mark.chromium)


@pytest.fixture(params=(IN_PROCESS, POSTGRESQL, BROWSER, WECOM))
def stage(request: pytest.FixtureRequest) -> Stage:
    """An aiogram session in this process on either database, the web chat, and 企业微信."""
    played: Stage = request.getfixturevalue(request.param)
    return played


@pytest.fixture(params=(IN_PROCESS, BROWSER, WECOM))
def chat(request: pytest.FixtureRequest) -> Stage:
    """The same without PostgreSQL, for what no database could make different."""
    played: Stage = request.getfixturevalue(request.param)
    return played


@pytest.fixture(params=(IN_PROCESS, WECOM))
def messenger(request: pytest.FixtureRequest) -> Stage:
    """Without the browser too, for what its page could not make different."""
    played: Stage = request.getfixturevalue(request.param)
    return played


@pytest.fixture(params=("on_the_web", "on_wecom_and_the_web"))
def guests(request: pytest.FixtureRequest) -> Guests:
    """Guests are in a browser in any case."""
    played: Web | Guests = request.getfixturevalue(request.param)
    return played if isinstance(played, Guests) else Guests(played, played)
