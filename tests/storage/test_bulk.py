"""Many at once are what they would be one by one: numbers, audit chain and all."""

from datetime import date

import pytest
from sqlalchemy import select

from storage import audit
from storage.agency import Agency
from storage.bulk import add_all, last_seq
from storage.client import Client
from storage.contract import Contract
from storage.database import Connection, Database
from storage.store import Store
from tests.conftest import NOW

Row = tuple[object, ...]


def trail(store: Store, agency: Agency) -> list[Row]:
    """The chain's entries, without what chance and the chain itself bring into them."""
    c = audit.trail.c
    entries = store.connection.execute(
        select(c.seq, c.at, c.actor, c.act, c.kind, c.reason, c.payload)
        .where(c.chain == agency.id)
        .order_by(c.seq)
    )
    rows: list[Row] = []
    for seq, at, actor, act, kind, reason, payload in entries:
        after = {
            name: value
            for name, value in payload["after"].items()
            if name not in ("id", "agency_id", "client_id", "name")
        }
        rows.append((seq, at, actor, act, kind, reason, payload["before"], after))
    return rows[1:]


async def test_many_at_once_are_what_they_would_be_one_by_one(database: Database) -> None:
    def unit(connection: Connection) -> None:
        store = Store(connection, NOW)
        one, all_of_them = (
            store.add(Agency(name=name, credit_code="")) for name in ("甲", "乙")
        )
        for agency in (one, all_of_them):
            store.add(Client(agency_id=agency.id, name="先来的"))
        clients = [Client(agency_id=one.id, name=f"第{n}家", town="新塍镇") for n in range(12)]
        made = [store.add(client) for client in clients]
        for client in made:
            store.add(Contract(agency_id=one.id, client_id=client.id, signed_on=store.today))

        here = [Client(agency_id=all_of_them.id, name=c.name, town=c.town) for c in clients]
        put = add_all(store, here)
        signed = date(2026, 11, 20)
        add_all(
            store,
            [Contract(agency_id=c.agency_id, client_id=c.id, signed_on=signed) for c in put],
        )
        assert trail(store, all_of_them) == trail(store, one)
        assert [c.number for c in put] == [c.number for c in made]
        assert store.find(Client, agency_id=all_of_them.id)[1:] == put
        assert last_seq(store, one.id) == last_seq(store, all_of_them.id) == 26
        assert list(audit.verify(connection)) == []
        assert store.add(Client(agency_id=all_of_them.id, name="后来的")).number == "KH-2026-0014"

    await database.write(unit)


async def test_numbers_that_come_along_are_kept_and_gone_on_from(database: Database) -> None:
    def unit(connection: Connection) -> None:
        store = Store(connection, NOW)
        agency = store.add(Agency(name="甲", credit_code=""))
        numbers = ["KH-2026-0007", "", "KH-2025-0031", "甲-1"]
        put = add_all(
            store, [Client(agency_id=agency.id, name="某", number=number) for number in numbers]
        )
        assert [c.number for c in put] == ["KH-2026-0007", "KH-2026-0008", "KH-2025-0031", "甲-1"]
        assert store.add(Client(agency_id=agency.id, name="某")).number == "KH-2026-0009"

    await database.write(unit)


async def test_of_many_with_one_that_cannot_be_none_is_written(database: Database) -> None:
    def unit(connection: Connection) -> None:
        store = Store(connection, NOW)
        agency = store.add(Agency(name="甲", credit_code=""))
        good = Client(agency_id=agency.id, name="某")
        add_all(store, [good, Client(agency_id="nobody", name="某")])

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await database.write(unit)
    found = await database.read(lambda c: Store(c, NOW).find(Client))
    assert found == []
