"""Visits entered in bulk long after their dates (A6)."""

from collections import defaultdict
from datetime import date

from storage.candidates import Piece
from storage.person import Person
from storage.signals.window import Held, Window
from storage.store import ZONE, Store

LATE = 30
"""Days after a visit from which on its entry is long after; the standard names no number."""

MANY = 10
"""So many such visits entered by one person on one day are a bulk."""

SHOWN = 3


def entered(store: Store, seen: Window) -> list[Piece]:
    days: dict[tuple[date, str], list[Held]] = defaultdict(list)
    for visit in seen.visits:
        day = visit.entered_at.astimezone(ZONE).date()
        if (day - visit.on).days >= LATE:
            days[day, visit.entered_by or ""].append(visit)
    return [
        _piece(store, day, person, held)
        for (day, person), held in sorted(days.items())
        if len(held) >= MANY
    ]


def _piece(store: Store, day: date, person_id: str, held: list[Held]) -> Piece:
    person = store.get(Person, person_id) if person_id else None
    who = person.name if person else "系统"
    refs = [f"bulk:{day}.{person_id}", *(one.ref for one in held[:SHOWN])]
    said = f"{who} {day} 一天补录了{len(held)}次服务，服务日期从 {held[0].on} 到 {held[-1].on}"
    return ",".join(refs), said
