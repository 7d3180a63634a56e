"""警示约谈: the circumstances found, what was decided of each, and the talks that were held."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from storage.entity import Key, Record, stored


class Origin(StrEnum):
    """How a circumstance came to be known."""

    RECORDS = "records"
    SIGNALS = "signals"
    PERSON = "person"


class Outcome(StrEnum):
    """What a supervisor decides of a candidate."""

    TALK = "talk"
    NONE = "none"
    TRANSFER = "transfer"


class TalkKind(StrEnum):
    """The four kinds of talk that the definition names."""

    REMIND = "remind"
    URGE = "urge"
    WARN = "warn"
    ADMONISH = "admonish"


OUTCOME_NAMES = {Outcome.TALK: "约谈", Outcome.NONE: "不予约谈", Outcome.TRANSFER: "移送"}
KIND_NAMES = {
    TalkKind.REMIND: "提醒",
    TalkKind.URGE: "督促",
    TalkKind.WARN: "警示",
    TalkKind.ADMONISH: "诫勉",
}


@stored("talk", "警示约谈", "YT", ("agency_id",))
class Talk(Record):
    """``codes`` are the circumstances (A1 … A8) it is held about, ``grounds`` what the agency is
    told of them. ``talked`` is the record of the talk, question by question, ``minutes`` what both
    sides confirm. Closed when what was demanded has been checked, or at once where nothing was."""

    agency_id: Annotated[str, Key("agency")]
    cycle_id: Annotated[str | None, Key("cycle")] = None
    codes: tuple[str, ...]
    grounds: str
    kind: TalkKind
    planned_at: datetime
    place: str
    principal_id: Annotated[str, Key("person")]
    acknowledged_at: datetime | None = None
    acknowledged_by: Annotated[str | None, Key("person")] = None
    held_on: date | None = None
    talked: dict[str, Any] | None = None
    minutes: str | None = None
    bureau_confirmed_at: datetime | None = None
    bureau_confirmed_by: Annotated[str | None, Key("person")] = None
    agency_confirmed_at: datetime | None = None
    agency_confirmed_by: Annotated[str | None, Key("person")] = None
    demands: str | None = None
    rectify_by: date | None = None
    rectified_on: date | None = None
    rectification: str | None = None
    rectified_files: tuple[str, ...] = ()
    closed_on: date | None = None
    closing: str | None = None


@stored("candidate", "约谈情形", "QX", ("of_agency_id", "code"), ("cycle_id",))
class Candidate(Record):
    """A circumstance that was found: the bureau's own matter until it is decided, so that nobody of
    the agency (``of_agency_id``) sees it. ``evidence`` has under ``list`` one ``{"ref", "words"}``
    each; ``weighed`` the answers to the three questions of the definition."""

    of_agency_id: Annotated[str, Key("agency")]
    cycle_id: Annotated[str | None, Key("cycle")] = None
    code: str
    origin: Origin
    words: str | None = None
    evidence: dict[str, Any]
    photos: tuple[str, ...] = ()
    found_on: date
    outcome: Outcome | None = None
    weighed: dict[str, Any] | None = None
    grounds: str | None = None
    decided_by: Annotated[str | None, Key("person")] = None
    decided_on: date | None = None
    talk_id: Annotated[str | None, Key("talk")] = None
