"""A running app over a SQLite file with a channel in this process."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.app import Anxing
from bot.channels.telegram import Telegram
from storage.organisation import Role
from tests.bot.accounts import House, housed
from tests.bot.demo_town import Town, built
from tests.bot.fake_telegram import TOKEN, FakeTelegram
from tests.bot.office import FixedClock, Office, found, opened, settings_in
from tests.bot.talk import Person, TalkChannel
from tests.bot.wecom.person import office_on_wecom
from tests.conftest import NOW


@pytest.fixture
def data(migrated: Path, tmp_path: Path) -> Path:
    """A data folder with an empty database."""
    shutil.copy(migrated, tmp_path / "anxing.db")
    return tmp_path


@pytest.fixture
def server(request: pytest.FixtureRequest) -> dict[str, str]:
    """Where the office keeps its books: SQLite, or with ``ON_BOTH`` each kind once."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return {}
    return {"database": request.getfixturevalue("postgres_url")}


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """A Bot API server on the loopback."""
    server = FakeTelegram()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def served(data: Path, telegram: FakeTelegram) -> AsyncIterator[Office]:
    """The app on that server alone."""
    clock = FixedClock()
    async with Anxing(settings_in(data), clock=clock, reminding=False) as app:
        await app.serve([Telegram(TOKEN, app.files, telegram.url)])
        agency, department = await found(app, clock)
        yield Office(app, TalkChannel(app.files), clock, agency, department)


@pytest.fixture
async def office(
    request: pytest.FixtureRequest, data: Path, server: dict[str, str]
) -> AsyncIterator[Office]:
    """People have a messenger of this process; with ``IN_WECOM_TOO`` also 企业微信."""
    settings = settings_in(data, **server)
    if getattr(request, "param", "talk") == "wecom":
        async with office_on_wecom(settings) as there:
            yield there
        return
    clock = FixedClock()
    async with Anxing(settings, clock=clock, reminding=False) as app:
        yield await opened(app, clock)


@pytest.fixture
async def wang(office: Office) -> Person:
    return await office.person("王建国", Role.AGENCY)


@pytest.fixture
async def house(data: Path) -> AsyncIterator[House]:
    """The app with two messengers and the page, for who has several accounts."""
    async with housed(data) as opened:
        yield opened


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The demo's world: to be read only."""
    yield from built(tmp_path_factory.mktemp("world"), NOW)
