"""Where an agency's past plays: its days, dice and people; and deeds, dated, to be done."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from bot.demo.camera import Camera
from storage.store import ZONE, Store

Deed = tuple[datetime, Callable[[Store], object]]
"""When something was entered, and how it is written then."""

HOLIDAYS = {(1, 1), *((5, day) for day in range(1, 4)), *((10, day) for day in range(1, 8))}


@dataclass
class Scene:
    """``scan`` and ``photos`` name stored files; ``busy`` (who, by day and half of it) keeps people
    from being in two places."""

    agency_id: str
    staff: tuple[str, ...]
    scan: str
    photos: tuple[str, ...]
    start: date
    today: date
    dice: random.Random
    camera: Camera
    busy: dict[tuple[date, bool], set[str]] = field(default_factory=dict)
    uploads: Counter[date] = field(default_factory=Counter)

    @property
    def midnight(self) -> datetime:
        """What lies behind it has not happened yet."""
        return datetime.combine(self.today, time(0), ZONE).astimezone(UTC)

    def receipt(self, day: date) -> str:
        """The number that the municipal platform gives for an upload."""
        self.uploads[day] += 1
        return f"JX{day:%Y%m%d}{self.uploads[day]:04}"

    def ago(self, days: int) -> date:
        """So many days ago, or the working day before."""
        return weekday_before(self.today - timedelta(days=days))

    def after(self, day: date, first: int, last: int) -> date:
        """A day so many days later; on a weekend, the Monday after."""
        later = day + timedelta(days=self.dice.randrange(first, last + 1))
        return later + timedelta(days=(7 - later.weekday()) % 7 if later.weekday() > 4 else 0)

    def between(self, first: date, last: date) -> date:
        """A day of work between two, or soon after: a day off is drawn again, not moved, so that
        Mondays are days like others."""
        span = max((last - first).days, 1)
        day = first + timedelta(days=self.dice.randrange(span))
        for _ in range(3):
            if off(day):
                day = first + timedelta(days=self.dice.randrange(span))
        while off(day):
            day += timedelta(days=1)
        return day

    def at(self, day: date, hour: int) -> datetime:
        moment = time(hour, self.dice.randrange(60))
        return datetime.combine(day, moment, ZONE).astimezone(UTC)

    def pair(self, day: date, began: time) -> tuple[str, ...]:
        """Two of the staff who are not at another client's that half of the day."""
        busy = self.busy.setdefault((day, began.hour < 12), set())
        free = [one for one in self.staff if one not in busy]
        chosen = self.dice.sample(free if len(free) > 1 else self.staff, 2)
        busy.update(chosen)
        return tuple(chosen)


def off(day: date) -> bool:
    return day.weekday() > 4 or (day.month, day.day) in HOLIDAYS


def weekday_before(day: date) -> date:
    """The day itself, or the Friday before it."""
    return day - timedelta(days=max(day.weekday() - 4, 0))
