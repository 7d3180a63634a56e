"""Frozen scorecards: facts, settings and edition, from which each recomputes to itself."""

from datetime import date
from typing import Annotated, Any

from storage.entity import Key, Record, stored


@stored("card", "评定结果", "JG", ("inspection_id", "version"), ("agency_id",))
class Card(Record):
    """A submitted inspection's result. ``facts`` and ``records_facts`` are scoring's facts as JSON
    (with and without the decisions), ``decisions`` those decisions, ``result`` the printed card."""

    agency_id: Annotated[str, Key("agency")]
    cycle_id: Annotated[str, Key("cycle")]
    inspection_id: Annotated[str, Key("inspection")]
    version: int
    day: date
    edition: str
    readings: dict[str, Any]
    facts: dict[str, Any]
    records_facts: dict[str, Any]
    confirmed: tuple[str, ...]
    decisions: dict[str, Any]
    result: dict[str, Any]
