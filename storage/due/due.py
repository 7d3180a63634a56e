"""What is due is a query: the shape of its answers, and how far a question reaches."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table

from scoring.settings import Readings
from storage.cycle import Cycle, Participation, participation
from storage.store import Store

REACH = timedelta(days=365)
"""How far back an agency outside any cycle is asked about."""


@dataclass(frozen=True)
class Due:
    """Something to be done by a day. ``subject`` is ``kind:id`` (and more parts where one record
    has several), ``what`` its short name, ``words`` what a text may mention (text, numbers, days),
    ``preset`` the answers a form opens with, ``record_id`` the record it corrects instead.
    ``inspector_id``: the one inspector whose matter it is, ``contact_person_id``: the one contact
    of a client."""

    subject: str
    due: date
    what: str
    agency_id: str | None = None
    words: Mapping[str, Any] = field(default_factory=dict, hash=False)
    preset: Mapping[str, Any] = field(default_factory=dict, hash=False)
    record_id: str | None = None
    inspector_id: str | None = None
    contact_person_id: str | None = None


@dataclass(frozen=True)
class Scope:
    """One agency's records between two days, both included; ``only`` narrows a question to the
    records of these ids. ``agency_id`` None: the bureau's own matters."""

    agency_id: str | None
    start: date
    end: date
    readings: Readings = field(default_factory=Readings)
    only: frozenset[str] | None = None

    def of(self, table: Table, id_column: str = "id") -> list[ColumnElement[bool]]:
        """The conditions that keep a table's rows within: valid ones of the agency."""
        where: list[ColumnElement[bool]] = [
            table.c.agency_id == self.agency_id,
            table.c.withdrawn_at.is_(None),
        ]
        return where if self.only is None else [*where, table.c[id_column].in_(self.only)]


@dataclass(frozen=True)
class Source:
    """A named query; a notice keeps the name, so that a press can ask whether it is settled.
    ``bureau``: asked once for the bureau, not once for every agency."""

    name: str
    find: Callable[[Store, Scope], list[Due]]
    bureau: bool = False


def scope_of(store: Store, agency_id: str | None) -> Scope:
    """The cycle's window of an agency, with the cycle's readings. An agency that takes part in no
    current cycle is asked about the last year, with the default readings."""
    today = store.today
    if agency_id is not None:
        for cycle in store.find(Cycle, order="-start"):
            joined = cycle.start <= today <= cycle.end and participation(store, cycle.id, agency_id)
            if joined:
                return _window(cycle, joined, agency_id)
    return Scope(agency_id, today - REACH, today + REACH)


def _window(cycle: Cycle, joined: Participation, agency_id: str) -> Scope:
    readings = Readings.from_dict(cycle.readings)
    return Scope(agency_id, max(cycle.start, joined.joined_on), cycle.end, readings)


def narrowed(scope: Scope, subjects: frozenset[str]) -> Scope:
    """The same question, about the records of some subjects only."""
    return replace(scope, only=frozenset(subject.split(":")[1] for subject in subjects))
