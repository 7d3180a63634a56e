"""Rating cycles, which keep their edition and readings, and the agencies that take part."""

from datetime import date
from typing import Annotated, Any

from storage.entity import Key, Record, stored
from storage.store import Store


@stored("cycle", "评定周期", "ZQ")
class Cycle(Record):
    """Two years, both days included. ``edition`` is the code of the standard's edition,
    ``readings`` the settings it was opened with (scoring's Readings as a plain dict).
    ``objection_days``: how long an agency may object to its card before it is published."""

    name: str
    start: date
    end: date
    edition: str
    readings: dict[str, Any]
    objection_days: int = 5
    closed_on: date | None = None


@stored("participation", "参评", "CP", ("agency_id",), ("cycle_id",))
class Participation(Record):
    """An agency joins on the day it applies for rating (reading.md, section 8).
    ``sample_closed_on``: the day from which no further client of it is inspected, so that what was
    seen at none is good (items 15 to 22)."""

    cycle_id: Annotated[str, Key("cycle")]
    agency_id: Annotated[str, Key("agency")]
    joined_on: date
    sample_closed_on: date | None = None


@stored("cycle_invitation", "参评邀请", "YQ", ("cycle_id",), ("agency_id",))
class CycleInvitation(Record):
    """Taking part is voluntary: an agency is asked, and its principal says yes or no."""

    cycle_id: Annotated[str, Key("cycle")]
    agency_id: Annotated[str, Key("agency")]
    invited_on: date
    joins: bool | None = None
    answered_on: date | None = None
    answered_by: Annotated[str | None, Key("person")] = None


def current_cycle(store: Store, day: date | None = None) -> Cycle | None:
    """The cycle that holds a day (default: today); of several, the one opened last."""
    when = day or store.today
    found = [c for c in store.find(Cycle, order="-start") if c.start <= when <= c.end]
    return found[0] if found else None


def participation(store: Store, cycle_id: str, agency_id: str) -> Participation | None:
    rows = store.find(Participation, cycle_id=cycle_id, agency_id=agency_id)
    return rows[0] if rows else None


def cycle_at(store: Store, day: date | None = None) -> Cycle | None:
    """The cycle that holds a day; between cycles the one that ended last."""
    found = current_cycle(store, day)
    if found is not None:
        return found
    when = day or store.today
    ended = [cycle for cycle in store.find(Cycle, order="-end") if cycle.end < when]
    return ended[0] if ended else None


def joined(store: Store, agency_id: str, day: date | None = None) -> Participation | None:
    """What an agency takes part in on a day; of cycles that overlap, the one opened last among
    those it joined."""
    when, last = day or store.today, cycle_at(store, day)
    running = [c for c in store.find(Cycle, order="-start") if c.start <= when <= c.end]
    for cycle in running or ([last] if last else []):
        if found := participation(store, cycle.id, agency_id):
            return found
    return None


@stored("readings_change", "评定设置变更", "BG", ("cycle_id",))
class ReadingsChange(Record):
    """Other settings or dates for a cycle, proposed with a reason: first it is shown whose score
    would change, then it is confirmed (``applied_on``). ``base`` is the cycle's revision then."""

    cycle_id: Annotated[str, Key("cycle")]
    readings: dict[str, Any]
    start: date
    end: date
    grounds: str
    base: int
    applied_on: date | None = None
