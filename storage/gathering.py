"""Trainings and safety meetings (item 9)."""

from datetime import date
from enum import StrEnum
from typing import Annotated

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


def held(
    store: Store, agency_id: str, kind: Gathered, first: date, last: date
) -> list[Gathering]:
    """Those of a kind between two days, both included."""
    rows = store.find(Gathering, agency_id=agency_id, kind=kind, order="on")
    return [row for row in rows if first <= row.on <= last]
