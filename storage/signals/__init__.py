"""What records and signals say of an agency that may call for a talk (reading.md, 5 and 6)."""

from storage.candidates import Piece, follow
from storage.cycle import Cycle, Participation
from storage.evidence.asked import ask
from storage.signals import addresses, bulk, own_staff, photos, places, records, texts
from storage.signals.window import Window, window
from storage.store import Store
from storage.talk import Origin

Found = dict[tuple[str, Origin], list[Piece]]
"""The evidence by circumstance."""


def look(store: Store, cycle: Cycle, part: Participation) -> Found:
    """All that is found of one agency in a cycle; reads, and writes nothing."""
    asked = ask(cycle, part, store.today)
    seen: Window = window(store, asked.agency_id, asked.first, asked.last)
    copied = texts.copied(seen)
    papers, pictures = photos.repeated(store, seen)
    return {
        ("A1", Origin.RECORDS): records.vague(store, asked),
        ("A2", Origin.RECORDS): records.unproven(store, asked),
        ("A3", Origin.SIGNALS): [*papers, *copied.papers],
        ("A6", Origin.SIGNALS): [
            *pictures,
            *places.overlapping(store, seen),
            *own_staff.tried(store, seen),
            *addresses.from_one_place(store, seen),
            *copied.records,
            *bulk.entered(store, seen),
        ],
    }


def keep(store: Store, cycle: Cycle, agency_id: str, found: Found) -> int:
    """Open, extend or drop candidates so that they say what was found; how many wait."""
    kept = [
        follow(store, cycle, agency_id, code, origin, evidence)
        for (code, origin), evidence in found.items()
    ]
    return sum(one is not None for one in kept)


__all__ = ["Found", "keep", "look"]
