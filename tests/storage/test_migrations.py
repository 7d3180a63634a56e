"""Migrations lead from an empty database to exactly the tables of the code, and back."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text

from storage import audit
from storage.client import Client
from storage.database import Database, open_database
from storage.schema import downgrade, upgrade
from storage.store import Store
from storage.tables import metadata
from tests.conftest import NOW
from tests.storage.accounts import several_accounts
from tests.storage.registers import everything_due


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


def beside_tables(connection: Connection) -> dict[str, str]:
    """Indexes, with what they are partial on, and triggers, which no comparison of Alembic sees."""
    wanted = "SELECT name, sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL"
    return {name: re.sub(r"\s+", " ", sql) for name, sql in connection.execute(text(wanted))}


async def test_indexes_and_triggers_are_those_of_the_code(sqlite_database: Database) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        fresh = beside_tables(connection)
    engine.dispose()
    assert await sqlite_database.read(beside_tables) == fresh
    assert {"audit_no_update", "audit_no_delete", "ix_visit_undone"} <= set(fresh)


async def test_records_outlive_migrations(database: Database) -> None:
    """Down to the first version and up again, with rows in parents and children."""

    def first(connection: Connection) -> dict[str, set[str]]:
        known = inspect(connection)
        return {t: {c["name"] for c in known.get_columns(t)} for t in tables(connection)}

    def records(connection: Connection) -> dict[str, list[dict[str, object]]]:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(
                    table.select().order_by(*table.primary_key)
                ).mappings()
            ]
            for table in metadata.sorted_tables
        }

    await database.write(lambda c: everything_due(Store(c, NOW)))
    await database.write(lambda c: several_accounts(Store(c, NOW)))
    before = await database.read(records)
    await database.write(lambda c: downgrade(c, "0001"))
    then = await database.read(first)
    await database.write(upgrade)
    after = await database.read(records)
    for table, columns in then.items():
        sides = [
            [{name: row[name] for name in columns & set(row)} for row in side[table]]
            for side in (before, after)
        ]
        assert sides[0] == sides[1], table
    assert len(then) > 20
    assert await database.read(lambda c: list(audit.verify(c))) == []
    assert await database.read(lambda c: len(Store(c, NOW).find(Client))) > 0
    with pytest.raises(Exception, match="append-only"):
        await database.write(lambda c: c.execute(text("DELETE FROM audit")))
