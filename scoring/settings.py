"""The readings of the standard that a cycle keeps, and words for whoever reads a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

POLICIES = (
    "员工从业守则",
    "考核培训",
    "工作流程",
    "服务回访",
    "保密管理",
    "廉洁自律",
    "档案管理",
)
"""The seven policies that 机构基本条件 names, in its order."""


@dataclass(frozen=True)
class Readings:
    """Where the text allows two readings, the one that a cycle was opened with."""

    list_days: int = 7
    """Days that a client is given to sign a hazard list before item 14 counts the visit."""

    follow_up_days: int = 30
    """Days after a visit by which its follow-up is due; the standard only says 及时."""

    required_policies: tuple[str, ...] = ("员工从业守则", "考核培训", "保密管理", "工作流程")
    """What rule 3.1 asks for: the four that item 3 names, not the three of other clauses."""

    engineer_counts_as_title: bool = True
    """其他 implies that registration is an intermediate title too, so it may stand in either."""

    engineers_needed: int = 3
    """How many stand with the engineers before who qualifies for both goes to the titles."""

    def __post_init__(self) -> None:
        for name in ("list_days", "follow_up_days", "engineers_needed"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise ValueError(f"{name} 应为不小于0的整数")
        if not isinstance(self.engineer_counts_as_title, bool):
            raise ValueError("engineer_counts_as_title 应为 true 或 false")
        named = self.required_policies
        texts = isinstance(named, tuple) and all(isinstance(one, str) and one for one in named)
        if not texts or len(set(named)) != len(named):
            raise ValueError("required_policies 应为互不相同的制度名称")

    def as_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON."""
        return {**asdict(self), "required_policies": list(self.required_policies)}

    @classmethod
    def from_dict(cls, kept: Mapping[str, object]) -> Readings:
        """What `as_dict` gave; a setting that is newer than the cycle has its default."""
        known = {field.name for field in fields(cls)}
        for name in kept:
            if name not in known:
                raise ValueError(f"没有名为 {name!r} 的设置")
        values = dict(kept)
        policies = values.get("required_policies")
        if isinstance(policies, list):
            values["required_policies"] = tuple(policies)
        return cls(**values)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Note:
    """A choice of the project, told to whoever reads the score of these items."""

    items: tuple[int, ...]
    words: str


def notes(readings: Readings) -> tuple[Note, ...]:
    """The choices behind a score, in the order of the items."""
    policies = "、".join(readings.required_policies)
    either = "可计入其中一类" if readings.engineer_counts_as_title else "不计入其他职称"
    return (
        Note((2,), "专职指评定当日既有劳动合同又缴纳社会保险；证书当日须有效。"),
        Note((2,), f"每人只计一次；注册安全工程师（中级）{either}，按对机构有利的方式归类。"),
        Note((2,), "两类人员中任一类不足3名，均扣2分，只扣一次。"),
        Note((3,), f"管理制度按所列{len(readings.required_policies)}项核对：{policies}。"),
        Note((4,), "无合同或无隐患可上传时不扣分；一次服务的隐患不论多少计一次；上传不设宽限期。"),
        Note((4, 6, 13), "评定周期开始前签订的合同不计入上传、基础档案和合同内容的核对。"),
        Note((5,), f"标准未规定回访天数，按服务后{readings.follow_up_days}天计。"),
        Note((9,), "按季度扣分，只计评定期内已结束的完整季度。"),
        Note((12,), "周期未结束时，按今天已签订的合同数计算。"),
        Note((13,), "服务当日没有合同覆盖，即为未签订服务合同；补签的合同按其服务期限计。"),
        Note((14,), f"隐患清单给{readings.list_days}天签收；未发现隐患的服务不需签收清单。"),
        Note((15, 16, 17, 18, 19, 21), "现场核查的服务对象中，有一家不符合即扣分，不累计。"),
        Note((20,), "“较长时间”没有规定天数，由核查人员判断，系统只提示，不自动扣分。"),
        Note((22,), "以核查人员在同一家服务对象现场发现的隐患为准，未提出整改意见的满10条才扣分。"),
        Note((23,), "按事故起数计，不问责任。"),
        Note((24,), "未列入评审机构的，本项全部不得分。"),
        Note((25,), "县级、镇级、委托单位三方各自取平均，再取三方平均，四舍五入保留两位小数。"),
    )
