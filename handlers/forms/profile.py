"""机构基本情况: what an agency declares of itself, in dated versions (items 1, 3, 5, 24)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.belonging import agency_of
from handlers.formkit import Form, Invalid, ask
from handlers.typed import phone
from handlers.wordings import listed, readings_on
from scoring.settings import POLICIES
from storage.agency import Profile, profile_on
from storage.organisation import Role

NONE = "以上制度都没有"


class ProfileForm(
    Form,
    name="profile",
    title="机构基本情况",
    roles={Role.AGENCY, Role.PRINCIPAL},
    record=Profile,
    items=(1, 3, 5, 24),
):
    since: date = ask.day("从哪一天起是这样", hint="情况变了就填一份新的，以前的留着。")
    legal_person: bool | None = ask.yes_no(
        "具有独立法人资格，或能够独立承担法律责任？", optional=True
    )
    fixed_assets: Decimal | None = ask.amount(
        "固定资产", unit="元", optional=True, example="52万", hint="基本条件：40万元及以上。"
    )
    office_area: Decimal | None = ask.amount(
        "办公面积", unit="平方米", optional=True, example="260", hint="第1项：200平方米及以上。"
    )
    equipment: bool | None = ask.yes_no("有与工作相适应的设施设备？", optional=True)
    policies: tuple[str, ...] = ask.several(
        "已建立的管理制度", [(policy, policy) for policy in (*POLICIES, NONE)]
    )
    grading_body: bool | None = ask.yes_no("列入三级安全生产标准化评审机构？", optional=True)
    address: str | None = ask.text(
        "办公地址", optional=True, limit=200, example="嘉兴市南湖区中环南路18号3楼"
    )
    phone: str | None = ask.text("联系电话", optional=True, example="0573-82001234", check=phone)

    def check(self) -> None:
        if NONE in self.policies and len(self.policies) > 1:
            raise Invalid(f"选了“{NONE}”，就不能再选别的制度。", field="policies")

    def save(self, store: Any, author: Any) -> Profile:
        made: Profile = Form.save(self._plainly(), store, author)
        return made

    def amend(self, store: Any, author: Any, subject: Profile, reason: str) -> Profile:
        made: Profile = Form.amend(self._plainly(), store, author, subject, reason)
        return made

    def _plainly(self) -> "ProfileForm":
        """None in place is kept as an empty list."""
        return replace(self, policies=tuple(p for p in POLICIES if p in self.policies))

    @classmethod
    def prefill(cls, store: Any, subject: Profile) -> dict[str, Any]:
        said = subject.policies
        policies = said if said else ((NONE,) if said is not None else None)
        return {**super().prefill(store, subject), "policies": policies}

    @classmethod
    def opening(cls, store: Any, author: Any) -> dict[str, Any]:
        """A new version starts from the last one; only its day is asked."""
        last = profile_on(store, agency_of(author), store.today)
        known = cls.prefill(store, last) if last else {}
        return {name: value for name, value in known.items() if name != "since"}

    def warn(self, store: Any, author: Any) -> list[str]:
        required = readings_on(store, store.today).required_policies
        missing = [policy for policy in required if policy not in self.policies]
        rules = (
            (self.legal_person is False, "不具有独立法人资格：不符合机构基本条件。"),
            (_below(self.fixed_assets, 400_000), "固定资产少于40万元：不符合机构基本条件。"),
            (_below(self.office_area, 200), "办公面积少于200平方米：第1项扣1分。"),
            (self.equipment is False, "无相应设施设备：第1项扣1分。"),
            (missing, f"缺{listed(missing)}：第3项每项扣0.5分，共{len(missing) * 0.5:g}分。"),
            ("服务回访" not in self.policies, "未建立服务回访制度：第5项扣2分。"),
            (self.grading_body is False, "未列入三级安全生产标准化评审机构：第24项不得分。"),
        )
        return [sentence for holds, sentence in rules if holds]

    def after(self, store: Any, author: Any, record: Any) -> list[str]:
        return ["这是本单位自报的情况，评定人员到现场看过以后才算核定。"]


def _below(value: Decimal | None, least: int) -> bool:
    return value is not None and value < least
