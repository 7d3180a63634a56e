"""Hazards over time: how far each has come, counted and listed for a client or an agency."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, func, select

from storage.client import Client
from storage.store import Store
from storage.visit import Grade, Hazard, Visit


class State(StrEnum):
    """隐患状态"""

    OPEN = "open"
    RECTIFIED = "rectified"
    CLOSED = "closed"


STATE_NAMES = {State.OPEN: "未整改", State.RECTIFIED: "待复查", State.CLOSED: "已销号"}


class Only(StrEnum):
    """What a list is narrowed to."""

    ALL = "all"
    OPEN = "open"
    RECTIFIED = "rectified"
    CLOSED = "closed"
    MAJOR = "major"


ONLY_NAMES = {
    Only.ALL: "全部",
    Only.OPEN: "未整改",
    Only.RECTIFIED: "待复查",
    Only.CLOSED: "已销号",
    Only.MAJOR: "重大隐患",
}

_hazard, _visit, _client = Hazard.table, Visit.table, Client.table
_closed = _hazard.c.rechecked_on.is_not(None)
_rectified = and_(_hazard.c.rectified_on.is_not(None), _hazard.c.rechecked_on.is_(None))
_open = and_(_hazard.c.rectified_on.is_(None), _hazard.c.rechecked_on.is_(None))
_narrowed: dict[Only, ColumnElement[bool]] = {
    Only.OPEN: _open,
    Only.RECTIFIED: _rectified,
    Only.CLOSED: _closed,
    Only.MAJOR: _hazard.c.grade == Grade.MAJOR,
}


@dataclass(frozen=True)
class Listed:
    """A hazard with the day it was found and whose it is."""

    hazard: Hazard
    on: date
    client: str


def state_of(hazard: Hazard) -> State:
    if hazard.rechecked_on is not None:
        return State.CLOSED
    return State.RECTIFIED if hazard.rectified_on is not None else State.OPEN


def days_late(hazard: Hazard, today: date) -> int:
    """How many days past its day for rectification, while it is not rectified."""
    if hazard.deadline is None or state_of(hazard) is not State.OPEN:
        return 0
    return max((today - hazard.deadline).days, 0)


def counted(
    store: Store, agency_id: str | None = None, client_id: str | None = None
) -> dict[Only, int]:
    """How many hazards there are of each kind."""
    sums = [
        func.coalesce(func.sum(cast(where, Integer)), 0).label(only.value)
        for only, where in _narrowed.items()
    ]
    wanted = _within(select(func.count().label("all"), *sums), agency_id, client_id)
    row = store.connection.execute(wanted).mappings().one()
    return {only: int(row[only.value]) for only in Only}


def listed(
    store: Store,
    agency_id: str | None = None,
    client_id: str | None = None,
    only: Only = Only.ALL,
    limit: int = 6,
    offset: int = 0,
) -> list[Listed]:
    """A page of hazards, the last found first. ``agency_id`` None: of all agencies."""
    wanted = _within(select(_hazard, _visit.c.on, _client.c.name), agency_id, client_id)
    if only in _narrowed:
        wanted = wanted.where(_narrowed[only])
    wanted = wanted.order_by(_visit.c.on.desc(), _hazard.c.id.desc()).limit(limit).offset(offset)
    names = [column.name for column in _hazard.columns]
    return [
        Listed(Hazard(**{name: row._mapping[_hazard.c[name]] for name in names}), row.on, row.name)
        for row in store.connection.execute(wanted)
    ]


def _within(wanted: Any, agency_id: str | None, client_id: str | None) -> Select[Any]:
    found: Select[Any] = wanted.select_from(
        _hazard.join(_visit, _visit.c.id == _hazard.c.visit_id).join(
            _client, _client.c.id == _hazard.c.client_id
        )
    ).where(_hazard.c.withdrawn_at.is_(None), _visit.c.withdrawn_at.is_(None))
    if agency_id is not None:
        found = found.where(_hazard.c.agency_id == agency_id)
    return found.where(_hazard.c.client_id == client_id) if client_id is not None else found
