"""Contacts of a client (委托单位联系人): who signs for its lists, and whether that is known."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from storage.entity import Key, Record, stored


class Confirmation(StrEnum):
    """How it was made sure that a contact is the client's."""

    CODE = "code"
    SUPERVISOR = "supervisor"


CONFIRMATION_NAMES = {
    Confirmation.CODE: "已凭确认码核实",
    Confirmation.SUPERVISOR: "已由监管人员核实",
}


@stored("contact", "委托单位联系人", "LX", ("agency_id",), ("client_id",), ("person_id",))
class Contact(Record):
    """``principal``: the client's principal (主要负责人), who hears of a 重大隐患 at once.
    ``person_id``: the person they are, once they have an account of their own. ``code_hash``: of
    the code that only the contact was told, which confirms them until ``code_expires_at``."""

    agency_id: Annotated[str, Key("agency")]
    client_id: Annotated[str, Key("client")]
    name: str
    post: str | None = None
    phone: str | None = None
    principal: bool = False
    person_id: Annotated[str | None, Key("person")] = None
    confirmed: Confirmation | None = None
    confirmed_at: datetime | None = None
    code_hash: str | None = None
    code_expires_at: datetime | None = None
