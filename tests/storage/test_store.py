"""The store keeps every version, chains its audit trail, and makes a submission once."""

from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import Connection, text

from storage import audit
from storage.agency import Agency
from storage.client import Client
from storage.database import Database
from storage.store import Store, Taken


def an_agency(connection: Connection, now: datetime) -> Agency:
    return Store(connection, now).add(Agency(name="嘉兴某安技术服务有限公司", credit_code="x"))


async def test_a_correction_keeps_the_former_values(database: Database, now: datetime) -> None:
    def unit(connection: Connection) -> tuple[Client, tuple[audit.Entry, ...]]:
        store = Store(connection, now)
        agency = an_agency(connection, now)
        client = store.add(Client(agency_id=agency.id, name="旧名"))
        client = store.revise(client, "名称写错", name="新名", town="新丰镇")
        return client, store.history(client)

    client, history = await database.write(unit)
    assert (client.name, client.revision) == ("新名", 2)
    assert [entry.act for entry in history] == ["add", "revise"]
    assert history[1].payload["before"] == {"name": "旧名", "town": None}
    assert history[1].reason == "名称写错"


async def test_a_withdrawn_record_stays_readable_and_no_longer_counts(
    database: Database, now: datetime
) -> None:
    def unit(connection: Connection) -> None:
        store = Store(connection, now)
        agency = an_agency(connection, now)
        client = store.add(Client(agency_id=agency.id, name="甲"))
        store.withdraw(client, "重复登记")
        assert store.find(Client) == []
        kept = store.get(Client, client.id)
        assert kept is not None
        assert kept.withdrawn_at == now

    await database.write(unit)


async def test_a_submission_made_twice_is_one_record(database: Database, now: datetime) -> None:
    def unit(connection: Connection) -> Client:
        store = Store(connection, now)
        return store.add(Client(agency_id=agency.id, name="甲"), submit_key="k")

    agency = await database.write(lambda connection: an_agency(connection, now))
    first = await database.write(unit)
    with pytest.raises(Taken) as taken:
        await database.write(unit)
    assert taken.value.record == first
    assert first.number == "KH-2026-0001"


async def test_a_failed_unit_leaves_nothing(database: Database, now: datetime) -> None:
    def unit(connection: Connection) -> None:
        an_agency(connection, now)
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        await database.write(unit)
    assert await database.read(lambda c: Store(c, now).find(Agency)) == []


async def test_the_trail_refuses_to_be_changed(database: Database, now: datetime) -> None:
    await database.write(lambda connection: an_agency(connection, now))
    for statement in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit"):
        with pytest.raises(Exception, match="append-only"):
            await database.write(partial(Connection.execute, statement=text(statement)))


async def test_readers_cannot_write(sqlite_database: Database, now: datetime) -> None:
    with pytest.raises(Exception, match="readonly"):
        await sqlite_database.read(lambda connection: an_agency(connection, now))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE audit SET payload = '{}' WHERE seq = 2", "第 2 条记录被改动过"),
        ("DELETE FROM audit WHERE seq = 2", "缺少第 2 条记录"),
        ("UPDATE audit SET reason = 'x' WHERE seq = 3", "第 3 条记录被改动过"),
        ("SELECT 1", None),
    ],
)
async def test_verify_names_the_first_bad_entry(
    sqlite_database: Database, now: datetime, damage: str, said: str | None
) -> None:
    def unit(connection: Connection) -> None:
        store = Store(connection, now)
        agency = an_agency(connection, now)
        for name in "甲乙丙":
            store.add(Client(agency_id=agency.id, name=name))

    def vandal(connection: Connection) -> list[str]:
        for verb in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER audit_no_{verb}"))
        connection.execute(text(damage))
        return list(audit.verify(connection))

    await sqlite_database.write(unit)
    found = await sqlite_database.write(vandal)
    assert len(found) == (0 if said is None else 1)
    assert said is None or said in found[0]
