"""What each agency's score was when last looked at, so that a list of a thousand is read, not made.

A snapshot is no record: it can be made again at any time, and is, when the day has changed, when
the agency's audit chain has moved (every write of its records does that), or when the cycle was
revised.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    RowMapping,
    Select,
    String,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
)

from scoring.summary import line
from scoring.values import plain
from storage import audit
from storage.agency import Agency
from storage.assessment import Assessment, assess
from storage.columns import Day, Instant, Json
from storage.cycle import Cycle, Participation
from storage.entity import metadata
from storage.store import Store

snapshots = Table(
    "snapshot",
    metadata,
    Column("cycle_id", String, ForeignKey("cycle.id"), primary_key=True),
    Column("agency_id", String, ForeignKey("agency.id"), primary_key=True),
    Column("day", Day, nullable=False),
    Column("worst", BigInteger, nullable=False),
    Column("best", BigInteger, nullable=False),
    Column("line", String, nullable=False),
    Column("items", Json, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("made_at", Instant, nullable=False),
    Index(None, "cycle_id", "worst"),
    Index(None, "cycle_id", "best"),
)
"""``worst`` and ``best`` are hundredths of a point, to be sorted; ``seq`` is the last entry of the
agency's chain, ``revision`` the cycle's, at that time."""


class Order(StrEnum):
    """How a ranking is sorted; agencies without a snapshot come last."""

    WORST = "worst"
    BEST = "best"
    NAME = "name"


@dataclass(frozen=True)
class Ranked:
    """An agency in the list. Without a snapshot yet ``day``, ``worst``, ``best`` and ``line`` are
    None; ``items`` are, by number, the worst, the best and the state of each item."""

    agency_id: str
    name: str
    participation_id: str
    day: date | None = None
    worst: Decimal | None = None
    best: Decimal | None = None
    line: str | None = None
    items: dict[str, list[str]] | None = None
    made_at: datetime | None = None


@dataclass(frozen=True)
class Ranking:
    """One page, and how many agencies take part."""

    rows: tuple[Ranked, ...]
    total: int


def refresh(store: Store, cycle: Cycle, limit: int) -> int:
    """Make again up to ``limit`` snapshots that are missing or out of date; how many it made."""
    stale = store.connection.execute(_stale(store, cycle).limit(limit)).all()
    for participation_id, last_seq in stale:
        participation = store.get(Participation, participation_id)
        assert participation is not None
        _keep(store, assess(store, cycle, participation), last_seq or 0)
    return len(stale)


def ranking(
    store: Store, cycle: Cycle, order: Order = Order.WORST, page: int = 0, size: int = 10
) -> Ranking:
    """A page of the cycle's agencies by their snapshots, the best first."""
    part, agency, snap = Participation.table, Agency.table, snapshots.c
    taking_part = [
        part.c.cycle_id == cycle.id,
        part.c.withdrawn_at.is_(None),
        agency.c.withdrawn_at.is_(None),
    ]
    joined = part.join(agency, agency.c.id == part.c.agency_id)
    total = store.connection.scalar(
        select(func.count()).select_from(joined).where(*taking_part)
    )
    kept = and_(snap.cycle_id == cycle.id, snap.agency_id == part.c.agency_id)
    sorting: dict[Order, list[Any]] = {
        Order.WORST: [snap.worst.desc().nulls_last(), snap.best.desc()],
        Order.BEST: [snap.best.desc().nulls_last(), snap.worst.desc()],
        Order.NAME: [],
    }
    shown = ("day", "worst", "best", "line", "items", "made_at")
    rows = store.connection.execute(
        select(
            agency.c.id.label("agency_id"),
            agency.c.name,
            part.c.id.label("participation_id"),
            *(snap[name] for name in shown),
        )
        .select_from(joined.outerjoin(snapshots, kept))
        .where(*taking_part)
        .order_by(*sorting[order], agency.c.name, agency.c.id)
        .limit(size)
        .offset(page * size)
    ).mappings()
    return Ranking(tuple(map(_ranked, rows)), total or 0)


def _stale(store: Store, cycle: Cycle) -> Select[Any]:
    part, snap = Participation.table, snapshots.c
    last_seq = (
        select(func.max(audit.trail.c.seq))
        .where(audit.trail.c.chain == part.c.agency_id)
        .scalar_subquery()
    )
    kept = and_(snap.cycle_id == cycle.id, snap.agency_id == part.c.agency_id)
    changed = or_(
        snap.day.is_(None),
        snap.day != store.today,
        snap.seq != last_seq,
        snap.revision != cycle.revision,
    )
    return (
        select(part.c.id, last_seq)
        .select_from(part.outerjoin(snapshots, kept))
        .where(part.c.cycle_id == cycle.id, part.c.withdrawn_at.is_(None), changed)
        .order_by(snap.made_at.nulls_first(), part.c.id)
    )


def _keep(store: Store, assessment: Assessment, seq: int) -> None:
    cycle, agency, card = assessment.cycle, assessment.agency, assessment.card
    store.connection.execute(
        delete(snapshots).where(
            snapshots.c.cycle_id == cycle.id, snapshots.c.agency_id == agency.id
        )
    )
    values = {
        "cycle_id": cycle.id,
        "agency_id": agency.id,
        "day": assessment.day,
        "worst": int(card.worst * 100),
        "best": int(card.best * 100),
        "line": line(assessment.summary),
        "items": {
            str(item.number): [
                plain(item.worst),
                plain(item.best),
                assessment.states[item.number].value,
            ]
            for item in card.items
        },
        "seq": seq,
        "revision": cycle.revision,
        "made_at": store.now,
    }
    store.connection.execute(insert(snapshots), values)


def _ranked(row: RowMapping) -> Ranked:
    values = dict(row)
    for name in ("worst", "best"):
        if values[name] is not None:
            values[name] = Decimal(values[name]).scaleb(-2)
    return Ranked(**values)
