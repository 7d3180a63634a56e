"""What the tests stand on: a fixed time, real databases of both kinds, a real browser."""

import asyncio
import gc
import glob
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest
from hypothesis import HealthCheck, settings

from storage.database import Database, open_database
from storage.schema import upgrade

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""The tests' own now: ten in the morning of a Friday in Jiaxing."""

settings.register_profile(
    "anxing", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("anxing")


@pytest.fixture
def now() -> datetime:
    return NOW


def _initdb() -> str | None:
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return found[-1] if found else shutil.which("initdb")


def _as_postgres(*command: str) -> None:
    """initdb and the server refuse root."""
    user = "postgres" if os.geteuid() == 0 else None
    subprocess.run(command, check=True, capture_output=True, user=user, group=user, cwd="/")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server of our own; gives the temporary folder of its socket."""
    initdb = _initdb()
    if initdb is None:
        pytest.skip("PostgreSQL is not installed")
    control = str(Path(initdb).with_name("pg_ctl"))
    folder = tempfile.mkdtemp(prefix="anxing-pg-")
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = f"{folder}/data"
    _as_postgres(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    _as_postgres(control, "-D", data, "-o", options, "-l", f"{folder}/log", "-w", "start")
    try:
        yield folder
    finally:
        _as_postgres(control, "-D", data, "-m", "immediate", "stop")
        subprocess.run(["rm", "-rf", folder], check=False)


async def _migrate(url: str) -> None:
    async with _opened(url) as database:
        await database.write(upgrade)


async def _command(folder: str, command: str) -> None:
    """On the server of that folder."""
    admin = await asyncpg.connect(host=folder, user="postgres", database="postgres")
    try:
        await admin.execute(command)
    finally:
        await admin.close()


async def _create(folder: str, name: str) -> str:
    """A new database there; its address."""
    await _command(folder, f"CREATE DATABASE {name}")
    return f"postgresql://postgres@/{name}?host={folder}"


@asynccontextmanager
async def _lent(folder: str, template: str) -> AsyncIterator[str]:
    """The address of a copy that is thrown away afterwards: hundreds would fill a disk."""
    name = f"t{os.urandom(6).hex()}"
    await _command(folder, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield f"postgresql://postgres@/{name}?host={folder}"
    finally:
        await _command(folder, f"DROP DATABASE {name} WITH (FORCE)")


def _copied(migrated: Path | str, folder: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated, folder / 'anxing.db')}"


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    database = await open_database(url)
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy: the migrations are tested elsewhere."""
    path = tmp_path_factory.mktemp("migrated") / "anxing.db"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_migrated(postgres: str) -> str:
    """The same as a template of PostgreSQL."""
    asyncio.run(_migrate(asyncio.run(_create(postgres, "migrated"))))
    return "migrated"


@pytest.fixture
async def postgres_url(postgres: str) -> AsyncIterator[str]:
    """An empty database of its own."""
    async with _lent(postgres, "template1") as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/anxing.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def template(request: pytest.FixtureRequest) -> tuple[str, str]:
    """What a test's database is copied from: a server's folder (none: SQLite), and its name."""
    if request.param == "sqlite":
        return "", str(request.getfixturevalue("migrated"))
    return request.getfixturevalue("postgres"), request.getfixturevalue("postgres_migrated")


@pytest.fixture
async def database(template: tuple[str, str], tmp_path: Path) -> AsyncIterator[Database]:
    """An opened and migrated database: on SQLite and, where it is there, on PostgreSQL."""
    folder, name = template
    if folder:
        async with _lent(folder, name) as url, _opened(url) as database:
            yield database
    else:
        async with _opened(_copied(name, tmp_path)) as database:
            yield database


@pytest.fixture
async def sqlite_database(migrated: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """Only SQLite, for what does not depend on the database."""
    async with _opened(_copied(migrated, tmp_path)) as database:
        yield database


BUSY = 60
"""Seconds that a page may take on a machine that does other things as well."""

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
async def chromium() -> AsyncIterator[Any]:
    """A headless browser (Playwright's Browser)."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    from playwright.async_api import async_playwright, expect

    expect.set_options(timeout=BUSY * 1000)
    playwright = await async_playwright().start()
    try:
        yield await playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS)
        )
    finally:
        await _ended(playwright)


async def new_page(browser: Any, **options: Any) -> Any:
    """A page in a browser profile of its own (Playwright's Page)."""
    context = await browser.new_context(**options)
    context.set_default_timeout(BUSY * 1000)
    return await context.new_page()


async def _ended(playwright: Any) -> None:
    """With its browser. What doesn't end on a busy machine is killed: no test waits for it."""
    try:
        async with asyncio.timeout(BUSY):
            await playwright.stop()
    except TimeoutError:
        for child in psutil.Process().children(recursive=True):
            if child.name().startswith(("node", "chrom")):
                child.kill()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Where everything is installed (CI), a skipped test is a failed one."""
    report = yield
    if report.skipped and os.environ.get("ANXING_NO_SKIPS") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories take longest: begun last, one of them would be what everybody waits for."""
    items.sort(key=lambda item: "stories" not in item.path.parts)


def pytest_collection_finish() -> None:
    """What was imported stays: looking through it for garbage again and again costs seconds."""
    gc.collect()
    gc.freeze()
