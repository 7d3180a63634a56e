"""新增机构: an agency with the invitation for its principal."""

from functools import cached_property
from typing import Any

from handlers.belonging import withdraw_alone
from handlers.formkit import Form, Invalid, ask
from handlers.links import invitation_links
from handlers.typed import credit_code
from storage.account import Invitation, default_expiry, invite, new_code
from storage.agency import Agency
from storage.organisation import Role


class AgencyForm(
    Form,
    name="agency",
    title="新增机构",
    roles={Role.SUPERVISOR},
    record=Agency,
):
    name: str = ask.text("机构名称", limit=100, example="嘉兴某某安全技术服务有限公司")
    credit_code: str = ask.text(
        "统一社会信用代码", example="91330402MA2BC1D23T", hint="18位。", check=credit_code
    )
    principal: str | None = ask.text(
        "主要负责人姓名",
        limit=40,
        optional=True,
        example="沈志强",
        hint="填了就同时给出邀请码；跳过的，以后从“邀请评定人员”里邀请。",
    )

    @cached_property
    def code(self) -> str:
        """Drawn with the form and never kept: the record has its hash."""
        return new_code()

    def save(self, store: Any, author: Any) -> Agency:
        self._only_one(store, "")
        made: Agency = store.add(Agency(name=self.name, credit_code=self.credit_code))
        if self.principal:
            invitation = Invitation(
                code_hash="",
                role=Role.PRINCIPAL,
                name=self.principal,
                agency_id=made.id,
                expires_at=default_expiry(store),
            )
            invite(store, invitation, self.code)
        return made

    def amend(self, store: Any, author: Any, subject: Agency, reason: str) -> Agency:
        """Names and code; who is invited is no longer this form's business."""
        self._only_one(store, subject.id)
        changes = {"name": self.name, "credit_code": self.credit_code}
        made: Agency = store.revise(subject, reason=reason, **changes)
        return made

    def _only_one(self, store: Any, but: str) -> None:
        for twin in store.find(Agency, credit_code=self.credit_code):
            if twin.id != but:
                raise Invalid(f"这个代码已登记为“{twin.name}”。", field="credit_code")

    @classmethod
    def prefill(cls, store: Any, subject: Agency) -> dict[str, Any]:
        return {**super().prefill(store, subject), "principal": None}

    @classmethod
    def withdraw(cls, store: Any, author: Any, subject: Agency, reason: str) -> Agency:
        return withdraw_alone(store, subject, reason)

    def after(self, store: Any, author: Any, record: Agency) -> list[str]:
        lines = ["参加本轮评定的，请接着登记“参加评定”。"]
        if self.principal and record.revision == 1:
            return [f"给{self.principal}的邀请：", *invitation_links(self.code), *lines]
        return lines
