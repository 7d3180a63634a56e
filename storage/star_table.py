"""The star bands of a cycle in their versions, and what they would make of today's scores."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import and_, func, select

from scoring.stars import Band, as_json, checked, from_json, stars_between
from storage.cycle import Cycle, Participation
from storage.publication import StarBands
from storage.snapshot import snapshots
from storage.store import Store

EXAMPLE_MARK = "（示例）"
NO_STAR = "星级分档由应急管理部门公布，尚未设定，暂不显示星级。"


def bands_of(store: Store, cycle_id: str) -> StarBands | None:
    """The version that counts now; None while no supervisor has set any."""
    found = store.find(StarBands, cycle_id=cycle_id, order="-version", limit=1)
    return found[0] if found else None


def versions(store: Store, cycle_id: str) -> list[StarBands]:
    """The newest first."""
    return store.find(StarBands, cycle_id=cycle_id, order="-version")


def table_of(bands: StarBands) -> tuple[Band, ...]:
    return from_json(bands.bands["list"])


def set_bands(
    store: Store, cycle: Cycle, table: tuple[Band, ...], grounds: str, *, example: bool = False
) -> StarBands:
    """The next version. Raises ``scoring.stars.BandError`` where the table has a hole; the same
    table for the same reason is no new version."""
    before = bands_of(store, cycle.id)
    kept = {"list": as_json(checked(table))}
    if before and (before.bands, before.grounds, before.example) == (kept, grounds, example):
        return before
    return store.add(
        StarBands(
            cycle_id=cycle.id,
            version=before.version + 1 if before else 1,
            bands=kept,
            example=example,
            grounds=grounds,
        )
    )


@dataclass(frozen=True)
class Spread:
    """How many agencies would get each star today; ``open`` of several stars, ``unknown`` whose
    score nobody has worked out yet."""

    stars: dict[str, int]
    open: int
    unknown: int

    @property
    def total(self) -> int:
        return sum(self.stars.values()) + self.open + self.unknown


def spread(store: Store, cycle: Cycle, table: tuple[Band, ...]) -> Spread:
    """From the snapshots: it costs the same however many records there are."""
    part, snap = Participation.table, snapshots.c
    kept = and_(snap.cycle_id == cycle.id, snap.agency_id == part.c.agency_id)
    rows = store.connection.execute(
        select(snap.worst, snap.best, func.count())
        .select_from(part.outerjoin(snapshots, kept))
        .where(part.c.cycle_id == cycle.id, part.c.withdrawn_at.is_(None))
        .group_by(snap.worst, snap.best)
    )
    stars, open_, unknown = {band.name: 0 for band in table}, 0, 0
    for worst, best, count in rows:
        if worst is None:
            unknown += count
            continue
        possible = stars_between(table, Decimal(worst).scaleb(-2), Decimal(best).scaleb(-2))
        if len(possible) == 1:
            stars[possible[0]] += count
        else:
            open_ += count
    return Spread(stars, open_, unknown)


def say_stars(bands: StarBands | None, worst: Decimal, best: Decimal) -> str:
    """四星, or 三星至四星 while the score is open; bands only for show say so."""
    if bands is None:
        return ""
    possible = stars_between(table_of(bands), worst, best)
    said = possible[0] if len(possible) == 1 else f"{possible[-1]}至{possible[0]}"
    return f"{said}{EXAMPLE_MARK}" if bands.example else said


def star_line(bands: StarBands | None, worst: Decimal, best: Decimal) -> str:
    """What a score says of stars: none before a supervisor has set the bands, and nothing final
    before the result is published."""
    if bands is None:
        return NO_STAR
    said = f"按第{bands.version}版星级标准为{say_stars(bands, worst, best)}"
    return f"{said}，最终以应急管理部门公布的为准。"
