"""What a client's file is said to lack is what item 6 counts, on whatever books."""

from datetime import UTC, date, datetime, time
from typing import Any

from handlers.client_file import lacking
from scoring.values import Cases
from storage import evidence
from storage.client import Client
from storage.database import Database
from storage.dossier import dossier, incomplete
from storage.store import Store
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
