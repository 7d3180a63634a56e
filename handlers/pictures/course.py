"""The course of a score: as it stood at the end of each month of its cycle, by today's records."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.formkit.wording import cut
from handlers.pictures.picture import Picture
from handlers.scorecard.load import live
from handlers.scorecard.sheet import Sheet
from scoring.scorecard import Scorecard
from scoring.summary import between
from storage.cycle import Cycle, Participation
from storage.store import Store

MOST = 30
"""Scores that one picture asks for; a longer cycle is asked about at wider steps."""
LATELY = 6
NOTE = "各月末的得分按今天已知的记录计算；现场还没看的、测评没结束的按区间计。"
See = Callable[[Sheet], Sheet]
"""What of a sheet its reader may see."""


@dataclass(frozen=True)
class Point:
    day: date
    card: Scorecard


def course(store: Store, part: Participation, see: See, at: datetime) -> Picture:
    cycle = store.get(Cycle, part.cycle_id)
    assert cycle is not None
    asked = days(max(cycle.start, part.joined_on), min(store.today, cycle.end))
    sheets = [see(live(store, part, day)) for day in asked]
    return drawn(sheets[-1], [Point(sheet.day, sheet.card) for sheet in sheets], at)


def days(first: date, last: date) -> list[date]:
    """The ends of the months from a day to a day, and that day itself; the last is always there."""
    found, day = [], month_end(first)
    while day < last:
        found.append(day)
        day = month_end(day + timedelta(days=1))
    step = len(found) // MOST + 1
    return [*found[::-1][step - 1 :: step][::-1], last]


def month_end(day: date) -> date:
    first = day.replace(day=1)
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def drawn(sheet: Sheet, points: list[Point], at: datetime) -> Picture:
    every = max(1, -(-len(points) // 7))
    marks = [n for n in range(len(points)) if (len(points) - 1 - n) % every == 0]
    # A year is written once, under the first of its months that is.
    years = {points[n].day.year: n for n in reversed(marks)}
    told = {
        "title": sheet.agency,
        "subtitle": f"得分走势　{points[0].day}至{points[-1].day}",
        "points": [
            {
                "worst": float(one.card.worst),
                "best": float(one.card.best),
                "month": f"{one.day.month}月" if n in marks else "",
                "year": str(one.day.year) if years.get(one.day.year) == n else "",
            }
            for n, one in enumerate(points)
        ],
        "lately": [
            {"when": str(one.day), "worth": _worth(one)} for one in points[-LATELY:]
        ],
        "note": NOTE,
    }
    lines = [f"{sheet.agency} · 得分走势", *(f"{one.day} {_worth(one)}" for one in points)]
    name = f"得分走势 {cut(sheet.agency, 40)} {points[-1].day}"
    return Picture("picture_course.typ", name, told, (*lines, NOTE), at)


def _worth(one: Point) -> str:
    return between(one.card.worst, one.card.best)
