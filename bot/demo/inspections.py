"""What the demo's inspectors found: one inspection finished, one half done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.demo.cast import AVERAGE, GOOD

GU, XU = "顾晓燕", "徐志强"


@dataclass(frozen=True)
class Seen:
    """An item as it is decided: facts as the inspector found them (``says``), the others as shown.
    ``struck``: a fact whose first case falls; ``nothing``: the empty register is right."""

    item: int
    says: Mapping[str, Any] = field(default_factory=dict)
    grounds: str | None = None
    note: str | None = None
    photo: bool = False
    struck: str = ""
    nothing: bool = False


@dataclass(frozen=True)
class Sitting:
    """Some items one after another, so many days ago."""

    days: int
    hour: int
    items: tuple[Seen, ...]


@dataclass(frozen=True)
class Plan:
    """``paused_at``: the item where the inspector stopped; None: it was submitted."""

    inspector: str
    sittings: tuple[Sitting, ...]
    paused_at: int | None = None


def fine(item: int, *facts: str) -> Seen:
    """Nothing wrong was seen on site."""
    return Seen(item, dict.fromkeys(facts, False))


FINISHED = Plan(
    XU,
    (
        Sitting(
            4,
            9,
            (
                *(Seen(item) for item in range(1, 7)),
                Seen(7, {"board": True, "board_introduces": True, "board_informs": True}),
                Seen(8, {"pledge": True, "ethics_breach": False, "secrets_leaked": False}),
                Seen(9),
                fine(10, "fees_unlawful"),
                fine(11, "integrity_breach"),
                *(Seen(item) for item in range(12, 15)),
            ),
        ),
        Sitting(
            2,
            14,
            (
                Seen(23, grounds="向市局核对事故登记，两年内服务对象无死亡事故", nothing=True),
                Seen(
                    24,
                    {"grading_shortfall": "0.5"},
                    grounds="两家企业的评审报告超过规定时间提交",
                ),
            ),
        ),
    ),
)
HALF_DONE = Plan(
    GU,
    (
        Sitting(
            6,
            9,
            (
                Seen(
                    1,
                    {"office_area": "188"},
                    grounds="现场丈量：自报的220平方米含与隔壁公司合用的会议室，独立使用188平方米",
                    note="租赁合同和平面图已拍照，负责人沈国平在场，对丈量结果没有异议",
                    photo=True,
                ),
                *(Seen(item) for item in range(2, 6)),
                Seen(
                    6,
                    grounds="现场查看书面档案，合同原件在档、有专人保管，只是扫描件没有上传",
                    struck="files_incomplete",
                ),
                Seen(7, {"board": True, "board_introduces": False, "board_informs": True}),
                Seen(8, {"pledge": True, "ethics_breach": False, "secrets_leaked": False}),
            ),
        ),
        Sitting(
            4,
            14,
            (Seen(9), fine(10, "fees_unlawful"), fine(11, "integrity_breach"), Seen(13)),
        ),
    ),
    paused_at=14,
)
PLANS = {GOOD.name: FINISHED, AVERAGE.name: HALF_DONE}
