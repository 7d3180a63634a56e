"""Which account a reminder goes to: where it can be pushed, and was last read."""

from datetime import datetime, timedelta

import pytest

from scheduler.sweep import sweep
from storage.account import mark_unreachable, open_account
from storage.database import Database
from storage.organisation import Role
from storage.store import Store
from storage.telling import reached_at
from tests.scheduler.desk import books
from tests.storage.registers import Register, register


@pytest.mark.parametrize(
    ("channels", "blocked", "expected"),
    [
        (["telegram"], [], "telegram"),
        (["telegram", "web"], [], "telegram"),
        (["web", "wecom", "telegram"], [], "telegram"),
        (["telegram", "wecom"], [], "wecom"),
        (["wecom", "telegram"], ["telegram"], "wecom"),
        (["web"], [], "web"),
        (["web", "telegram"], ["telegram"], "web"),
        (["telegram"], ["telegram"], None),
        ([], [], None),
    ],
)
async def test_a_letter_goes_where_it_can_be_pushed_and_was_last_read(
    sqlite_database: Database,
    now: datetime,
    channels: list[str],
    blocked: list[str],
    expected: str | None,
) -> None:
    """The channels are opened one after another."""

    def choose(store: Store) -> str | None:
        person = register(store).person("沈志强", Role.AGENCY, channel="")
        for hour, channel in enumerate(channels):
            at = Store(store.connection, store.now + timedelta(hours=hour))
            open_account(at, channel, channel, person.id)
        for channel in blocked:
            mark_unreachable(store, channel, channel)
        found = reached_at(store, person.id)
        return found.channel if found else None

    chosen = await sqlite_database.write(lambda connection: choose(Store(connection, now)))
    assert chosen == expected


async def test_who_cannot_be_reached_is_told_when_they_can(
    sqlite_database: Database, now: datetime
) -> None:
    def unreached(made: Register) -> str:
        person = made.person("沈志强", Role.AGENCY, channel="")
        made.visit(-31)
        return person.id

    ids: list[str] = []
    await books(sqlite_database, now, lambda made: ids.append(unreached(made)))
    assert await sweep(sqlite_database, now) == []
    await sqlite_database.write(
        lambda connection: open_account(Store(connection, now), "telegram", "7", ids[0])
    )
    assert len(await sweep(sqlite_database, now)) == 1
