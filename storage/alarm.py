"""重大隐患快报: who was told of a major hazard, and who has acknowledged it."""

from datetime import datetime
from typing import Annotated

from storage.entity import Key, Record, stored


@stored("alarm", "重大隐患快报", "KB", ("agency_id",), ("hazard_id",))
class Alarm(Record):
    """``answer_by``: when what nobody acknowledged escalates; ``closed_at``: nothing more to do."""

    agency_id: Annotated[str, Key("agency")]
    client_id: Annotated[str, Key("client")]
    hazard_id: Annotated[str, Key("hazard")]
    answer_by: datetime
    escalated_at: datetime | None = None
    closed_at: datetime | None = None


@stored("alarm_call", "快报告知", "", ("alarm_id",), ("person_id",))
class AlarmCall(Record):
    """One of those who are told: a person with an account, or a contact by a link."""

    agency_id: Annotated[str, Key("agency")]
    alarm_id: Annotated[str, Key("alarm")]
    person_id: Annotated[str | None, Key("person")] = None
    contact_id: Annotated[str | None, Key("contact")] = None
    part: str
    """As what they are told: 委托单位负责人, 机构主要负责人, 监管人员."""
    escalation: bool = False
    acknowledged_at: datetime | None = None
