"""A store on a scratch database, whose every change is undone afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.agency import Agency
from storage.schema import upgrade
from storage.store import Store
from storage.writer import writing_engine
from tests.conftest import NOW


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "anxing.db"
    engine = writing_engine(str(path))
    with engine.begin() as connection:
        upgrade(connection)
    engine.dispose()
    return path


@pytest.fixture
def store(scratch: Path) -> Iterator[Store]:
    engine = writing_engine(str(scratch))
    with engine.connect() as connection:
        yield Store(connection, NOW)
        connection.rollback()
    engine.dispose()


@pytest.fixture
def agency(store: Store) -> Agency:
    return store.add(Agency(name="嘉兴禾安安全技术服务有限公司", credit_code=""))
