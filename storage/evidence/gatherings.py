"""Trainings and meetings as facts: the quarters that had none (item 9)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sqlalchemy import String, TextClause, func, literal_column, select, type_coerce

from scoring.values import Cases, Value
from storage.evidence.asked import Asked, Scope, in_window, spelled_out
from storage.gathering import Gathered, Gathering
from storage.store import Store


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter, 1 to 4."""

    year: int
    number: int

    @classmethod
    def holding(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def ref(self) -> str:
        return f"quarter:{self.year}Q{self.number}"

    @property
    def label(self) -> str:
        return f"{self.year}年第{self.number}季度"


def quarters(first: date, last: date) -> Iterator[Quarter]:
    """The whole quarters from a day to a day, both included."""
    quarter = Quarter.holding(first)
    if quarter.first < first:
        quarter = quarter.next
    while quarter.last <= last:
        yield quarter
        quarter = quarter.next


def count(store: Store, asked: Asked) -> dict[str, Value]:
    """`quarters_untrained` and `quarters_without_meeting`. No register says that there were none:
    what was not entered did not take place, as the standard counts."""
    ended = [q for q in quarters(asked.first, asked.last) if q.last < asked.day]
    rows = store.connection.execute(months(asked.known_before is not None), asked.binds)
    held = {(kind, Quarter.holding(date.fromisoformat(f"{month}-01"))) for kind, month in rows}
    return {
        name: Cases.of(quarter.ref for quarter in ended if (kind, quarter) not in held)
        for name, kind in (
            ("quarters_untrained", Gathered.TRAINING),
            ("quarters_without_meeting", Gathered.MEETING),
        )
    }


@cache
def months(known: bool) -> TextClause:
    """The months of the window in which there was a training or a meeting."""
    g = Gathering.table.c
    month = func.substr(type_coerce(g.on, String), literal_column("1"), literal_column("7"))
    held = select(g.kind, month).where(*Scope(known).counts(Gathering), in_window(g.on))
    return spelled_out(held.distinct())
