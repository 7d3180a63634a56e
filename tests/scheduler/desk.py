"""What tests of the sweep share: books in a database, and a letter as its reader sees it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from storage import outbox
from storage.database import Database
from storage.organisation import Role
from storage.outbox import Letter
from storage.store import Store
from tests.storage.registers import Register, register

Write = Callable[[Register], object]


async def books(database: Database, now: datetime, write: Write) -> Register:
    def fill(store: Store) -> Register:
        made = register(store)
        write(made)
        return made

    return await database.write(lambda connection: fill(Store(connection, now)))


async def waiting(database: Database) -> list[Letter]:
    return await database.read(outbox.waiting)


def view(letter: Letter) -> dict[str, Any]:
    found: dict[str, Any] = letter.payload["views"][0]
    return found


def labels(letter: Letter) -> list[str]:
    return [label for row in view(letter)["rows"] for label, _data in row]


def overdue_follow_up(made: Register) -> None:
    made.person("沈志强", Role.AGENCY)
    made.visit(-31)


def eight_overdue(made: Register) -> None:
    made.person("沈志强", Role.AGENCY)
    for number in range(8):
        made.visit(-31, made.another_client(f"平湖第{number}服装厂"))
