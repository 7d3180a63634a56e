"""What a client's file is said to lack is what item 6 counts, on whatever books."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from handlers.client_file import lacking
from handlers.client_file.views import missing_lines
from handlers.scorecard import standing
from scoring.values import Cases
from storage import evidence
from storage.client import Client
from storage.cycle import Cycle
from storage.database import Database
from storage.dossier import dossier, incomplete
from storage.inspection import Decision, Inspection, Verdict
from storage.store import Store
from tests.handlers.bureau import open_bureau
from tests.storage.books import END, START, Books, put, random_books


class _Undone(Exception):
    """Leaves nothing behind of one world."""


def _compared(store: Store, books: Books, day: date) -> tuple[set[str], set[str], set[str]]:
    """Who lacks something by the file, by the engine, and in the list."""
    clients = [one for one in books.records if isinstance(one, Client)]
    said = {one.id for one in clients if lacking.costly(dossier(store, one))}
    fact = evidence.facts(store, books.cycle, books.joined, day).get("files_incomplete")
    refs = fact.refs if isinstance(fact, Cases) else ()
    counted = {ref.partition(":")[2] for ref in refs}
    return said, counted, {one.id for one in incomplete(store, books.agency.id)}


async def test_a_file_lacks_something_exactly_where_item_6_loses_points(
    database: Database,
) -> None:
    def work(connection: Any) -> int:
        seen = 0
        for seed in range(60):
            books, day = random_books(seed)
            if not START <= day <= END:
                continue
            store = Store(connection, datetime.combine(day, time(2), UTC))
            try:
                with store.attempt():
                    put(connection, books.records)
                    said, counted, listed = _compared(store, books, day)
                    assert said == counted == listed, seed
                    seen += len(counted)
                    raise _Undone
            except _Undone:
                pass
        return seen

    assert await database.write(work) > 20


async def test_a_client_without_a_contract_costs_nothing_and_is_told_what_may_be_added(
    sqlite_database: Database,
) -> None:
    books = Books("a")
    client = books.client(address=None)

    def work(connection: Any) -> tuple[list[str], list[str]]:
        put(connection, books.records)
        whole = dossier(Store(connection, datetime(2026, 3, 1, tzinfo=UTC)), client)
        return lacking.costly(whole), lacking.advisable(whole)

    costly, more = await sqlite_database.write(work)
    assert costly == []
    assert more == ["没有地址", "没有书面档案由谁保管", "没有书面档案的存放位置"]


async def test_an_inspectors_word_on_a_file_is_what_it_costs(sqlite_database: Database) -> None:
    """One that the records find incomplete is cleared, one that lacks nothing is found wanting."""
    bureau = await open_bureau(sqlite_database)

    def decides(store: Store) -> tuple[Client, Client]:
        taking_part, agency = bureau.joined, bureau.agency.id
        poor, fine, *_ = store.find(Client, agency_id=agency)
        poor = store.revise(poor, address=None)
        assert incomplete(store, agency) == [poor]
        inspection = store.add(
            Inspection(
                agency_id=agency,
                participation_id=taking_part.id,
                cycle_id=taking_part.cycle_id,
                inspector_id=bureau.inspector.person.id,
                opened_on=store.today,
            )
        )
        for client, verdict in ((poor, Verdict.REJECTED), (fine, Verdict.ADDED)):
            store.add(
                Decision(
                    agency_id=agency,
                    inspection_id=inspection.id,
                    item=6,
                    fact="files_incomplete",
                    case_ref=f"client:{client.id}",
                    verdict=verdict,
                    decided_by=bureau.inspector.person.id,
                )
            )
        return poor, fine

    poor, fine = await bureau.inspector.writes(decides)

    def look(store: Store) -> tuple[list[str], list[str], list[str]]:
        assert missing_lines(dossier(store, poor))[0] == lacking.CLEARED
        assert "没有地址" in lacking.advisable(dossier(store, poor))
        first, second = (lacking.costly(dossier(store, one)) for one in (poor, fine))
        return first, second, [one.id for one in incomplete(store, bureau.agency.id)]

    cleared, wanting, listed = await bureau.principal.writes(look)
    assert (cleared, wanting) == ([], ["评定人员核查认定档案不完整"])
    assert fine.id in listed
    assert poor.id not in listed


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2028, 1, 20)])
async def test_a_file_is_asked_for_by_the_cycle_that_the_score_is_of(
    sqlite_database: Database, day: date
) -> None:
    """Beside it runs one the agency has not joined; or it has ended and still scores."""
    bureau = await open_bureau(sqlite_database)

    def work(store: Store) -> tuple[int, int]:
        cycle = store.find(Cycle)[0]
        other = replace(cycle, start=date(2026, 6, 1), end=date(2027, 6, 30), name="另一个")
        store.add(replace(other, id="", number="", submit_key=None))
        store.revise(store.find(Client, agency_id=bureau.agency.id)[0], address=None)
        then = store.at(datetime.combine(day, time(2), UTC), None)
        sheet = standing(then, bureau.agency.id)
        assert sheet is not None
        fact = sheet.facts["files_incomplete"]
        assert isinstance(fact, Cases)
        return fact.count, len(incomplete(then, bureau.agency.id))

    counted, listed = await bureau.principal.writes(work)
    assert counted == listed == 1
