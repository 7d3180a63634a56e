"""The roster as facts: who is full-time on the day, and with which qualification (item 2)."""

from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from scoring.settings import Readings
from scoring.staffing import Qualifications, place_people
from scoring.values import Value
from storage.evidence.asked import LAST, Asked, Condition, Scope
from storage.staff import Qualification, StaffMember, Title
from storage.store import Store

REGISTERED = (Qualification.ENGINEER, Qualification.ENGINEER_SENIOR)
TITLED = (Title.INTERMEDIATE, Title.SENIOR)


def count(store: Store, asked: Asked) -> dict[str, Value]:
    """`staff`, `engineers` and `other_titles` on the window's last day; absent while nobody is on
    the roster."""
    statement = roster(asked.known_before is not None)
    groups = store.connection.execute(statement, asked.binds).all()
    if not groups:
        return {}
    full_time = [
        Qualifications(bool(registered), bool(assessor), bool(title))
        for employed, registered, assessor, title, people in groups
        if employed
        for _ in range(people)
    ]
    return placed(full_time, asked.readings)


def placed(people: list[Qualifications], readings: Readings) -> dict[str, Value]:
    placing = place_people(people, readings)
    return {
        "staff": Decimal(len(people)),
        "engineers": Decimal(placing.engineers),
        "other_titles": Decimal(placing.other_titles),
    }


@cache
def roster(known: bool) -> Select[Any]:
    """How many people there are of each kind: full-time or not, and what they hold."""
    s = StaffMember.table.c
    valid = or_(s.certificate_until.is_(None), s.certificate_until >= LAST)
    full_time = and_(
        _holds(s.contract_from, s.contract_until), _holds(s.insured_from, s.insured_until)
    )
    kinds = [
        _flag(full_time),
        _flag(and_(s.qualification.in_(REGISTERED), valid)),
        _flag(and_(s.qualification == Qualification.ASSESSOR, valid)),
        _flag(s.title.in_(TITLED)),
    ]
    named = [kind.label(name) for kind, name in zip(kinds, "fret", strict=True)]
    kind = select(*named).where(*Scope(known).counts(StaffMember)).subquery()
    return select(*kind.c, func.count()).group_by(*kind.c)


def _holds(first: ColumnElement[Any], last: ColumnElement[Any]) -> Condition:
    """A first day of NULL is never reached; a last day of NULL never comes."""
    return and_(first <= LAST, or_(last.is_(None), last >= LAST))


def _flag(condition: Condition) -> ColumnElement[int]:
    return case((condition, 1), else_=0)
