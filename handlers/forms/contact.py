"""委托单位联系人: who signs for a client's hazard lists with their own hand (item 14)."""

from typing import Any

from handlers.belonging import agency_of, own
from handlers.formkit import Form, Invalid, ask
from handlers.formkit.view import Choice, press
from handlers.typed import phone
from handlers.wordings import NO_CLIENTS
from storage.client import Client
from storage.client_door import shut
from storage.contact import Contact, unconfirm
from storage.organisation import Role

OTHER_CLIENT = "更正时不能换成另一家委托单位；登错的请作废后重新登记。"


class ContactForm(
    Form,
    name="contact",
    title="委托单位联系人",
    roles={Role.AGENCY, Role.PRINCIPAL},
    record=Contact,
):
    client_id: str = ask.lookup("委托单位", source="clients", none=NO_CLIENTS)
    name: str = ask.text("联系人姓名", limit=40, example="王建国", hint="由他（她）签收隐患清单。")
    post: str | None = ask.text("职务", optional=True, limit=40, example="安全员")
    phone: str | None = ask.text(
        "联系电话",
        optional=True,
        limit=40,
        example="0573-82000000",
        hint="监管人员核实时会打这个电话。",
        check=phone,
    )
    principal: bool = ask.yes_no(
        "是主要负责人吗？", yes="是", no="不是", hint="重大隐患会立刻告知主要负责人。"
    )

    def save(self, store: Any, author: Any) -> Contact:
        own(store, author, Client, self.client_id, "client_id")
        made: Contact = store.add(
            Contact(agency_id=agency_of(author), **dict(self._shared(Contact)))
        )
        return made

    def amend(self, store: Any, author: Any, subject: Contact, reason: str) -> Contact:
        """Another name or number may be another person: that they are the client's is no longer
        known, and what was theirs alone is shut."""
        if self.client_id != subject.client_id:
            raise Invalid(OTHER_CLIENT, field="client_id")
        other = (self.name, self.phone) != (subject.name, subject.phone)
        known = unconfirm(store, subject, reason) if other else subject
        if self.name != subject.name:
            known = shut(store, known, reason)
        made: Contact = store.revise(known, reason=reason, **dict(self._shared(Contact)))
        return made

    @classmethod
    def withdraw(cls, store: Any, author: Any, subject: Contact, reason: str) -> Contact:
        gone: Contact = store.withdraw(shut(store, subject, reason), reason=reason)
        return gone

    def warn(self, store: Any, author: Any) -> list[str]:
        same = store.find(Contact, client_id=self.client_id, name=self.name)
        return [f"这家单位已有联系人“{self.name}”，请确认不是同一个人。"] if same else []

    def after(self, store: Any, author: Any, record: Contact) -> list[str]:
        if record.confirmed:
            return []
        return ["联系人还没有核实：监管人员核实以前，签收会注明“未核实”。"]

    def onward(self, record: Contact) -> tuple[Choice, ...]:
        return (Choice("待签收的清单", press("sign.waiting", record.client_id)),)
