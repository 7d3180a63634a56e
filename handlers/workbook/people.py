"""The sheets about the agency itself: what it declares, who works there, what was held."""

from collections.abc import Hashable, Mapping
from typing import Any

from handlers.formkit import Invalid
from handlers.formkit.wording import cut
from handlers.forms.gathering import GatheringForm
from handlers.forms.profile import ProfileForm
from handlers.forms.staff import StaffForm
from handlers.workbook.books import Books
from handlers.workbook.columns import Choice, Column, Day, Figure, Refers, Several, Truth, fold
from handlers.workbook.register import NUMBER, Register, Values, asked
from scoring.settings import POLICIES
from storage.agency import Profile
from storage.credit_code import tidy
from storage.gathering import GATHERED_NAMES, Gathering
from storage.staff import QUALIFICATION_NAMES, TITLE_NAMES, StaffMember


class Profiles(Register):
    title, also, record = "机构情况", ("机构基本情况", "机构"), Profile
    columns = (
        NUMBER,
        Refers(label="机构名称", field="agency", also=("单位名称",), note="用来核对是谁的工作簿"),
        Refers(label="统一社会信用代码", field="code", also=("信用代码",), width=21),
        Day(label="从哪一天起", field="since", required=True, note="情况变了就另起一行"),
        Truth(label="独立法人资格", field="legal_person"),
        Figure(
            label="固定资产（元）",
            field="fixed_assets",
            question=asked(ProfileForm, "fixed_assets"),
        ),
        Figure(
            label="办公面积（平方米）",
            field="office_area",
            question=asked(ProfileForm, "office_area"),
            also=("办公面积",),
        ),
        Truth(label="有相应设施设备", field="equipment", also=("设施设备",)),
        Several(
            label="已建立的管理制度", field="policies", words=tuple(POLICIES), also=("管理制度",)
        ),
        Truth(label="列入三级标准化评审机构", field="grading_body"),
        Column(label="办公地址", field="address", question=asked(ProfileForm, "address"), width=30),
        Column(label="联系电话", field="phone", question=asked(ProfileForm, "phone")),
    )

    derived = whose = ("agency", "code")

    def settle(self, values: Values, books: Books) -> Values:
        """Nobody imports another agency's workbook."""
        name, code, own = values.get("agency"), values.get("code"), books.agency
        if own is not None and (name or code):
            named = name is not None and fold(name) == fold(own.name)
            if not named and (code is None or tidy(code) != own.credit_code):
                other = f"这是“{cut(str(name or code), 30)}”的工作簿，不是{own.name}的。"
                raise Invalid(other, field="agency" if name else "code")
        return {k: v for k, v in values.items() if k not in self.derived}

    def shown(self, record: Profile, books: Books) -> Values:
        held = {c.field: getattr(record, c.field, None) for c in self.columns}
        return {**held, **signed(books)}

    def keys(self, values: Mapping[str, Any]) -> tuple[Hashable, ...]:
        return (values["since"],)


def signed(books: Books) -> Values:
    """Whose workbook it is."""
    own = books.agency
    return {"agency": own.name, "code": own.credit_code or None} if own else {}


class Roster(Register):
    title, also, record = "专职人员", ("人员", "人员名册"), StaffMember
    columns = (
        NUMBER,
        Column(label="姓名", field="name", question=asked(StaffForm, "name"), required=True),
        Day(label="劳动合同起", field="contract_from"),
        Day(label="劳动合同止", field="contract_until", future=True),
        Day(label="社会保险起", field="insured_from", also=("社保起",)),
        Day(label="社会保险止", field="insured_until", future=True, also=("社保止",)),
        Choice(
            label="执业资格", field="qualification", words=QUALIFICATION_NAMES, width=24
        ),
        Column(
            label="证书编号",
            field="certificate_number",
            question=asked(StaffForm, "certificate_number"),
            width=18,
        ),
        Day(label="证书有效期至", field="certificate_until", future=True),
        Choice(label="职称", field="title", words=TITLE_NAMES),
    )

    def keys(self, values: Mapping[str, Any]) -> tuple[Hashable, ...]:
        return (fold(values["name"]),)

    def check(self, values: Mapping[str, Any], books: Books) -> None:
        StaffForm(**values).check()


class Gatherings(Register):
    title, also, record = "培训与会议", ("培训会议", "培训", "会议"), Gathering
    columns = (
        NUMBER,
        Choice(label="类别", field="kind", words=GATHERED_NAMES, required=True, width=16),
        Day(label="举行日期", field="on", required=True, also=("日期",)),
        Column(
            label="主题", field="topic", question=asked(GatheringForm, "topic"), required=True,
            width=40,
        ),
        Figure(label="参加人数", field="attended", question=asked(GatheringForm, "attended")),
    )

    def keys(self, values: Mapping[str, Any]) -> tuple[Hashable, ...]:
        return ((values["kind"], values["on"]),)
