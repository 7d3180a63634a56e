"""The sheets about clients and what is done for them: contracts, visits, hazards, follow-ups."""

from collections.abc import Hashable, Mapping
from typing import Any

from handlers.formkit import Invalid
from handlers.formkit.questions import Text
from handlers.forms.client import ClientForm
from handlers.forms.contract import ContractForm
from handlers.forms.follow_up import WAYS, FollowUpForm
from handlers.forms.rectification import RectificationForm
from handlers.forms.visit import VisitForm
from handlers.found_hazard import FoundHazard
from handlers.workbook.books import Books
from handlers.workbook.columns import Choice, Column, Day, Figure, Hour, Refers, fold
from handlers.workbook.register import NUMBER, Register, Values, asked
from storage.client import RISK_NAMES, Client
from storage.contract import Contract
from storage.follow_up import FollowUp
from storage.visit import GRADE_NAMES, Hazard, Visit

CLIENT = ("单位名称", "客户", "客户名称", "委托单位名称", "服务对象", "企业名称")
WHOSE = Refers(
    label="委托单位", field="client_id", required=True, also=CLIENT,
    note="单位名称、统一社会信用代码或编号",
)
RECEIPT = Column(
    label="上传回执号", field="upload_receipt", question=Text(label="上传回执号", limit=100),
    also=("回执号", "上传编号"), note="监管平台给的编号", width=18,
)

DATE_TOO = "写了回执号，也请写上传日期。"


def _text(form: Any, field: str, label: str, *, width: int = 14, **more: Any) -> Column:
    return Column(label=label, field=field, question=asked(form, field), width=width, **more)


class Clients(Register):
    title, also, record = "委托单位", ("客户", "服务对象", "委托单位名单"), Client
    columns = (
        NUMBER,
        _text(ClientForm, "name", "单位名称", required=True, also=(*CLIENT, "委托单位"), width=30),
        _text(
            ClientForm, "credit_code", "统一社会信用代码", width=21,
            also=("信用代码", "社会信用代码"),
        ),
        _text(ClientForm, "town", "所在镇（街道）", also=("所在镇街道", "镇街道")),
        _text(ClientForm, "address", "地址", width=30),
        _text(ClientForm, "industry", "行业"),
        _text(ClientForm, "contact", "联系人"),
        _text(ClientForm, "phone", "联系电话", also=("电话", "联系方式")),
        _text(ClientForm, "keeper", "书面档案保管人", also=("档案保管人",)),
        Column(
            label="存放位置", field="shelf", question=Text(label="存放位置", limit=100),
            also=("档案存放位置",),
        ),
        Choice(label="安全风险等级", field="risk", words=RISK_NAMES, also=("风险等级",)),
    )

    def keys(self, values: Mapping[str, Any]) -> tuple[Hashable, ...]:
        code = values.get("credit_code")
        name = ("name", fold(values["name"]))
        return (("code", code), name) if code else (name,)

    def may_be(self, values: Values, record: Client) -> bool:
        """A namesake with another credit code is another company."""
        code = values.get("credit_code")
        return not code or not record.credit_code or code == record.credit_code


class Contracts(Register):
    title, also, record = "服务合同", ("合同", "合同台账"), Contract
    columns = (
        NUMBER,
        WHOSE,
        Day(label="签订日期", field="signed_on", required=True, also=("签约日期", "签订时间")),
        _text(ContractForm, "content", "服务内容", width=40),
        Day(label="服务期起", field="starts_on", future=True, also=("服务开始日期", "合同起")),
        Day(label="服务期止", field="ends_on", future=True, also=("服务结束日期", "合同止")),
        Figure(
            label="约定服务次数", field="visits", question=asked(ContractForm, "visits"),
            also=("服务次数",),
        ),
        Figure(
            label="合同金额（元）", field="amount", question=asked(ContractForm, "amount"),
            also=("合同金额", "金额"),
        ),
        Day(label="上传日期", field="uploaded_on"),
        RECEIPT,
    )

    def settle(self, values: Values, books: Books) -> Values:
        return {**values, "client_id": books.client(values["client_id"]).id}

    def keys(self, values: Mapping[str, Any]) -> tuple[Hashable, ...]:
        return ((values["client_id"], values["signed_on"]),)

    def check(self, values: Mapping[str, Any], books: Books) -> None:
        _dated(values)
        asked_for = {k: v for k, v in values.items() if k != "upload_receipt"}
        uploaded = values.get("uploaded_on") is not None
        ContractForm(**asked_for, scan=(), uploaded=uploaded).check()

    def shown(self, record: Contract, books: Books) -> Values:
        return {**super().shown(record, books), "client_id": _name(record.client_id, books)}


