"""Inspections and each decision in them: always about a fact or a case, never about points."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from storage.entity import Key, Record, stored
from storage.store import Store


@stored("inspection", "现场评定", "PD", ("participation_id",), ("agency_id",))
class Inspection(Record):
    """``at_item`` is where the inspector stopped; ``finished_on`` the day it was submitted
    with nothing left for an inspector to decide. ``blind``: a second inspector's own, made without
    seeing the other and never the one that counts."""

    participation_id: Annotated[str, Key("participation")]
    agency_id: Annotated[str, Key("agency")]
    cycle_id: Annotated[str, Key("cycle")]
    inspector_id: Annotated[str, Key("person")]
    opened_on: date
    at_item: int = 1
    finished_on: date | None = None
    blind: bool = False


class Verdict(StrEnum):
    """What a decision says: the fact's value, or of one case that it stands, falls, or is new."""

    SET = "set"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ADDED = "added"


@stored("decision", "认定", "RD", ("inspection_id", "item"), ("agency_id",))
class Decision(Record):
    """About ``fact`` whole (``case_ref`` None; ``value`` is ``{"value": …}`` as scoring's facts in
    JSON) or about one of its cases. ``suggested`` is what the records said at that moment, in the
    same form (None: nothing). A newer decision on the same fact and case revises this one."""

    agency_id: Annotated[str, Key("agency")]
    inspection_id: Annotated[str, Key("inspection")]
    item: int
    fact: str
    case_ref: str | None = None
    verdict: Verdict
    decided_by: Annotated[str, Key("person")]
    value: dict[str, Any] | None = None
    suggested: dict[str, Any] | None = None
    grounds: str | None = None
    note: str | None = None
    photos: tuple[str, ...] = ()


def latest_inspection(store: Store, participation_id: str) -> Inspection | None:
    """The inspection that several inspectors of one agency share; a blind one is nobody else's."""
    shared: dict[str, Any] = {"participation_id": participation_id, "blind": False}
    found = store.find(Inspection, order="-id", limit=1, **shared)
    return found[0] if found else None


def decision_on(
    store: Store, inspection: Inspection, fact: str, case_ref: str | None = None
) -> Decision | None:
    """The decision on a fact as a whole, or on one of its cases."""
    rows = store.find(Decision, inspection_id=inspection.id, fact=fact)
    return next((row for row in rows if row.case_ref == case_ref), None)
