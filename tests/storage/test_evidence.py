"""Facts counted by the database are the facts that section 8 of reading.md describes."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, text

from scoring.values import Cases, Value
from storage import evidence
from storage.client import Client
from storage.database import Database
from storage.entity import Record
from storage.evidence.asked import ask
from storage.evidence.counted import cases, extents
from storage.evidence.gatherings import months
from storage.evidence.site import checks
from storage.evidence.staff import roster
from storage.store import Store
from storage.tables import metadata
from storage.visit import Visit
from tests.storage.books import END, START, Books, put, random_books
from tests.storage.plain_count import count

NOW = datetime(2026, 8, 9, 2, 0, tzinfo=UTC)


def unordered(facts: dict[str, Value]) -> dict[str, object]:
    return {
        name: sorted(value.refs) if isinstance(value, Cases) else value
        for name, value in facts.items()
    }


async def keep(database: Database, *records: Record) -> None:
    await database.write(lambda connection: put(connection, records))


async def counted(
    database: Database, books: Books, day: date, known_on: date | None = None
) -> dict[str, Value]:
    def work(connection: Connection) -> dict[str, Value]:
        store = Store(connection, NOW)
        return evidence.facts(store, books.cycle, books.joined, day, known_on=known_on)

    return await database.read(work)


async def test_the_database_counts_what_a_plain_count_counts(database: Database) -> None:
    worlds = [random_books(seed) for seed in range(40)]
    await keep(database, *(record for books, _ in worlds for record in books.records))
    for books, day in worlds:
        for asked in (day, day - timedelta(days=1), day - timedelta(days=30)):
            for known_on in (None, day, day - timedelta(days=1)):
                found = await counted(database, books, asked, known_on)
                plain = count(books.records, books.cycle, books.joined, asked, known_on)
                assert unordered(found) == unordered(plain), (books.name, asked, known_on)


async def test_blank_text_is_kept_as_none(sqlite_database: Database) -> None:
    """So that a query need not look into what was written."""
    books = Books("b")
    client = books.client(address=" \u3000\n", contact="王某")
    visit = books.visit(client, START, done="\t")

    def blanked(connection: Connection) -> list[object]:
        put(connection, books.records)
        store = Store(connection, NOW)
        revised = store.revise(client, "更正", contact="  ")
        again = store.revise(revised, "更正", contact="\u3000")
        kept = store.get(Client, client.id)
        found = store.get(Visit, visit.id)
        assert kept is not None
        assert found is not None
        return [kept.address, kept.contact, found.done, kept.revision, again.revision]

    assert await sqlite_database.write(blanked) == [None, None, None, 2, 2]


async def test_a_score_scans_no_table(sqlite_database: Database) -> None:
    """Among a thousand agencies' records it must find its own by an index."""
    books = Books("s")
    binds = ask(books.cycle, books.joined, END).binds
    statements = (cases(False), extents(False), roster(False), months(False), checks(False))

    def plans(connection: Connection) -> list[str]:
        return [
            row.detail
            for statement in statements
            for row in connection.execute(text(f"EXPLAIN QUERY PLAN {statement.text}"), spoken)
        ]

    spoken = {name: str(value) for name, value in binds.items()}
    steps = await sqlite_database.read(plans)
    tables = {step.split()[1] for step in steps if step.startswith("SCAN ")} & set(metadata.tables)
    assert tables == set()
    assert any("USING COVERING INDEX ix_contract_cover" in step for step in steps)
    for partial in ("vague", "unscanned", "incomplete", "undone", "accepted"):
        assert any(f"_{partial} " in step for step in steps), partial
