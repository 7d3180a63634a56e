"""The roster as facts: who is full-time on the day, and with which qualification (item 2)."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import TextClause, and_, case, func, literal_column, or_, select
from sqlalchemy.sql.elements import ColumnElement

from scoring.settings import Readings
from scoring.staffing import Qualifications, place_people
from scoring.values import Value
from storage.evidence.asked import LAST, Asked, Condition, Scope, is_one_of, on_a_day, spelled_out
from storage.staff import Qualification, StaffMember, Title
from storage.store import Store

REGISTERED = (Qualification.ENGINEER, Qualification.ENGINEER_SENIOR)
TITLED = (Title.INTERMEDIATE, Title.SENIOR)


def count(store: Store, asked: Asked) -> dict[str, Value]:
    """`staff`, `engineers` and `other_titles` on the window's last day; absent while nobody is on
    the roster."""
    return on_day(store, asked.agency_id, asked.last, asked.readings, asked.known_before)


def on_day(
    store: Store,
    agency_id: str,
    day: date,
    readings: Readings,
    known_before: datetime | None = None,
) -> dict[str, Value]:
    statement = roster(known_before is not None)
    groups = store.connection.execute(statement, on_a_day(agency_id, day, known_before)).all()
    if not groups:
        return {}
    full_time = [
        Qualifications(bool(registered), bool(assessor), bool(title))
        for employed, registered, assessor, title, people in groups
        if employed
        for _ in range(people)
    ]
    placing = place_people(full_time, readings)
    return {
        "staff": Decimal(len(full_time)),
        "engineers": Decimal(placing.engineers),
        "other_titles": Decimal(placing.other_titles),
    }


@cache
def roster(known: bool) -> TextClause:
    """How many people there are of each kind: full-time or not, and what they hold."""
    s = StaffMember.table.c
    valid = or_(s.certificate_until.is_(None), s.certificate_until >= LAST)
    full_time = and_(
        _holds(s.contract_from, s.contract_until), _holds(s.insured_from, s.insured_until)
    )
    kinds = [
        _flag(full_time),
        _flag(and_(is_one_of(s.qualification, *REGISTERED), valid)),
        _flag(and_(is_one_of(s.qualification, Qualification.ASSESSOR), valid)),
        _flag(is_one_of(s.title, *TITLED)),
    ]
    named = [kind.label(name) for kind, name in zip(kinds, "fret", strict=True)]
    kind = select(*named).where(*Scope(known).counts(StaffMember)).subquery()
    return spelled_out(select(*kind.c, func.count()).group_by(*kind.c))


def _holds(first: ColumnElement[Any], last: ColumnElement[Any]) -> Condition:
    """A first day of NULL is never reached; a last day of NULL never comes."""
    return and_(first <= LAST, or_(last.is_(None), last >= LAST))


def _flag(condition: Condition) -> ColumnElement[int]:
    return case((condition, literal_column("1")), else_=literal_column("0"))
