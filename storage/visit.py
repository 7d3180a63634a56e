"""Service visits, the hazards found on them, and the signed lists (items 4, 14)."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any

from storage.contact import Confirmation
from storage.entity import Key, Record, partial, stored


class Grade(StrEnum):
    """隐患等级"""

    GENERAL = "general"
    MAJOR = "major"


GRADE_NAMES = {Grade.GENERAL: "一般", Grade.MAJOR: "重大"}


@stored(
    "visit",
    "服务记录",
    "FW",
    ("agency_id", "on", "client_id", "withdrawn_at", "id"),
    ("client_id", "on"),
    partial("ix_visit_undone", "agency_id", "on", where="done IS NULL"),
)
class Visit(Record):
    """``done``: what was done; None: nothing was recorded (item 14)."""

    agency_id: Annotated[str, Key("agency")]
    client_id: Annotated[str, Key("client")]
    on: date
    started: time | None = None
    ended: time | None = None
    staff: tuple[str, ...] = ()
    done: str | None = None
    photos: tuple[str, ...] = ()


@stored(
    "hazard",
    "事故隐患",
    "YH",
    ("visit_id",),
    ("agency_id", "visit_id", "withdrawn_at"),
    ("agency_id", "uploaded_on", "visit_id", "withdrawn_at"),
    ("agency_id", "rectified_on", "deadline"),
    ("client_id",),
)
class Hazard(Record):
    """``advice`` is the 整改意见; ``uploaded_on`` the day it was put on the municipal platform;
    ``rectified_on`` the day its rectification was reported, ``rechecked_on`` the day the agency saw
    for itself (``recheck``) that it was done: then the hazard is closed."""

    agency_id: Annotated[str, Key("agency")]
    client_id: Annotated[str, Key("client")]
    visit_id: Annotated[str, Key("visit")]
    place: str
    description: str
    grade: Grade
    advice: str | None = None
    deadline: date | None = None
    photos: tuple[str, ...] = ()
    uploaded_on: date | None = None
    upload_receipt: str | None = None
    rectified_on: date | None = None
    rectification: str | None = None
    rectified_photos: tuple[str, ...] = ()
    rechecked_on: date | None = None
    recheck: str | None = None
    recheck_photos: tuple[str, ...] = ()


@stored(
    "signed_list",
    "隐患清单签收",
    "QS",
    ("visit_id", "signed_on"),
    ("agency_id",),
    partial(
        "ix_signed_list_accepted",
        *("agency_id", "visit_id", "withdrawn_at", "signed_on", "voided_on", "refusal"),
        where="refusal IS NULL",
    ),
)
class SignedList(Record):
    """A hazard list handed over: signed on paper, or refused with its reason and a witness or a
    photo (which counts as handed over, reading.md item 14).

    From the client's own hand it also has the ``hand_over_id``, the ``content_hash`` of exactly
    what was shown, when (``signed_at``), through which ``channel`` and from which ``address``;
    ``confirmed`` says how the contact was known to be the client's (None: not confirmed), and
    ``disputes`` has the client's objection by the hazard's id. ``voided_on``: the day the list was
    changed, from which on this signature no longer counts."""

    agency_id: Annotated[str, Key("agency")]
    client_id: Annotated[str, Key("client")]
    visit_id: Annotated[str, Key("visit")]
    signed_on: date
    signer: str
    post: str | None = None
    photos: tuple[str, ...] = ()
    refusal: str | None = None
    witness: str | None = None
    hand_over_id: Annotated[str | None, Key("hand_over")] = None
    content_hash: str | None = None
    signed_at: datetime | None = None
    channel: str | None = None
    address: str | None = None
    confirmed: Confirmation | None = None
    disputes: dict[str, Any] | None = None
    voided_on: date | None = None
