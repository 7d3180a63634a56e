"""What is said of circumstances and talks, alike in lists, views, notices and minutes."""

from collections.abc import Iterable

from scoring.admonition import circumstance
from storage.agency import Agency
from storage.candidates import pieces
from storage.store import Store
from storage.talk import OUTCOME_NAMES, Candidate, Origin, Talk
from storage.talk_record import confirmed
from storage.talks import called, moment

SHORT = {
    "A1": "合同未明确内容、期限、次数",
    "A2": "服务无记录或清单未签收",
    "A3": "制度预案不相符或抄袭复制",
    "A4": "制度与法规标准明显不符",
    "A5": "未发现重大事故隐患",
    "A6": "代记录、代签名等弄虚作假",
    "A7": "发生事故且机构负有责任",
    "A8": "其他应当约谈的情形",
}
"""A few words for each circumstance, where the clause's own don't fit a line."""

ORIGINS = {
    Origin.RECORDS: "系统记录",
    Origin.SIGNALS: "疑点提示，经人工核实才能认定",
    Origin.PERSON: "人工提出",
}


def agency_name(store: Store, agency_id: str) -> str:
    found = store.get(Agency, agency_id)
    return found.name if found else "（机构已不在）"


def candidate_line(store: Store, candidate: Candidate) -> str:
    """某某公司：服务无记录或清单未签收（A2），12项证据"""
    count = len(pieces(candidate))
    said = f"，{count}项证据" if count else ""
    return (
        f"{agency_name(store, candidate.of_agency_id)}："
        f"{SHORT[candidate.code]}（{candidate.code}）{said}"
    )


def decision_line(candidate: Candidate) -> str:
    if candidate.outcome is None:
        return "还没有决定"
    return f"{candidate.decided_on} {OUTCOME_NAMES[candidate.outcome]}"


def about_words(codes: Iterable[str]) -> str:
    """What the agency is told of the circumstances, in the words of the clause: no evidence."""
    said = [circumstance(code).words.removesuffix("的") for code in codes]
    return "；".join(said) + "。"


def standing(talk: Talk) -> str:
    """How far a talk is."""
    if talk.withdrawn_at is not None:
        return "已取消"
    if talk.closed_on is not None:
        return f"{talk.closed_on} 办结"
    if talk.held_on is None:
        return "等待约谈" if talk.acknowledged_at else "等待机构确认收到通知"
    if not confirmed(talk):
        return "等待确认纪要"
    return "等待检查整改" if talk.rectified_on else f"整改中，期限 {talk.rectify_by}"


def talk_line(store: Store, talk: Talk, named: bool) -> str:
    whose = f"{agency_name(store, talk.agency_id)}：" if named else ""
    return f"{whose}{called(talk)} {moment(talk.planned_at)}，{standing(talk)}"
