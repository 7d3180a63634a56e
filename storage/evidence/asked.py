"""What a score is asked about: one agency, a window of days, and what was known of them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, func, or_

from scoring.settings import Readings
from storage.columns import Day, Instant
from storage.cycle import Cycle, Participation
from storage.entity import Record
from storage.store import ZONE

Condition = ColumnElement[bool]

AGENCY = bindparam("agency", type_=Text())
CYCLE = bindparam("cycle", type_=Text())
START = bindparam("start", type_=Day())
FIRST = bindparam("first", type_=Day())
LAST = bindparam("last", type_=Day())
DAY = bindparam("day", type_=Day())
LISTS_DUE = bindparam("lists_due", type_=Day())
CALLS_DUE = bindparam("calls_due", type_=Day())
KNOWN_BEFORE = bindparam("known_before", type_=Instant())

BLANKS = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""What Python strips, for databases that strip only what they are told."""


@dataclass(frozen=True)
class Asked:
    """A question of section 8 of reading.md. The window is ``first … last``, both included, where
    ``last`` is min(D, end) and ``first`` the start of the cycle, or the day of joining if later;
    contracts signed count from ``start``. ``known_before`` (None: what is known today) is the
    moment from which on entries are left out."""

    agency_id: str
    cycle_id: str
    start: date
    first: date
    last: date
    day: date
    readings: Readings
    known_before: datetime | None = None

    @property
    def binds(self) -> dict[str, Any]:
        """The values of the parameters above."""
        return {
            **on_a_day(self.agency_id, self.last, self.known_before),
            "cycle": self.cycle_id,
            "start": self.start,
            "first": self.first,
            "day": self.day,
            "lists_due": back(self.day, self.readings.list_days),
            "calls_due": back(self.day, self.readings.follow_up_days),
        }


def on_a_day(agency_id: str, day: date, known_before: datetime | None) -> dict[str, Any]:
    """The parameters of a question about one day, such as the roster's."""
    known = {} if known_before is None else {"known_before": known_before}
    return {"agency": agency_id, "last": day, **known}


def ask(
    cycle: Cycle, participation: Participation, day: date, known_on: date | None = None
) -> Asked:
    """The question of a day of a cycle."""
    return Asked(
        agency_id=participation.agency_id,
        cycle_id=cycle.id,
        start=cycle.start,
        first=max(cycle.start, participation.joined_on),
        last=min(day, cycle.end),
        day=day,
        readings=Readings.from_dict(cycle.readings),
        known_before=None if known_on is None else midnight_after(known_on),
    )


def midnight_after(day: date) -> datetime:
    """The first moment in Shanghai that is no longer that day."""
    return datetime.combine(day, time(), ZONE) + timedelta(days=1)


def back(day: date, days: int) -> date:
    """So many days before, or the first day there is: a setting may be any number."""
    return date.fromordinal(max(1, day.toordinal() - days))


class Scope:
    """The conditions under which a record counts: the agency's own, not withdrawn and, where the
    question asks for it, entered in time. It stands for all questions of its kind, so that their
    statements are made once."""

    def __init__(self, known: bool) -> None:
        self.known = known

    def counts(self, kind: type[Record]) -> list[Condition]:
        table = kind.table
        wanted: list[Condition] = [table.c.agency_id == AGENCY, table.c.withdrawn_at.is_(None)]
        if self.known:
            wanted.append(table.c.entered_at < KNOWN_BEFORE)
        return wanted


def in_window(column: ColumnElement[Any]) -> Condition:
    return column.between(FIRST, LAST)


def blank(column: ColumnElement[Any]) -> Condition:
    """Nothing is written there."""
    return or_(column.is_(None), func.trim(column, BLANKS) == "")
