"""The live score of one agency among a thousand, beside loading its records through the ORM."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session, registry

from bench.city import AGENCIES, DAY
from storage.assessment import assess
from storage.contract import Contract
from storage.cycle import Cycle, Participation
from storage.follow_up import FollowUp
from storage.staff import StaffMember
from storage.store import Store
from storage.visit import Hazard, SignedList, Visit
from storage.writer import writing_engine

KINDS = (Contract, Visit, Hazard, SignedList, FollowUp, StaffMember)
NOW = datetime(DAY.year, DAY.month, DAY.day, 2, tzinfo=UTC)


def live(connection: Connection, agency: str) -> None:
    """What ``/score`` does: the facts by SQL, and the card from them."""
    store = Store(connection, NOW)
    cycle = store.find(Cycle)[0]
    part = store.find(Participation, cycle_id=cycle.id, agency_id=agency)[0]
    assert assess(store, cycle, part).card.items


def orm_loader() -> Callable[[Connection, str], None]:
    """The peer: mapped classes over the same tables, every record of the agency loaded."""
    mapping = registry()
    mapped: list[Any] = []
    for kind in KINDS:
        row: type[Any] = type(f"{kind.__name__}Row", (), {})
        mapping.map_imperatively(row, kind.table)
        mapped.append((row, kind.table.c.agency_id))

    def load(connection: Connection, agency: str) -> None:
        with Session(connection) as session:
            for row, agency_id in mapped:
                session.scalars(select(row).where(agency_id == agency)).all()

    return load


def rounds(path: Path, count: int, clock: Callable[[], float]) -> Iterator[tuple[float, float]]:
    """Seconds of each, in turn, for a random agency a round."""
    dice = random.Random(1)
    load = orm_loader()
    engine = writing_engine(str(path))
    with engine.connect() as connection:
        for _ in range(count + 1):
            agency = f"a{dice.randrange(AGENCIES):05d}"
            times = []
            for work in (live, load):
                began = clock()
                work(connection, agency)
                times.append(clock() - began)
                connection.rollback()
            yield times[0], times[1]
    engine.dispose()
