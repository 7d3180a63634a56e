"""What each case on the score still lacks, so that who can put it right is led straight there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, func, or_, select

from storage.accident import Accident
from storage.client import Client
from storage.contract import Contract
from storage.entity import Record
from storage.site_check import SiteCheck
from storage.store import Store
from storage.visit import Hazard, SignedList, Visit

CHUNK = 500
"""Ids in one statement: databases limit how many parameters they take."""


@dataclass(frozen=True)
class VisitMade:
    """A visit that costs points: whether nothing was recorded of what was done, and whether it
    found hazards for whose list nobody has signed."""

    id: str
    client_id: str
    client: str
    on: date
    undone: bool
    unsigned: bool


@dataclass(frozen=True)
class ClientLacking:
    """A client without a contract on the days of some visits, the first and the last of them;
    ``incomplete``: its address, line of business or contact is missing; ``accidents``: those that a
    contract from the first to the last would make the agency answer for; ``checked``: an inspector
    was there on such a day, so that a contract would change what the sample is."""

    id: str
    name: str
    incomplete: bool
    first: date
    last: date
    visits: int
    accidents: tuple[str, ...] = ()
    checked: bool = False


def visits_made(store: Store, ids: Iterable[str]) -> list[VisitMade]:
    """These visits, the oldest first."""
    v = Visit.table.c
    wanted = (
        select(
            v.id,
            v.client_id,
            Client.table.c.name.label("client"),
            v.on,
            v.done.is_(None).label("undone"),
            _unsigned(store.today).label("unsigned"),
        )
        .join(Client.table, Client.table.c.id == v.client_id)
        .order_by(v.on, v.id)
    )
    rows = [VisitMade(**row) for row in _chunks(store, wanted, v.id, ids)]
    return sorted(rows, key=lambda one: (one.on, one.id))


def _unsigned(today: date) -> Any:
    """Hazards were found, and no list stands that was signed for, or refused before others."""
    v, h, s = Visit.table.c, Hazard.table.c, SignedList.table.c
    found = exists().where(h.visit_id == v.id, h.withdrawn_at.is_(None))
    handed = exists().where(
        s.visit_id == v.id,
        s.withdrawn_at.is_(None),
        s.signed_on <= today,
        or_(s.voided_on.is_(None), s.voided_on > today),
        or_(s.refusal.is_(None), s.witness.is_not(None), s.photos != ()),
    )
    return found & ~handed


def uncovered(
    store: Store, agency_id: str, client_ids: Iterable[str], first: date, last: date
) -> list[ClientLacking]:
    """Of these clients the days of the window that were served without a contract."""
    v, c = Visit.table.c, Contract.table.c
    covered = exists().where(
        c.client_id == v.client_id,
        c.agency_id == agency_id,
        c.withdrawn_at.is_(None),
        func.coalesce(c.starts_on, c.signed_on) <= v.on,
        or_(c.ends_on.is_(None), c.ends_on >= v.on),
    )
    known = Client.table.c
    bare = or_(known.address.is_(None), known.industry.is_(None), known.contact.is_(None))
    wanted = (
        select(
            Client.table.c.id,
            Client.table.c.name,
            bare.label("incomplete"),
            func.min(v.on).label("first"),
            func.max(v.on).label("last"),
            func.count().label("visits"),
        )
        .select_from(Visit.table.join(Client.table, Client.table.c.id == v.client_id))
        .where(
            v.agency_id == agency_id, v.withdrawn_at.is_(None), v.on.between(first, last), ~covered
        )
        .group_by(Client.table.c.id, Client.table.c.name, bare)
    )
    rows = [ClientLacking(**row) for row in _chunks(store, wanted, v.client_id, client_ids)]
    ids = [one.id for one in rows]
    happened, checks = (_days(store, kind, agency_id, ids) for kind in (Accident, SiteCheck))
    made = [
        replace(
            one,
            accidents=_between(happened[one.id], one.first, one.last),
            checked=bool(_between(checks[one.id], one.first, one.last)),
        )
        for one in rows
    ]
    return sorted(made, key=lambda one: (one.first, one.id))


def _between(found: list[tuple[str, date]], first: date, last: date) -> tuple[str, ...]:
    return tuple(id for id, on in found if first <= on <= last)


def _days(
    store: Store, kind: type[Record], agency_id: str, client_ids: Iterable[str]
) -> dict[str, list[tuple[str, date]]]:
    """The records of these clients by their day."""
    t = kind.table.c
    wanted = select(t.id, t.client_id, t.on).where(
        t.agency_id == agency_id, t.withdrawn_at.is_(None)
    )
    found = defaultdict(list)
    for row in _chunks(store, wanted, t.client_id, client_ids):
        found[row["client_id"]].append((row["id"], row["on"]))
    return found


def _chunks(
    store: Store, wanted: Select[Any], column: Any, ids: Iterable[str]
) -> Iterator[dict[str, Any]]:
    asked: Sequence[str] = list(dict.fromkeys(ids))
    for at in range(0, len(asked), CHUNK):
        some = wanted.where(column.in_(asked[at : at + CHUNK]))
        for row in store.connection.execute(some).mappings():
            yield dict(row)
