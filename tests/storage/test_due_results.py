"""A result that was told, and an objection to it, are due until somebody has answered."""

from datetime import datetime
from typing import Any

import pytest

from storage.database import Database
from storage.due import SOURCES, scope_of, still_due
from storage.objection import Disclosure, Ruling
from storage.organisation import Role
from storage.store import Store
from tests.storage.registers import Register, register
from tests.storage.results import disclosed, objected


def told(books: Register, until: int, **more: Any) -> Disclosure:
    inspection = books.inspection(-5, books.person("吴敏", Role.INSPECTOR))
    return disclosed(books, inspection, until, **more)


def objected_to(books: Register) -> None:
    objected(books, told(books, 3))


def ruled_on(books: Register) -> None:
    one = objected(books, told(books, 3))
    books.store.revise(one, ruling=Ruling.REFUSED, grounds="查无此事")


def agreed_to(books: Register) -> None:
    told(books, 3, accepted_at=books.store.now)


def over(books: Register) -> None:
    told(books, -1)


@pytest.mark.parametrize(
    ("write", "disclosures", "objections"),
    [
        (objected_to, [3], [0]),
        (ruled_on, [3], []),
        (agreed_to, [], []),
        (over, [], []),
    ],
    ids=lambda each: getattr(each, "__name__", None),
)
async def test_what_of_a_result_is_due(
    database: Database, now: datetime, write: Any, disclosures: list[int], objections: list[int]
) -> None:
    def asked(store: Store) -> dict[str, list[int]]:
        books = register(store)
        write(books)
        found = {}
        for source in SOURCES:
            if source.name in ("disclosures", "objections"):
                dues = source.find(store, scope_of(store, books.agency.id))
                found[source.name] = [(due.due - store.today).days for due in dues]
                matters = [(source.name, books.agency.id, due.subject) for due in dues]
                assert still_due(store, matters) == set(matters)
        return found

    said = await database.write(lambda connection: asked(Store(connection, now)))
    assert said == {"disclosures": disclosures, "objections": objections}
