"""专职人员: who works at the agency full-time, and with what qualification (item 2)."""

from datetime import date
from typing import Any

from handlers.belonging import agency_of
from handlers.formkit import Answers, Form, Invalid, ask
from storage.organisation import Role
from storage.staff import QUALIFICATION_NAMES, TITLE_NAMES, Qualification, StaffMember, Title


def certified(answers: Answers) -> bool:
    return bool(answers.get("qualification"))


def employed(answers: Answers) -> bool:
    return bool(answers.get("contract_from"))


def insured(answers: Answers) -> bool:
    return bool(answers.get("insured_from"))


class StaffForm(
    Form,
    name="staff",
    title="专职人员",
    roles={Role.AGENCY, Role.PRINCIPAL},
    record=StaffMember,
    items=(2,),
):
    name: str = ask.text("姓名", limit=40, example="沈志强")
    contract_from: date | None = ask.day(
        "劳动合同起", optional=True, hint="专职是指签订劳动合同并缴纳社会保险的人员。"
    )
    contract_until: date | None = ask.day(
        "劳动合同止", optional=True, future=True, when=employed, hint="无固定期限的可以跳过。"
    )
    insured_from: date | None = ask.day("社会保险从哪天起缴纳", optional=True)
    insured_until: date | None = ask.day(
        "社会保险缴到哪天", optional=True, future=True, when=insured, hint="还在缴的可以跳过。"
    )
    qualification: Qualification | None = ask.one_of(
        "执业资格", [(name, key) for key, name in QUALIFICATION_NAMES.items()], optional=True
    )
    certificate_number: str | None = ask.text(
        "证书编号", optional=True, limit=60, when=certified, example="33181234567"
    )
    certificate_until: date | None = ask.day(
        "证书有效期至", optional=True, future=True, when=certified, hint="长期有效的可以跳过。"
    )
    title: Title | None = ask.one_of(
        "职称",
        [(f"{name}职称", key) for key, name in TITLE_NAMES.items()],
        optional=True,
        hint="没有职称的可以跳过。",
    )

    def check(self) -> None:
        for first, last, label, field in (
            (self.contract_from, self.contract_until, "劳动合同止", "contract_until"),
            (self.insured_from, self.insured_until, "社会保险止", "insured_until"),
        ):
            if first and last and last < first:
                raise Invalid(f"{label}不能早于它的起始日。", field=field)

    def warn(self, store: Any, author: Any) -> list[str]:
        lines = []
        lacking = [
            label
            for held, label in ((self.contract_from, "劳动合同"), (self.insured_from, "社会保险"))
            if held is None
        ]
        if lacking:
            lines.append(f"没有{'和'.join(lacking)}：不计入第2项的专职人员。")
        if self.certificate_until and self.certificate_until < store.today:
            lines.append("证书已过期：第2项不按持证人员计。")
        return lines

    def after(self, store: Any, author: Any, record: StaffMember) -> list[str]:
        live = len(store.find(StaffMember, agency_id=agency_of(author)))
        lines = [f"名册上现在有{live}人，第2项要求专职人员不少于8名。"]
        ends = (
            (record.contract_until, "劳动合同"),
            (record.insured_until, "社会保险"),
            (record.certificate_until, "证书"),
        )
        lines += [f"{label}{day}到期，到期前会提醒。" for day, label in ends if day]
        return lines
