"""机构基本条件 as a check list: met, not met or unknown, and never a point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scoring.settings import POLICIES

FIXED_ASSETS = Decimal(400_000)
OFFICE_AREA = Decimal(200)
STAFF = 8
ENGINEERS = 3
OTHER_TITLES = 3


class Answer(StrEnum):
    """Whether a condition is met."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return {"met": "符合", "not_met": "不符合", "unknown": "未知"}[self.value]


@dataclass(frozen=True)
class Applicant:
    """What is known of an agency; None is not known."""

    legal_entity: bool | None = None
    """A legal person, or a social organization able to bear liability by itself."""

    fixed_assets: Decimal | None = None
    """In 元."""

    office_area: Decimal | None = None
    equipment: bool | None = None
    staff: int | None = None
    engineers: int | None = None
    other_titles: int | None = None
    staff_able: bool | None = None
    """The staff know the law and have the ability."""

    policies: frozenset[str] | None = None
    """The policies that are in place, of `POLICIES` and others."""

    other_conditions: bool | None = None


@dataclass(frozen=True)
class Condition:
    """One condition: a code, the clause's words, and how it is answered."""

    code: str
    words: str
    check: Callable[[Applicant], Answer]


@dataclass(frozen=True)
class Checked:
    """One line of the check list."""

    condition: Condition
    answer: Answer


def all_of(*parts: bool | None) -> Answer:
    """One part that fails settles it; otherwise one that is not known leaves it open."""
    if False in parts:
        return Answer.NOT_MET
    return Answer.UNKNOWN if None in parts else Answer.MET


def at_least(value: Decimal | int | None, least: Decimal | int) -> bool | None:
    return None if value is None else value >= least


def _premises(known: Applicant) -> Answer:
    return all_of(at_least(known.office_area, OFFICE_AREA), known.equipment)


def _staff(known: Applicant) -> Answer:
    return all_of(
        at_least(known.staff, STAFF),
        at_least(known.engineers, ENGINEERS),
        at_least(known.other_titles, OTHER_TITLES),
    )


def policies_wanting(known: Applicant) -> tuple[str, ...]:
    """Which of the seven policies are known to be missing, in the clause's order."""
    if known.policies is None:
        return ()
    return tuple(policy for policy in POLICIES if policy not in known.policies)


def _policies(known: Applicant) -> Answer:
    return all_of(None if known.policies is None else not policies_wanting(known))


CONDITIONS: tuple[Condition, ...] = (
    Condition(
        "legal_entity",
        "具有独立法人资格的组织或能够独立承担法律责任的社会组织",
        lambda known: all_of(known.legal_entity),
    ),
    Condition(
        "fixed_assets",
        "固定资产40万元及以上",
        lambda known: all_of(at_least(known.fixed_assets, FIXED_ASSETS)),
    ),
    Condition(
        "premises",
        "具有与其开展工作相适应的固定工作场所和设施设备，办公面积200平方米及以上",
        _premises,
    ),
    Condition(
        "staff",
        "配备8名及以上专职安全生产技术服务人员，其中3名及以上注册安全工程师（中级）或安全评价师，"
        "其他中级职称以上人员不少于3名",
        _staff,
    ),
    Condition(
        "staff_able",
        "专职安全生产技术服务人员应熟悉有关安全生产法律法规和政策要求，"
        "具有与安全生产技术服务工作相适应的专业能力",
        lambda known: all_of(known.staff_able),
    ),
    Condition(
        "policies",
        "建立内部管理制度，包括但不限于员工从业守则、考核培训、工作流程、服务回访、保密管理、"
        "廉洁自律、档案管理等制度",
        _policies,
    ),
    Condition(
        "other_conditions",
        "符合法律、法规、规章等规定的其他条件",
        lambda known: all_of(known.other_conditions),
    ),
)


def check(known: Applicant) -> tuple[Checked, ...]:
    """The check list, in the order of the clause."""
    return tuple(Checked(condition, condition.check(known)) for condition in CONDITIONS)
