"""What the municipal platform has not got yet: contracts, and the hazards of visits (item 4).

The same window and conditions as the facts of item 4 (``storage.evidence``), by page, with names.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, select

from storage.client import Client
from storage.contract import Contract
from storage.cycle import Cycle, joined
from storage.due.due import Scope, scope_of
from storage.store import Store
from storage.visit import Hazard, Visit


class Wanted(StrEnum):
    """What is uploaded: a contract, or the hazards of a visit."""

    CONTRACT = "contract"
    VISIT = "visit"


@dataclass(frozen=True)
class Missing:
    """A contract signed, or a visit that found hazards, ``on`` a day. ``left`` of its ``found``
    hazards are not uploaded (of a contract: it itself)."""

    id: str
    number: str
    client: str
    on: date
    found: int = 1
    left: int = 1


@dataclass(frozen=True)
class Tally:
    """How many there are to upload in the window, and how many of them are not."""

    all: int
    left: int


def tally(store: Store, agency_id: str, what: Wanted) -> Tally:
    rows = _rows(store, _scope(store, agency_id), what).subquery()
    wanted = select(func.count(), func.count().filter(rows.c.left > 0)).select_from(rows)
    found = store.connection.execute(wanted).one()
    return Tally(*found)


def missing(
    store: Store, agency_id: str, what: Wanted, limit: int, offset: int = 0
) -> list[Missing]:
    """A page of what is not uploaded, the oldest first."""
    rows = _rows(store, _scope(store, agency_id), what).subquery()
    wanted = select(rows).where(rows.c.left > 0).order_by(rows.c.on, rows.c.id)
    found = store.connection.execute(wanted.limit(limit).offset(offset)).mappings()
    return [Missing(**row) for row in found]


def _scope(store: Store, agency_id: str) -> Scope:
    """The window of the score: after a cycle's end that of the cycle until the next begins."""
    taking_part = joined(store, agency_id)
    cycle = store.get(Cycle, taking_part.cycle_id) if taking_part else None
    if cycle is None or taking_part is None:
        return scope_of(store, agency_id)
    return Scope(agency_id, max(cycle.start, taking_part.joined_on), cycle.end)


def _rows(store: Store, scope: Scope, what: Wanted) -> Select[Any]:
    return _contracts(store, scope) if what is Wanted.CONTRACT else _visits(store, scope)


def _contracts(store: Store, scope: Scope) -> Select[Any]:
    c = Contract.table.c
    one = _open(c.uploaded_on, store)
    source = Contract.table.join(Client.table, Client.table.c.id == c.client_id)
    return (
        _named(c.id, c.number, c.signed_on, source)
        .add_columns(func.count().label("found"), func.count().filter(one).label("left"))
        .where(*scope.of(Contract.table), c.signed_on.between(*_days(store, scope)))
        .group_by(c.id, c.number, Client.table.c.name, c.signed_on)
    )


def _visits(store: Store, scope: Scope) -> Select[Any]:
    v, h = Visit.table.c, Hazard.table.c
    source = Visit.table.join(Client.table, Client.table.c.id == v.client_id).join(
        Hazard.table, (h.visit_id == v.id) & h.withdrawn_at.is_(None)
    )
    open_ones = func.count().filter(_open(h.uploaded_on, store))
    return (
        _named(v.id, v.number, v.on, source)
        .add_columns(func.count().label("found"), open_ones.label("left"))
        .where(*scope.of(Visit.table), v.on.between(*_days(store, scope)))
        .group_by(v.id, v.number, Client.table.c.name, v.on)
    )


def _named(
    id: ColumnElement[Any], number: ColumnElement[Any], on: ColumnElement[Any], source: FromClause
) -> Select[Any]:
    client = Client.table.c.name.label("client")
    return select(id.label("id"), number.label("number"), client, on.label("on")).select_from(
        source
    )


def _open(uploaded_on: ColumnElement[Any], store: Store) -> ColumnElement[bool]:
    return uploaded_on.is_(None) | (uploaded_on > store.today)


def _days(store: Store, scope: Scope) -> tuple[date, date]:
    return scope.start, min(store.today, scope.end)
