"""An assessment joins records, decisions and the scoring; a ranking reads what was kept of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from scoring.editions import CURRENT
from scoring.scorecard import score
from scoring.states import State
from scoring.values import Cases
from storage.assessment import Assessment, assess
from storage.client import Client
from storage.database import Database
from storage.inspection import Decision, Inspection, Verdict
from storage.person import Person
from storage.snapshot import Order, Ranking, ranking, refresh
from storage.store import Store
from tests.storage.books import START, Books, put

D = date(2026, 8, 9)
NOON = datetime(2026, 8, 9, 4, 0, tzinfo=UTC)
UPLOADS = "contracts_not_uploaded"


def inspected(name: str) -> tuple[Books, Inspection]:
    """An agency with three contracts, one of which is uploaded, and an inspection of it."""
    books = Books(name)
    client = books.client()
    books.contract(client, START)
    for days in (1, 2):
        books.contract(client, START + timedelta(days=days), uploaded_on=None)
    inspector = books.add(Person(name="周某"))
    inspection = Inspection(
        participation_id=books.joined.id,
        agency_id=books.agency.id,
        cycle_id=books.cycle.id,
        inspector_id=inspector.id,
        opened_on=D,
    )
    return books, books.add(inspection)


def decided(books: Books, inspection: Inspection, fact: str, **values: object) -> Decision:
    made = Decision(
        agency_id=books.agency.id,
        inspection_id=inspection.id,
        item=4,
        fact=fact,
        decided_by=inspection.inspector_id,
        verdict=Verdict.SET,
        entered_at=NOON,
    )
    return books.add(replace(made, **values))  # type: ignore[arg-type]


async def looked_at(
    database: Database,
    books: Books,
    known_on: date | None = None,
    inspection: Inspection | None = None,
) -> Assessment:
    def work(connection: Connection) -> Assessment:
        store = Store(connection, NOON)
        return assess(
            store, books.cycle, books.joined, known_on=known_on, inspection=inspection
        )

    return await database.read(work)


async def test_records_alone_are_derived(sqlite_database: Database) -> None:
    books, _ = inspected("a")
    await sqlite_database.write(lambda c: put(c, books.records))
    seen = await looked_at(sqlite_database, books)
    assert (seen.day, seen.agency, seen.confirmed) == (D, books.agency, frozenset())
    assert seen.facts == seen.records
    assert seen.card == score(seen.facts, CURRENT)
    assert seen.states[13] is State.PENDING
    assert seen.states[12] is State.DERIVED
    assert seen.summary.best == seen.card.best


async def test_decisions_change_the_facts_and_never_the_points(database: Database) -> None:
    books, inspection = inspected("b")
    waiting = [r.id for r in books.records if r.table.name == "contract"][1:]
    shown = [f"contract:{id}" for id in waiting]
    decided(books, inspection, UPLOADS, value={"value": shown[:1]}, suggested={"value": shown})
    decided(books, inspection, "no_contract_uploaded", value={"value": False}, suggested=None)
    decided(books, inspection, "board", item=7, value={"value": False})
    await database.write(lambda c: put(c, books.records))
    seen = await looked_at(database, books)
    assert seen.records[UPLOADS] == Cases.of(shown)
    assert seen.facts[UPLOADS] == Cases.of(shown[:1])
    assert seen.confirmed == {UPLOADS, "no_contract_uploaded", "board"}
    assert seen.states[7] is State.ASSESSED
    assert seen.card.item(7).best == 0
    assert seen.card.item(4).deductions[0].cases == (shown[0],)
    assert len(seen.decisions) == 3


async def test_a_new_inspection_starts_anew_and_the_old_one_can_be_asked_for(
    sqlite_database: Database,
) -> None:
    books, old = inspected("c")
    decided(books, old, "board", item=7, value={"value": True})
    late = NOON + timedelta(days=1)
    new = books.add(replace(old, id="", number="", entered_at=late))
    await sqlite_database.write(lambda c: put(c, books.records))
    assert (await looked_at(sqlite_database, books)).inspection == new
    assert "board" not in (await looked_at(sqlite_database, books)).facts
    assert (await looked_at(sqlite_database, books, inspection=old)).facts["board"] is True
    assert (await looked_at(sqlite_database, books, known_on=D)).facts["board"] is True
    before = D - timedelta(days=1)
    assert "board" not in (await looked_at(sqlite_database, books, known_on=before)).facts


async def test_a_ranking_reads_snapshots_and_only_stale_ones_are_made_again(
    database: Database,
) -> None:
    first, _ = inspected("r1")
    others = [Books("r2"), Books("r3")]
    for books in others:
        books.cycle = first.cycle
        books.joined = replace(books.joined, cycle_id=first.cycle.id)
        books.records = [books.agency, books.joined]
    others[0].profile(START, office_area=Decimal(100), equipment=True, grading_body=False)

    def work(connection: Connection) -> None:
        store = Store(connection, NOON)
        for books in (first, *others):
            put(connection, books.records)

        def shown(order: Order = Order.WORST, page: int = 0) -> Ranking:
            return ranking(store, first.cycle, order, page, size=2)

        assert [row.worst for row in shown().rows] == [None, None]
        assert shown().total == 3
        assert [refresh(store, first.cycle, 2) for _ in range(3)] == [2, 1, 0]
        agency = first.agency
        best = assess(store, first.cycle, first.joined)
        top = next(row for row in shown().rows if row.agency_id == agency.id)
        assert (top.worst, top.best) == (best.card.worst, best.card.best)
        assert top.items is not None
        assert top.items["12"] == ["0", "0", "derived"]
        names = [row.name for page in (0, 1) for row in shown(Order.NAME, page).rows]
        assert names == ["机构r1", "机构r2", "机构r3"]
        for order in (Order.WORST, Order.BEST):
            rows = [*shown(order, 0).rows, *shown(order, 1).rows]
            points = [getattr(row, order.value) for row in rows]
            assert points == sorted(points, reverse=True)

        store.add(Client(agency_id=agency.id, name="新客户"))
        assert refresh(store, first.cycle, 9) == 1
        tomorrow = store.at(NOON + timedelta(days=1), None)
        assert refresh(tomorrow, first.cycle, 9) == 3
        revised = store.revise(first.cycle, "改名", name="新周期")
        assert refresh(tomorrow, revised, 9) == 3
        assert refresh(tomorrow, revised, 9) == 0

    await database.write(work)


