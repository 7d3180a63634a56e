"""The eight circumstances of 警示约谈, because each one that is found opens a candidate case."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LearnedFrom(StrEnum):
    """How the system learns of a circumstance."""

    RECORDS = "records"
    SIGNALS = "signals"
    PERSON = "person"

    @property
    def label(self) -> str:
        return {"records": "系统记录", "signals": "疑点提示，经人工确认", "person": "人工提出"}[
            self.value
        ]


@dataclass(frozen=True)
class Circumstance:
    """One line of the clause 约束措施, in the words of the standard."""

    code: str
    words: str
    learned_from: LearnedFrom


CIRCUMSTANCES: tuple[Circumstance, ...] = (
    Circumstance(
        "A1",
        "与委托单位签订的服务合同中，未明确服务内容、服务期限及次数的",
        LearnedFrom.RECORDS,
    ),
    Circumstance(
        "A2",
        "开展服务活动无记录，发现安全隐患未形成清单并交委托单位签收的",
        LearnedFrom.RECORDS,
    ),
    Circumstance(
        "A3",
        "指导委托单位建立的安全生产责任制，制定的规章制度、操作规程、应急救援预案、安全培训计划等，"
        "与委托单位实际情况不相符，内容缺乏针对性或存在抄袭、复制（粘贴）的",
        LearnedFrom.SIGNALS,
    ),
    Circumstance(
        "A4",
        "指导委托单位建立的安全生产管理制度，内容明显存在与现行安全生产法律法规或标准要求不相符的",
        LearnedFrom.PERSON,
    ),
    Circumstance(
        "A5",
        "开展事故隐患排查中，未发现重大生产安全事故隐患的",
        LearnedFrom.PERSON,
    ),
    Circumstance(
        "A6",
        "在服务过程中，存在代记录、签名等弄虚作假行为的",
        LearnedFrom.SIGNALS,
    ),
    Circumstance(
        "A7",
        "委托单位发生生产安全事故，经调查认定受委托的安全生产技术服务机构负有责任的",
        LearnedFrom.PERSON,
    ),
    Circumstance(
        "A8",
        "其他情形应当约谈的",
        LearnedFrom.PERSON,
    ),
)

QUESTIONS: tuple[str, ...] = (
    "是否给委托单位（人）造成经济损失或对社会造成不良影响？",
    "是否尚无行政处罚依据或情节轻微？",
    "是否有必要对机构主要负责人进行谈话？",
)
"""What the definition of 警示约谈 makes a supervisor weigh before deciding."""

TALKS: tuple[str, ...] = ("提醒", "督促", "警示", "诫勉")
"""The four kinds of talk that the definition names."""


def circumstance(code: str) -> Circumstance:
    """The circumstance of this code."""
    for known in CIRCUMSTANCES:
        if known.code == code:
            return known
    raise ValueError(f"没有代码为 {code!r} 的情形，应为A1到A8之一")
