"""服务合同: what was agreed, its scan and its upload (items 4, 6, 12, 13)."""

from datetime import date
from decimal import Decimal
from typing import Any

from handlers.belonging import own
from handlers.formkit import Answers, Form, Invalid, ask
from handlers.wordings import NO_CLIENTS, PLATFORM, late, listed
from storage.client import Client
from storage.contract import Contract
from storage.organisation import Role


def is_uploaded(answers: Answers) -> bool:
    return answers.get("uploaded") is True


class ContractForm(
    Form,
    name="contract",
    title="服务合同",
    roles={Role.AGENCY, Role.PRINCIPAL},
    record=Contract,
    items=(4, 6, 12, 13),
):
    client_id: str = ask.lookup("委托单位", source="clients", none=NO_CLIENTS)
    signed_on: date = ask.day("签订日期")
    content: str | None = ask.text(
        "服务内容", optional=True, example="隐患排查治理，指导完善规章制度，应急演练和安全培训"
    )
    starts_on: date | None = ask.day(
        "服务期起", optional=True, future=True, around=True, hint="合同没有写明的可以跳过。"
    )
    ends_on: date | None = ask.day(
        "服务期止", optional=True, future=True, hint="合同没有写明的可以跳过。"
    )
    visits: int | None = ask.count(
        "约定服务次数", optional=True, unit="次", example="12", least=1, most=10_000
    )
    amount: Decimal | None = ask.amount("合同金额", optional=True, unit="元", example="8600")
    scan: tuple[str, ...] = ask.files("合同扫描件", optional=True, hint="拍照也可以，每页一张。")
    uploaded: bool = ask.yes_no(
        "合同已上传监管平台？", yes="已上传", no="未上传", hint=f"指{PLATFORM}。"
    )
    uploaded_on: date | None = ask.day("上传日期", when=is_uploaded)

    def check(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            meant = (_in_a_later_year(self.ends_on, self.starts_on),)
            raise Invalid("服务期止早于服务期起，请核对年份。", guesses=meant, field="ends_on")
        if self.ends_on and not self.starts_on and self.ends_on < self.signed_on:
            meant = (_in_a_later_year(self.ends_on, self.signed_on),)
            raise Invalid("服务期止早于签订日期，请核对年份。", guesses=meant, field="ends_on")
        if self.uploaded_on and self.uploaded_on < self.signed_on:
            raise Invalid("上传日期不能早于签订日期。", field="uploaded_on")

    def save(self, store: Any, author: Any) -> Contract:
        own(store, author, Client, self.client_id, "client_id")
        made: Contract = super().save(store, author)
        return made

    def amend(self, store: Any, author: Any, subject: Contract, reason: str) -> Contract:
        own(store, author, Client, self.client_id, "client_id")
        made: Contract = super().amend(store, author, subject, reason)
        # The number of a receipt goes with the upload that it was for.
        return made if made.uploaded_on else store.revise(made, reason, upload_receipt=None)

    @classmethod
    def prefill(cls, store: Any, subject: Contract) -> dict[str, Any]:
        return {
            **super().prefill(store, subject),
            "scan": subject.scan or (),
            "uploaded": subject.uploaded_on is not None,
        }

    @property
    def missing(self) -> list[str]:
        """What item 13 asks a contract to state, and this one doesn't."""
        period = self.starts_on and self.ends_on
        stated = (self.content, "服务内容"), (period, "服务期限"), (self.visits, "服务次数")
        return [label for value, label in stated if not value]

    def warn(self, store: Any, author: Any) -> list[str]:
        lines = []
        if self.missing:
            lines.append(f"合同未明确{listed(self.missing)}：第13项扣3分，可以补充后再提交。")
        if not self.scan:
            lines.append("没有合同扫描件：第6项这一家档案不完整扣0.5分。")
        if not self.uploaded:
            lines.append("合同未上传：第4项扣0.5分，一份都没有上传的扣2分。")
        if self.starts_on and self.starts_on < self.signed_on:
            lines.append(f"补签：服务期从 {self.starts_on} 起，{self.signed_on} 才签订。")
        return lines + late(self.signed_on, store.today)

    def after(self, store: Any, author: Any, record: Contract) -> list[str]:
        lines = []
        if record.uploaded_on is None:
            lines.append(f"请把合同上传至{PLATFORM}，再来做“合同上传登记”。")
        if record.visits:
            until = f"{record.ends_on}前" if record.ends_on else "服务期内"
            lines.append(f"约定服务{record.visits}次，请在{until}完成。")
        return lines


def _in_a_later_year(day: date, after: date) -> date:
    """The same day of the first year in which it comes after another (29 February: the 28th)."""
    day = day if (day.month, day.day) != (2, 29) else day.replace(day=28)
    this_year = day.replace(year=after.year)
    return this_year if this_year > after else day.replace(year=after.year + 1)
