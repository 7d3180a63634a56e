"""Satisfaction (满意度测评, item 25): surveys of a cycle, and one ballot for each respondent."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from storage.entity import Key, Record, Unique, partial, stored


class Party(StrEnum):
    """Who is asked (reading.md, section 3)."""

    COUNTY = "county"
    TOWN = "town"
    CLIENT = "client"


PARTY_NAMES = {
    Party.COUNTY: "县级应急管理部门",
    Party.TOWN: "镇级应急管理部门",
    Party.CLIENT: "委托单位",
}


@stored("survey", "满意度测评", "MY", ("cycle_id",))
class Survey(Record):
    """A cycle's survey; answers can be given and changed until ``closed_at``."""

    cycle_id: Annotated[str, Key("cycle")]
    closed_at: datetime | None = None


@stored(
    "ballot",
    "满意度答复",
    "",
    ("cycle_id", "agency_id", "party"),
    ("contact_id",),
    ("person_id",),
    partial(
        "ix_ballot_answered",
        *("agency_id", "cycle_id", "withdrawn_at", "answered_at", "party", "mark"),
        where="mark IS NOT NULL",
    ),
)
class Ballot(Record):
    """One respondent about one agency in one cycle: ``respondent`` is unique
    (``cycle:agency:person or contact``). ``marks`` has 0 to 10 by the question's name, ``mark`` is
    their mean and what counts; None until answered. Its agency never reads it."""

    cycle_id: Annotated[str, Key("cycle")]
    agency_id: Annotated[str, Key("agency")]
    party: Party
    respondent: Annotated[str, Unique()]
    name: str
    person_id: Annotated[str | None, Key("person")] = None
    contact_id: Annotated[str | None, Key("contact")] = None
    department_id: Annotated[str | None, Key("department")] = None
    asked_at: datetime | None = None
    marks: dict[str, Any] | None = None
    mark: Decimal | None = None
    words: str | None = None
    answered_at: datetime | None = None
