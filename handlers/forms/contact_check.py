"""联系人核实: a supervisor makes sure that a contact is the client's, by a code or by saying so."""

from enum import StrEnum
from functools import cached_property
from typing import Any

from handlers.belonging import own
from handlers.formkit import Form, Invalid, ask
from storage.client import Client
from storage.contact import (
    CODE_DAYS,
    CONFIRMATION_NAMES,
    Contact,
    confirm_by_supervisor,
    give_code,
    new_confirmation_code,
    unconfirm,
)
from storage.organisation import Role


class Way(StrEnum):
    """How a supervisor confirms."""

    CODE = "code"
    AT_ONCE = "at_once"


class ContactCheckForm(
    Form,
    name="contact_check",
    title="联系人核实",
    roles={Role.SUPERVISOR},
    record=Contact,
):
    agency_id: str = ask.lookup("哪家机构的委托单位", source="agencies")
    contact_id: str = ask.lookup(
        "核实哪一位联系人",
        source="contacts_to_confirm",
        within="agency_id",
        none="这家机构没有等待核实的联系人。",
    )
    way: Way = ask.one_of(
        "怎样核实",
        [("给一个确认码，由本人签收时填写", Way.CODE), ("已经核实，直接确认", Way.AT_ONCE)],
        hint="确认码请用电话告诉本人，不要经过服务机构。",
    )

    @cached_property
    def code(self) -> str:
        """Drawn with the form and never kept: the contact has its hash."""
        return new_confirmation_code()

    def save(self, store: Any, author: Any) -> Contact:
        contact = own(store, author, Contact, self.contact_id, "contact_id")
        if contact.confirmed:
            raise Invalid(f"{contact.name}{CONFIRMATION_NAMES[contact.confirmed]}。")
        if self.way is Way.AT_ONCE:
            return confirm_by_supervisor(store, contact)
        return give_code(store, contact, self.code)

    def amend(self, store: Any, author: Any, subject: Contact, reason: str) -> Contact:
        raise Invalid("核实不用更正：核实错了请作废，再核实一次。")

    @classmethod
    def prefill(cls, store: Any, subject: Contact) -> dict[str, Any]:
        way = Way.CODE if subject.code_hash else Way.AT_ONCE
        known = bool(subject.code_hash or subject.confirmed)
        whose = {"agency_id": subject.agency_id, "contact_id": subject.id}
        return {**whose, "way": way if known else None}

    @classmethod
    def withdraw(cls, store: Any, author: Any, subject: Contact, reason: str) -> Contact:
        """The confirmation goes, the contact stays."""
        return unconfirm(store, subject, reason)

    def after(self, store: Any, author: Any, record: Contact) -> list[str]:
        client = store.get(Client, record.client_id)
        where = f"{client.name} {record.name}，电话 {record.phone or '（没有登记）'}"
        if record.confirmed:
            return [where, f"{CONFIRMATION_NAMES[record.confirmed]}，以后的签收会注明。"]
        told = f"确认码：{self.code}（只显示这一次，{CODE_DAYS}天内有效）"
        return [where, told, "请用电话把它告诉本人，不要告诉服务机构。"]
