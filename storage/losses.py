"""Where a cycle's agencies lose points, item by item: added up from the snapshots."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from scoring.scheme import Edition
from storage.agency import Agency
from storage.cycle import Cycle, Participation
from storage.snapshot import snapshots
from storage.store import Store


@dataclass(frozen=True)
class Standing:
    """An item of one agency: the points that are gone for certain, and those still open."""

    lost: Decimal
    open: Decimal


@dataclass(frozen=True)
class Loser:
    """An agency with what it lost, by item."""

    participation_id: str
    agency_id: str
    name: str
    items: dict[int, Standing]

    @property
    def lost(self) -> Decimal:
        return sum((one.lost for one in self.items.values()), Decimal(0))


@dataclass(frozen=True)
class ItemLoss:
    """What an item cost all agencies together, how many of them, and for how many it is open."""

    item: int
    lost: Decimal
    agencies: int
    open: int


def losers(
    store: Store, cycle: Cycle, edition: Edition, hidden: Collection[str] = ()
) -> list[Loser]:
    """The agencies that have a snapshot, those that lost most first; ``hidden`` participations are
    not for this reader's eyes."""
    part, agency, snap = Participation.table, Agency.table, snapshots.c
    rows = store.connection.execute(
        select(part.c.id, agency.c.id, agency.c.name, snap["items"])
        .select_from(
            part.join(agency, agency.c.id == part.c.agency_id).join(
                snapshots, (snap.cycle_id == part.c.cycle_id) & (snap.agency_id == part.c.agency_id)
            )
        )
        .where(
            part.c.cycle_id == cycle.id,
            part.c.withdrawn_at.is_(None),
            agency.c.withdrawn_at.is_(None),
        )
    )
    found = [
        Loser(id, agency_id, name, _items(kept, edition))
        for id, agency_id, name, kept in rows
        if id not in hidden
    ]
    return sorted(found, key=lambda one: (-one.lost, one.name, one.agency_id))


def _items(kept: dict[str, list[str]], edition: Edition) -> dict[int, Standing]:
    found = {}
    for item in edition.items:
        if str(item.number) in kept:
            worst, best, _state = kept[str(item.number)]
            lost = item.points - Decimal(best)
            found[item.number] = Standing(lost, Decimal(best) - Decimal(worst))
    return found


def by_item(found: Collection[Loser], edition: Edition) -> list[ItemLoss]:
    """The items that cost the city most first; those that cost nothing are left out."""
    sums = []
    for item in edition.items:
        theirs = [one.items[item.number] for one in found if item.number in one.items]
        lost = sum((one.lost for one in theirs), Decimal(0))
        losing = sum(1 for one in theirs if one.lost)
        still = sum(1 for one in theirs if one.open)
        sums.append(ItemLoss(item.number, lost, losing, still))
    return sorted((one for one in sums if one.lost), key=lambda one: (-one.lost, one.item))
