"""What an operator asks of inbox and outbox: how much lies there, and in which state."""

from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select

from storage.inbox import inbox
from storage.outbox import Delivery, outbox


@dataclass(frozen=True)
class Piles:
    """Numbers by state, of updates and of letters; a state without any is not there."""

    updates: dict[str, int]
    letters: dict[Delivery, int]


def piles(connection: Connection) -> Piles:
    letters = {Delivery(state): number for state, number in _by_state(connection, outbox)}
    return Piles(dict(_by_state(connection, inbox)), letters)


def _by_state(connection: Connection, table: Table) -> list[tuple[str, int]]:
    counted = select(table.c.state, func.count()).group_by(table.c.state)
    return [(row[0], row[1]) for row in connection.execute(counted)]
