"""Presses on pic.*: a picture of a score, or of the city's, asked for."""

from handlers import jobs
from handlers.formkit.events import Pressed
from handlers.formkit.view import Choice, View, press
from handlers.scorecard.handle import NOT_YOURS, hidden
from handlers.turn import Refused, Turn
from storage.cycle import Cycle, Participation
from storage.inspecting import BLIND

OF_ONE = ("sections", "course", "quarters")
DRAWING = "正在画图，做好了会发给您。"
GONE = "没有找到要画的得分，可能已经作废，请从“得分”重新打开。"
NOT_FOR_AGENCIES = "全市的图由应急管理部门的人员查看。"
MENU = Choice("菜单", press("menu"))


def handle(turn: Turn) -> None:
    """pic.sections, pic.course and pic.quarters of a participation; pic.heat of a cycle."""
    event = turn.event
    what = event.action.removeprefix("pic.") if isinstance(event, Pressed) else ""
    if isinstance(event, Pressed) and what in OF_ONE:
        return _of_one(turn, what, event.id)
    if isinstance(event, Pressed) and what == "heat":
        return _of_all(turn, event.id)
    return turn.say(View(GONE, ((MENU,),)))


def _of_one(turn: Turn, what: str, id: str) -> None:
    part = turn.store.get(Participation, id)
    if part is None or part.withdrawn_at is not None:
        return turn.say(View(GONE, ((MENU,),)))
    if not turn.actor.may_see(part.agency_id):
        raise Refused(NOT_YOURS)
    if hidden(turn, part.id):
        raise Refused(BLIND)
    jobs.begin(turn, "picture", {"what": what, "of": part.id}, DRAWING)


def _of_all(turn: Turn, id: str) -> None:
    if turn.actor.agency_id is not None:
        raise Refused(NOT_FOR_AGENCIES)
    cycle = turn.store.get(Cycle, id)
    if cycle is None or cycle.withdrawn_at is not None:
        return turn.say(View(GONE, ((MENU,),)))
    jobs.begin(turn, "picture", {"what": "heat", "of": cycle.id}, DRAWING)
