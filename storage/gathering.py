"""Trainings and safety meetings (item 9)."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from sqlalchemy import bindparam, select

from storage.entity import Key, Record, stored
from storage.store import Store


class Gathered(StrEnum):
    TRAINING = "training"
    MEETING = "meeting"


GATHERED_NAMES = {Gathered.TRAINING: "安全教育培训", Gathered.MEETING: "安全工作会议"}


@stored("gathering", "安全教育培训或安全工作会议", "PX", ("agency_id", "kind", "on"))
class Gathering(Record):
    agency_id: Annotated[str, Key("agency")]
    kind: Gathered
    on: date
    topic: str
    attended: int | None = None
    photos: tuple[str, ...] = ()


_HELD = (
    select(Gathering.table)
    .where(
        Gathering.table.c.agency_id == bindparam("agency_id"),
        Gathering.table.c.kind == bindparam("kind"),
        Gathering.table.c.on.between(bindparam("first"), bindparam("last")),
        Gathering.table.c.withdrawn_at.is_(None),
    )
    .order_by(Gathering.table.c.on, Gathering.table.c.id)
)


def held(
    store: Store, agency_id: str, kind: Gathered, first: date, last: date
) -> list[Gathering]:
    """Those of a kind between two days, both included."""
    asked = {"agency_id": agency_id, "kind": kind, "first": first, "last": last}
    rows = store.connection.execute(_HELD, asked)
    return [Gathering(**row._asdict()) for row in rows]