class Visits(Register):
    title, also, record = "服务记录", ("服务", "服务台账"), Visit
    columns = (
        NUMBER,
        WHOSE,
        Day(label="服务日期", field="on", required=True, also=("日期",)),
        Hour(label="开始时间", field="started"),
        Hour(label="结束时间", field="ended"),
        Refers(label="服务人员", field="staff", width=20, note="名册上的姓名，几个人用顿号隔开"),
        _text(VisitForm, "done", "服务内容", width=50, also=("服务情况",)),
    )

    def settle(self, values: Values, books: Books) -> Values:
        settled = {**values, "client_id": books.client(values["client_id"]).id}
        if "staff" in values:
            settled["staff"] = books.staff_ids(values["staff"]) if values["staff"] else ()
        return settled

    def keys(self, values: Mapping[str, Any]) -> tuple[Hashable, ...]:
        return ((values["client_id"], values["on"]),)

    def check(self, values: Mapping[str, Any], books: Books) -> None:
        started, ended = values.get("started"), values.get("ended")
        if started and ended and ended <= started:
            raise Invalid("结束时间应晚于开始时间。", field="ended")

    def shown(self, record: Visit, books: Books) -> Values:
        staff = (books.staff.by_id.get(id) for id in record.staff)
        names = "、".join(books.staff.label_of(member) for member in staff if member)
        client = _name(record.client_id, books)
        return {**super().shown(record, books), "client_id": client, "staff": names or None}


class Hazards(Register):
    title, also, record = "隐患清单", ("隐患", "隐患台账", "事故隐患"), Hazard
    columns = (
        NUMBER,
        Refers(
            label="服务记录编号", field="visit_number", width=15,
            note="没有编号的，写委托单位和服务日期",
        ),
        Refers(label="委托单位", field="client", also=CLIENT),
        Day(label="服务日期", field="on", also=("检查日期", "发现日期")),
        _text(FoundHazard, "place", "隐患位置", required=True, width=20, also=("位置", "部位")),
        _text(FoundHazard, "description", "隐患情况", required=True, width=40, also=("隐患描述",)),
        Choice(label="隐患等级", field="grade", words=GRADE_NAMES, required=True, also=("等级",)),
        _text(FoundHazard, "advice", "整改意见", width=40, also=("整改建议",)),
        Day(label="整改期限", field="deadline", future=True),
        Day(label="上传日期", field="uploaded_on"),
        RECEIPT,
        Day(label="整改完成日期", field="rectified_on", also=("整改日期",)),
        _text(RectificationForm, "rectification", "整改情况", width=30),
        Day(label="复查日期", field="rechecked_on"),
        Column(
            label="复查情况", field="recheck",
            question=Text(label="复查情况"), width=30,
        ),
    )
    derived = ("visit_number", "client", "on")

    def settle(self, values: Values, books: Books) -> Values:
        visit = books.visit(
            values.get("visit_number") or "", values.get("client") or "", values.get("on")
        )
        own = {k: v for k, v in values.items() if k not in self.derived}
        return {**own, "visit_id": visit.id, "client_id": visit.client_id}

    def keys(self, values: Mapping[str, Any]) -> tuple[Hashable, ...]:
        return ((values["visit_id"], values["place"], values["description"]),)

    def check(self, values: Mapping[str, Any], books: Books) -> None:
        _dated(values)
        visit = books.visits.by_id.get(values["visit_id"])
        for field in ("deadline", "uploaded_on", "rectified_on", "rechecked_on"):
            day = values.get(field)
            if isinstance(visit, Visit) and day and day < visit.on:
                raise Invalid(f"{self.column(field)}不能早于服务日期 {visit.on}。", field=field)

    def shown(self, record: Hazard, books: Books) -> Values:
        visit = books.visits.by_id.get(record.visit_id)
        return {
            **{c.field: getattr(record, c.field, None) for c in self.columns},
            "visit_number": visit.number if isinstance(visit, Visit) else None,
            "client": _name(record.client_id, books),
            "on": visit.on if isinstance(visit, Visit) else None,
        }


class FollowUps(Register):
    title, also, record = "服务回访", ("回访", "回访记录"), FollowUp
    columns = (
        NUMBER,
        WHOSE,
        Day(label="回访日期", field="on", required=True, also=("日期",)),
        Choice(label="回访方式", field="way", words={w: w for w in WAYS}, required=True),
        _text(FollowUpForm, "outcome", "回访情况", required=True, width=50, also=("回访内容",)),
    )

    def settle(self, values: Values, books: Books) -> Values:
        return {**values, "client_id": books.client(values["client_id"]).id}

    def keys(self, values: Mapping[str, Any]) -> tuple[Hashable, ...]:
        return ((values["client_id"], values["on"]),)

    def shown(self, record: FollowUp, books: Books) -> Values:
        return {**super().shown(record, books), "client_id": _name(record.client_id, books)}


def _name(id: str, books: Books) -> str | None:
    client = books.clients.by_id.get(id)
    return books.clients.label_of(client) if client else None


def _dated(values: Mapping[str, Any]) -> None:
    if values.get("upload_receipt") and not values.get("uploaded_on"):
        raise Invalid(DATE_TOO, field="uploaded_on")
