"""Hazard lists handed over to a client's contact by link, and what came of it (item 14)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from storage.entity import Key, Record, stored


class Outcome(StrEnum):
    """What the contact answered."""

    SIGNED = "signed"
    DISPUTED = "disputed"
    REFUSED = "refused"
    NOT_ME = "not_me"


OUTCOME_NAMES = {
    Outcome.SIGNED: "已签收",
    Outcome.DISPUTED: "已签收，有异议",
    Outcome.REFUSED: "已拒签",
    Outcome.NOT_ME: "对方说不是本人",
}


@stored("hand_over", "隐患清单交付", "JF", ("agency_id",), ("visit_id",), ("contact_id",))
class HandOver(Record):
    """``content`` is exactly what the contact is shown (``storage.sign_off``), ``content_hash`` the
    SHA-256 of its canonical JSON. ``superseded_at``: the list was changed or handed over anew, and
    this one can't be answered any more."""

    agency_id: Annotated[str, Key("agency")]
    client_id: Annotated[str, Key("client")]
    visit_id: Annotated[str, Key("visit")]
    contact_id: Annotated[str, Key("contact")]
    handed_on: date
    content: dict[str, Any]
    content_hash: str
    opened_at: datetime | None = None
    outcome: Outcome | None = None
    answered_at: datetime | None = None
    superseded_at: datetime | None = None
