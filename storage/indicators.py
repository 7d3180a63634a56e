"""What an inspector looks at and nobody is deducted for: quiet visits, brief ones, missing ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, func, select

from storage.client import Client
from storage.contract import Contract
from storage.store import Store
from storage.visit import Hazard, Visit

BRIEF_MINUTES = 30
"""A visit this short or shorter is shown; the standard names no number of minutes."""


@dataclass(frozen=True)
class QuietRun:
    """Visits to one client, one after another, that found nothing."""

    client: str
    visits: int
    first: date
    last: date


@dataclass(frozen=True)
class Indicators:
    """Of the visits in a window: how many found nothing, the longest run of those at one client,
    how many took minutes; and the ended contracts with fewer visits than agreed."""

    visits: int
    quiet: int
    longest: QuietRun | None
    brief: int
    short: tuple[str, ...]


def indicators(store: Store, agency_id: str, first: date, last: date) -> Indicators:
    """What the records of these days show, both included."""
    found = _visits(store, agency_id, first, last)
    clients = groupby(found, lambda row: row.client_id)
    runs = [run for _client, rows in clients for run in _runs(rows)]
    return Indicators(
        visits=len(found),
        quiet=sum(row.hazards == 0 for row in found),
        longest=max(runs, key=lambda run: run.visits, default=None),
        brief=sum(_brief(row.started, row.ended) for row in found),
        short=_short(store, agency_id, first, last),
    )


def _visits(store: Store, agency_id: str, first: date, last: date) -> list[Row[Any]]:
    visit, hazard, client = Visit.table, Hazard.table, Client.table
    own = and_(hazard.c.visit_id == visit.c.id, hazard.c.withdrawn_at.is_(None))
    columns = (visit.c.client_id, visit.c.on, visit.c.started, visit.c.ended, client.c.name)
    return list(
        store.connection.execute(
            select(*columns, func.count(hazard.c.id).label("hazards"))
            .select_from(
                visit.join(client, client.c.id == visit.c.client_id).outerjoin(hazard, own)
            )
            .where(
                visit.c.agency_id == agency_id,
                visit.c.withdrawn_at.is_(None),
                visit.c.on.between(first, last),
            )
            .group_by(visit.c.id, *columns)
            .order_by(visit.c.client_id, visit.c.on, visit.c.id)
        )
    )


def _runs(rows: Iterable[Row[Any]]) -> Iterable[QuietRun]:
    for quiet, run in groupby(rows, lambda row: row.hazards == 0):
        if quiet:
            held = list(run)
            yield QuietRun(held[0].name, len(held), held[0].on, held[-1].on)


def _brief(started: time | None, ended: time | None) -> bool:
    if started is None or ended is None:
        return False
    day = date(2000, 1, 1)
    took = datetime.combine(day, ended) - datetime.combine(day, started)
    return took.total_seconds() <= BRIEF_MINUTES * 60


def _short(store: Store, agency_id: str, first: date, last: date) -> tuple[str, ...]:
    """The numbers of the contracts signed in the window that have ended with visits left."""
    contract, visit = Contract.table, Visit.table
    starts = func.coalesce(contract.c.starts_on, contract.c.signed_on)
    held = and_(
        visit.c.client_id == contract.c.client_id,
        visit.c.withdrawn_at.is_(None),
        visit.c.on.between(starts, contract.c.ends_on),
    )
    rows = store.connection.execute(
        select(contract.c.number)
        .select_from(contract.outerjoin(visit, held))
        .where(
            contract.c.agency_id == agency_id,
            contract.c.withdrawn_at.is_(None),
            contract.c.signed_on.between(first, last),
            contract.c.ends_on <= last,
            contract.c.visits.is_not(None),
        )
        .group_by(contract.c.id, contract.c.number, contract.c.visits)
        .having(func.count(visit.c.id) < contract.c.visits)
        .order_by(contract.c.number)
    )
    return tuple(row.number for row in rows)
