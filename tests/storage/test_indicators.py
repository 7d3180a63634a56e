"""Indicators, row by row: what is quiet, in a row, brief, or fewer than agreed."""

from datetime import date, time, timedelta

import pytest

from storage.database import Database
from storage.indicators import Indicators, indicators
from storage.store import Store
from storage.visit import Visit
from tests.conftest import NOW
from tests.storage.books import START, Books, put

LAST = date(2026, 11, 20)
DAY = date(2026, 3, 1)


def visited(books: Books, found: str) -> None:
    """One client, a visit a month: x found something, o nothing."""
    client = books.client()
    for n, one in enumerate(found):
        visit = books.visit(client, DAY + timedelta(days=30 * n))
        if one == "x":
            books.hazard(visit)


def took(books: Books, minutes: int) -> None:
    whose = {"agency_id": books.agency.id, "client_id": books.client().id}
    ended = time(9 + minutes // 60, minutes % 60)
    books.add(Visit(**whose, on=DAY, started=time(9), ended=ended))  # type: ignore[arg-type]


def agreed(books: Books, times: int | None, held: int, ended: date = date(2026, 10, 1)) -> None:
    client = books.client()
    books.contract(client, DAY, ends_on=ended, visits=times, number="HT-1")
    for n in range(held):
        books.visit(client, DAY + timedelta(days=n))


def run(found: Indicators) -> tuple[int, int, int]:
    return found.visits, found.quiet, found.longest.visits if found.longest else 0


RUNS: tuple[tuple[tuple[str, ...], tuple[int, int, int]], ...] = (
    ((), (0, 0, 0)),
    (("xxx",), (3, 0, 0)),
    (("oxoox",), (5, 3, 2)),
    (("oo", "ooo"), (5, 5, 3)),
)


async def of(database: Database, books: Books) -> Indicators:
    def work(store: Store) -> Indicators:
        put(store.connection, books.records)
        return indicators(store, books.agency.id, START, LAST)

    return await database.write(lambda connection: work(Store(connection, NOW)))


@pytest.mark.parametrize(("clients", "expected"), RUNS)
async def test_a_run_is_of_visits_to_one_client_that_found_nothing(
    database: Database, clients: tuple[str, ...], expected: tuple[int, int, int]
) -> None:
    books = Books("a")
    for found in clients:
        visited(books, found)
    assert run(await of(database, books)) == expected


@pytest.mark.parametrize(("minutes", "brief"), [(29, 1), (30, 1), (31, 0), (180, 0)])
async def test_half_an_hour_is_still_brief(
    sqlite_database: Database, minutes: int, brief: int
) -> None:
    books = Books("a")
    took(books, minutes)
    assert (await of(sqlite_database, books)).brief == brief


AGREED: tuple[tuple[str, int | None, int, date, bool], ...] = (
    ("one too few", 4, 3, date(2026, 10, 1), True),
    ("as agreed", 4, 4, date(2026, 10, 1), False),
    ("nothing agreed", None, 0, date(2026, 10, 1), False),
    ("none held", 1, 0, date(2026, 10, 1), True),
    ("ends today", 4, 3, LAST, True),
    ("not ended yet", 4, 3, LAST + timedelta(days=1), False),
)


@pytest.mark.parametrize(("times", "held", "ended", "short"), [row[1:] for row in AGREED])
async def test_a_contract_that_has_ended_with_visits_left_is_named(
    sqlite_database: Database, times: int | None, held: int, ended: date, short: bool
) -> None:
    books = Books("a")
    agreed(books, times, held, ended)
    assert (await of(sqlite_database, books)).short == (("HT-1",) if short else ())
