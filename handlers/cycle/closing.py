"""Ending a cycle: first what is still open, then a yes; and opening it again with a reason."""

from handlers.cycle.board import board, outdated
from handlers.cycle.forms import ReopenForm
from handlers.cycle.place import At
from handlers.formkit.runner import open_form
from handlers.formkit.view import Choice, View
from handlers.formkit.wording import cut
from storage import satisfaction
from storage.agency import Agency
from storage.board import STAGE_NAMES, Stage, outside, stages
from storage.cycle import Participation
from storage.talk import Talk

NAMED = 8
TITLE = "结束周期"


def left(at: At) -> list[str]:
    """What would be cut off."""
    lines = []
    where = stages(at.store, at.cycle)
    for stage in Stage:
        ids = [id for id, found in where.items() if found is stage]
        if ids and stage is not Stage.PUBLISHED:
            names = "、".join(_name(at, id) for id in ids[:NAMED])
            more = "等" if len(ids) > NAMED else ""
            lines.append(f"· {STAGE_NAMES[stage]}：{names}{more}，共{len(ids)}家")
    waiting = sum(one.joins is None for one in outside(at.store, at.cycle))
    lines += [f"· 参评邀请：{waiting}家没有答复"] if waiting else []
    survey = satisfaction.survey_of(at.store, at.cycle.id)
    lines += ["· 满意度测评：还没有结束"] if survey and survey.closed_at is None else []
    talks = len(at.store.find(Talk, cycle_id=at.cycle.id, closed_on=None))
    return lines + ([f"· 警示约谈：{talks}件没有办结"] if talks else [])


def _name(at: At, participation_id: str) -> str:
    part = at.store.get(Participation, participation_id)
    agency = at.store.get(Agency, part.agency_id) if part else None
    return cut(agency.name, 20) if agency else ""


def close(at: At) -> None:
    """Asked once more before it is done; a closed cycle can be opened again."""
    if at.cycle.closed_on is not None:
        return open_form(at.turn, ReopenForm, preset={"cycle": at.cycle.id})
    lines = ["结束后不再参评、分工和评定；得分、评定结果和公布的内容仍可以查看，也可以重新开放。"]
    if at.store.today <= at.cycle.end:
        lines.append(f"⚠ 周期到{at.cycle.end}才满，现在结束是提前结束。")
    open_ = left(at)
    lines += ["", "还没有办完的：", *open_] if open_ else ["", "各机构都已公布，没有未办完的事。"]
    yes = at.choice("确认结束周期", "closed", at.cycle.id, at.cycle.revision)
    rows: tuple[tuple[Choice, ...], ...] = ((yes,), (at.back,))
    at.turn.say(View("\n".join(lines), rows, TITLE, numbered=True))


def closed(at: At) -> None:
    """The press carries the cycle's revision: what was listed is what is cut off."""
    if at.cycle.closed_on is not None:
        return board(at, "周期已经结束。")
    if at.id != at.cycle.id or at.page != at.cycle.revision:
        return outdated(at)
    cycle = at.store.revise(at.cycle, reason="结束周期", closed_on=at.store.today)
    board(At(at.turn, cycle, at.place), "周期已结束。")
