"""Migrations lead from an empty database to exactly the tables of the code, and back."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from storage.database import Database, open_database
from storage.schema import downgrade, upgrade
from storage.tables import metadata


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def test_migrating_up_gives_the_tables_of_the_code(database: Database) -> None:
    assert await database.read(differences) == []


async def test_migrating_down_leaves_nothing(database: Database) -> None:
    await database.write(downgrade)
    assert await database.read(tables) == set()


async def test_migrating_again_changes_nothing(database: Database) -> None:
    before = await database.read(tables)
    await database.write(upgrade)
    assert await database.read(tables) == before == set(metadata.tables)


async def test_a_database_migrated_down_can_go_up_again(database_url: str) -> None:
    opened = await open_database(database_url)
    try:
        for step in (upgrade, downgrade, upgrade):
            await opened.write(step)
        assert await opened.read(differences) == []
    finally:
        await opened.close()
