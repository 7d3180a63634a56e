"""One town is built and migrated for all tests; each gets a copy of its file."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import open_database
from storage.person import Person
from storage.schema import upgrade
from storage.store import Store
from storage.writer import writing_engine
from tests.handlers.formkit.office import NOW
from tests.handlers.forms.town import Town, build, inhabited
from tests.storage.told import untold


@pytest.fixture(scope="session")
def blueprint(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Person]]:
    path = tmp_path_factory.mktemp("town") / "anxing.db"
    engine = writing_engine(str(path))
    with engine.begin() as connection:
        upgrade(connection)
        people = build(Store(connection, NOW))
    engine.dispose()
    return path, people


@pytest.fixture
async def town(
    blueprint: tuple[Path, list[Person]], tmp_path: Path
) -> AsyncIterator[Town]:
    path, people = blueprint
    shutil.copy(path, tmp_path / "anxing.db")
    database = await open_database(f"sqlite:///{tmp_path}/anxing.db")
    yield inhabited(database, people)
    left = await database.read(untold)
    await database.close()
    assert left == [], "every write of a form is in the audit trail"
