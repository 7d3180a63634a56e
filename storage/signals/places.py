"""The same person at two clients at overlapping times (A6)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, time
from itertools import combinations

from storage.candidates import Piece
from storage.signals.window import Held, Window
from storage.staff import StaffMember
from storage.store import Store


def overlapping(store: Store, seen: Window) -> list[Piece]:
    days: dict[tuple[str, date], list[Held]] = defaultdict(list)
    for visit in seen.visits:
        if visit.started is not None and visit.ended is not None:
            for person in visit.staff:
                days[person, visit.on].append(visit)
    found = [
        (person, one, other)
        for (person, _day), held in days.items()
        for one, other in combinations(held, 2)
        if one.client_id != other.client_id and _overlap(one, other)
    ]
    return list(_pieces(store, found))


def _overlap(one: Held, other: Held) -> bool:
    """Going straight on from one to the next is no overlap."""
    times = (one.started, one.ended, other.started, other.ended)
    began, ended, then, after = (at or time() for at in times)
    return began < after and then < ended


def _pieces(store: Store, found: list[tuple[str, Held, Held]]) -> Iterator[Piece]:
    names: dict[str, str] = {}
    for person, one, other in found:
        if person not in names:
            known = store.get(StaffMember, person)
            names[person] = known.name if known else "（已离开的人员）"
        refs = ",".join([f"staff:{person}", *sorted((one.ref, other.ref))])
        yield refs, (
            f"{names[person]} {one.on} {_hours(one)} 在{one.client}（{one.number}），"
            f"{_hours(other)} 又在{other.client}（{other.number}）"
        )


def _hours(visit: Held) -> str:
    return f"{visit.started:%H:%M}–{visit.ended:%H:%M}"
