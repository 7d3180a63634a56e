"""Which account a reminder goes to: where it can be pushed, and was last read."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from scheduler.sweep import sweep
from storage.account import account_of, mark_unreachable, open_account, touch
from storage.agency import Agency
from storage.client import Client
from storage.database import Database
from storage.organisation import Role
from storage.store import Store
from storage.telling import reached_at
from storage.visit import Visit
from tests.scheduler.desk import books
from tests.storage.registers import Register, register

CHANNELS = ("telegram", "wecom", "web")


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


async def test_somebody_on_three_channels_is_told_once_where_they_wrote_last(
    sqlite_database: Database, now: datetime
) -> None:
    """On the page nothing can be pushed: after it, the messenger used before."""

    def begin(made: Register) -> None:
        person = made.person("沈志强", Role.AGENCY, channel="")
        earlier = made.store.at(made.store.now - timedelta(days=1), person.id)
        for channel in CHANNELS:
            open_account(earlier, channel, channel, person.id)

    def use(store: Store, channel: str) -> None:
        """Somebody writes, and there is more that is due."""
        account = account_of(store, channel, channel)
        assert account is not None
        touch(store, account)
        (agency,) = store.find(Agency)
        client = store.add(Client(agency_id=agency.id, name=f"平湖{channel}服装厂"))
        on = store.today - timedelta(days=31)
        store.add(Visit(agency_id=agency.id, client_id=client.id, on=on, done="巡查"))

    await books(sqlite_database, now, begin)
    told = []
    for day, channel in enumerate(CHANNELS):
        morning = now + timedelta(days=day)
        await sqlite_database.write(
            partial(lambda c, at, on: use(Store(c, at), on), at=morning, on=channel)
        )
        told.append([one.channel for one in await sweep(sqlite_database, morning)])
        assert await sweep(sqlite_database, morning) == []
    assert told == [["telegram"], ["wecom"], ["wecom"]]


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
