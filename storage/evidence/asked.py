"""What a score is asked about: one agency, a window of days, and what was known of them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Text,
    TextClause,
    bindparam,
    exists,
    literal_column,
    select,
    text,
    type_coerce,
)
from sqlalchemy.engine.default import DefaultDialect

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

PARAMETERS = (AGENCY, CYCLE, START, FIRST, LAST, DAY, LISTS_DUE, CALLS_DUE, KNOWN_BEFORE)


@dataclass(frozen=True)
class Asked:
    """A question of section 8 of reading.md. The window is ``first … last``, both included, where
    ``last`` is min(D, end) and ``first`` the start of the cycle, or the day of joining if later;
    contracts signed count from ``start``. ``known_before`` (None: what is known today) is the
    moment from which on entries are left out; ``sample_closed``: whether the inspection of clients
    was over by then."""

    agency_id: str
    cycle_id: str
    start: date
    first: date
    last: date
    day: date
    readings: Readings
    known_before: datetime | None = None
    sample_closed: bool = False

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
    closed = participation.sample_closed_on
    return Asked(
        agency_id=participation.agency_id,
        cycle_id=cycle.id,
        start=cycle.start,
        first=max(cycle.start, participation.joined_on),
        last=min(day, cycle.end),
        day=day,
        readings=Readings.from_dict(cycle.readings),
        known_before=None if known_on is None else midnight_after(known_on),
        sample_closed=closed is not None and closed <= min(day, known_on or day),
    )


def midnight_after(day: date) -> datetime:
    """The first moment in Shanghai that is no longer that day."""
    return datetime.combine(day, time(), ZONE) + timedelta(days=1)


def back(day: date, days: int) -> date:
    """So many days before, or the first day there is: a setting may be any number."""
    return date.fromordinal(max(1, day.toordinal() - days))


def spelled_out(statement: ClauseElement) -> TextClause:
    """The statement as text that both databases understand. A long one takes SQLAlchemy longer to
    recognise, each time it is run, than it takes the database to answer."""
    compiled = statement.compile(dialect=DefaultDialect(paramstyle="named"))
    known = {parameter.key: parameter for parameter in PARAMETERS}
    return text(str(compiled)).bindparams(*(known[name] for name in compiled.params))


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


def there_is(*conditions: Condition) -> Condition:
    """Whether one row meets them; asks for none of its columns, so that an index may answer."""
    return exists(select(literal_column("1")).where(*conditions))


def words(condition: str) -> TextClause:
    """A condition in the words of a partial index, so that the index is found."""
    return text(f"({condition})")


def is_one_of(column: ColumnElement[Any], *members: StrEnum) -> Condition:
    """Written out, as ``spelled_out`` needs it: parameters of a list would come and go."""
    return type_coerce(column, Text).in_([literal_column(f"'{member}'") for member in members])
