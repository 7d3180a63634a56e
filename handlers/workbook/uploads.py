"""The ledger of the municipal platform: contracts and visits, uploaded when, with what receipt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.formkit import Invalid
from handlers.workbook.books import Books, number_of
from handlers.workbook.columns import Choice, Column, Day, Refers
from handlers.workbook.services import CLIENT, DATE_TOO, RECEIPT
from storage.contract import Contract
from storage.visit import Hazard, Visit

TITLE = "上传台账"
ALSO = ("监管平台上传台账", "上传")
CONTRACT, VISIT = "服务合同", "服务隐患"
COLUMNS: tuple[Column, ...] = (
    Choice(label="类别", field="what", words={w: w for w in (CONTRACT, VISIT)}, required=True),
    Refers(label="编号", field="number", width=15, note="合同编号或服务记录编号"),
    Refers(label="委托单位", field="client", also=CLIENT),
    Day(label="日期", field="on", also=("签订日期", "服务日期"), note="签订日期或服务日期"),
    Day(label="上传日期", field="uploaded_on", note="空着就是没有上传，不改动"),
    RECEIPT,
)


@dataclass(frozen=True)
class Ledger:
    """What the ledger may refer to, as the rest of the file leaves it."""

    contracts: dict[str, Contract]
    hazards: dict[str, list[Hazard]]
    """By the id of their visit."""

    def find(self, values: dict[str, Any], books: Books) -> Contract | Visit:
        """Raises Invalid, or Blocked."""
        wanted = number_of(values.get("number") or "") or (values.get("number") or "").strip()
        client, on = values.get("client") or "", values.get("on")
        if values["what"] == VISIT:
            return books.visit(wanted, client, on)
        if wanted:
            return self._numbered(wanted, client, books)
        if not client or on is None:
            raise Invalid("请写编号，或者委托单位和日期。", field="number")
        client_id = books.client(client, "client").id
        all_of_them = self.contracts.values()
        found = [c for c in all_of_them if c.client_id == client_id and c.signed_on == on]
        if len(found) != 1:
            said = "有几份合同，请写编号" if found else "没有合同"
            raise Invalid(f"这家委托单位 {on} {said}。", field="number")
        return found[0]

    def _numbered(self, number: str, client: str, books: Books) -> Contract:
        """Another agency's ledger has the same numbers, but not of the same clients."""
        for contract in self.contracts.values():
            if contract.number == number:
                if client and books.client(client, "client").id != contract.client_id:
                    other = f"合同 {number} 不是这家委托单位的，请核对。"
                    raise Invalid(other, field="number")
                return contract
        raise Invalid(f"没有编号 {number[:30]} 的合同。", field="number")

    def marks(self, values: dict[str, Any], books: Books) -> Iterator[tuple[Any, dict[str, Any]]]:
        """The records that a row changes, and how."""
        subject = self.find(values, books)
        day, receipt = values.get("uploaded_on"), values.get("upload_receipt")
        done = state(subject, self.hazards)
        if day is None and done[0] is None and receipt:
            raise Invalid(DATE_TOO, field="uploaded_on")
        first = subject.signed_on if isinstance(subject, Contract) else subject.on
        if day is not None and day < first:
            raise Invalid(f"上传日期不能早于 {first}。", field="uploaded_on")
        said = {"uploaded_on": day, "upload_receipt": receipt}
        wanted = {name: value for name, value in said.items() if value is not None}
        if isinstance(subject, Contract):
            if changes := {n: v for n, v in wanted.items() if getattr(subject, n) != v}:
                yield subject, changes
            return
        of_visit = self.hazards.get(subject.id, [])
        if day is not None and not of_visit:
            raise Invalid("这次服务没有登记隐患，不用上传。", field="number")
        if (day, receipt or done[1]) == done:
            return
        waiting = [hazard for hazard in of_visit if hazard.uploaded_on is None]
        for hazard in waiting or of_visit:
            if changes := {n: v for n, v in wanted.items() if getattr(hazard, n) != v}:
                yield hazard, changes


def state(
    subject: Contract | Visit, hazards: dict[str, list[Hazard]]
) -> tuple[date | None, str | None]:
    """When it was uploaded, with what receipt. A visit is uploaded when all its hazards are."""
    if isinstance(subject, Contract):
        return subject.uploaded_on, subject.upload_receipt
    of_visit = hazards.get(subject.id, [])
    days = [hazard.uploaded_on for hazard in of_visit if hazard.uploaded_on is not None]
    if not days or len(days) < len(of_visit):
        return None, None
    receipts = {hazard.upload_receipt for hazard in of_visit}
    return max(days), receipts.pop() if len(receipts) == 1 else None
