"""Presses and words of results and objections: an agency's own, a supervisor's desk, a judge's."""

import re
from collections.abc import Callable

from handlers.formkit.events import Pressed
from handlers.formkit.runner import open_form
from handlers.formkit.view import Choice, press
from handlers.objection import agency, desk, letters, views
from handlers.objection.correct import base_of
from handlers.objection.forms import DismissForm, UpholdForm, kind_of, to_judge, unseen
from handlers.objection.points import card_sheet, meant, point_on
from handlers.scorecard.load import names
from handlers.turn import Refused, Turn
from scoring.values import plain
from storage.evidence import labels
from storage.inspecting import BLIND
from storage.objection import Objection
from storage.objections import why_no_judge
from storage.organisation import Role

ONLY_AGENCY = "对评定结果的异议由机构人员提出，您现在的身份不能操作。"
ONLY_SUPERVISORS = "评定结果由监管人员告知机构，您现在的身份不能操作。"
ONLY_BUREAU = "异议由应急管理部门处理，您现在的身份不能操作。"
NOT_YOURS = "这不是本单位的异议，不能查看。"
_PRESS = re.compile(r"obj\.([a-z]+)((?:\.[0-9]{1,4}){0,2})")
Act = Callable[[Turn, str, tuple[int, ...]], None]


def one(turn: Turn, id: str, args: tuple[int, ...] = ()) -> None:
    """An objection, to its agency and to the bureau; whoever may rule on it finds how."""
    found = turn.store.get(Objection, id)
    if found is not None and not turn.actor.may_see(found.agency_id):
        raise Refused(NOT_YOURS)
    if found is None:
        return ask(turn)
    if unseen(turn.store, found, turn.actor.id):
        raise Refused(BLIND)
    base = base_of(turn.store, found)
    of = base.id if found.ruling is None else found.card_id
    point = point_on(card_sheet(turn.store, of), found.rule)
    cases = meant(point, found)
    ways, more = _ways(turn, found)
    if found.ruling is None and point is not None:
        more = [f"现在的扣分：{point.rule} 扣{plain(point.points)}分，{point.why}", *more]
    view = views.objection(
        found,
        letters.name(turn.store, found.agency_id),
        names(turn.store, [found.ruled_by or "", found.raised_by]),
        ways=ways,
        cases=cases,
        opened=agency.records(cases),
        labels=labels(turn.store, cases),
        more=more,
        page=args[0] if args else 0,
    )
    turn.say(view)


def _ways(turn: Turn, found: Objection) -> tuple[list[Choice], list[str]]:
    """What this person may do about it, and why not more."""
    open_ = found.ruling is None and found.withdrawn_at is None
    item = Choice(f"第{found.item}项", press(f"score.item.{found.item}", found.card_id))
    ways: list[Choice] = [item]
    more: list[str] = []
    if found.settled_card_id is not None and found.settled_card_id != found.card_id:
        after = press(f"score.item.{found.item}", found.settled_card_id)
        ways.append(Choice(f"更正后的第{found.item}项", after))
    if turn.actor.agency_id is not None:
        ways += [Choice("撤回异议", press("obj.back", found.id))] if open_ else []
        return [*ways, views.MINE], more
    if open_ and (wrong := why_no_judge(turn.store, found, turn.actor.id)):
        more = ["", wrong]
    elif open_:
        up, down = press("obj.uphold", found.id), press("obj.dismiss", found.id)
        ways = [Choice("成立", up), Choice("不成立", down), *ways]
    return [*ways, Choice("待处理的异议", press("obj.open.0"))], more


def uphold(turn: Turn, id: str, _args: tuple[int, ...]) -> None:
    found = _open(turn, id)
    if found is not None:
        to_judge(turn.store, turn.actor, id)
        kind = kind_of(turn.store, found)
        open_form(turn, UpholdForm, preset={"objection": found.id, "kind": kind})


def dismiss(turn: Turn, id: str, _args: tuple[int, ...]) -> None:
    found = _open(turn, id)
    if found is not None:
        to_judge(turn.store, turn.actor, id)
        open_form(turn, DismissForm, preset={"objection": found.id})


def _open(turn: Turn, id: str) -> Objection | None:
    """The objection while it waits; a press on one that is settled shows how."""
    found = turn.store.get(Objection, id)
    if found is None or found.ruling is not None or found.withdrawn_at is not None:
        turn.toast(desk.OUTDATED)
        one(turn, id)
        return None
    return found


AGENCY: dict[str, Act] = {
    "mine": agency.mine,
    "points": agency.points,
    "point": agency.point,
    "raise": agency.raise_,
    "accept": agency.accept_,
    "agreed": agency.agreed,
    "back": agency.back,
    "gone": agency.gone,
}
SUPERVISOR: dict[str, Act] = {
    "list": desk.list_,
    "agency": desk.agency,
    "tell": desk.tell,
    "told": desk.told,
    "all": desk.all_,
    "alltold": desk.all_told,
}
BUREAU: dict[str, Act] = {"open": desk.open_, "uphold": uphold, "dismiss": dismiss}
BOTH: dict[str, Act] = {"one": one, "cases": one}


def handle(turn: Turn) -> None:
    """Presses on obj.*"""
    event = turn.event
    found = _PRESS.fullmatch(event.action) if isinstance(event, Pressed) else None
    if not isinstance(event, Pressed) or found is None:
        return ask(turn)
    verb, args = found[1], tuple(int(part) for part in found[2].split(".")[1:])
    if verb in AGENCY and turn.actor.agency_id is None:
        raise Refused(ONLY_AGENCY)
    if verb in SUPERVISOR and turn.actor.role is not Role.SUPERVISOR:
        raise Refused(ONLY_SUPERVISORS)
    if verb in BUREAU and turn.actor.agency_id is not None:
        raise Refused(ONLY_BUREAU)
    act = (AGENCY | SUPERVISOR | BUREAU | BOTH).get(verb)
    if act is None:
        return ask(turn)
    act(turn, event.id, args)


def ask(turn: Turn) -> None:
    """评定结果, /result"""
    if turn.actor.agency_id is not None:
        return agency.mine(turn)
    if turn.actor.role is Role.SUPERVISOR:
        return desk.list_(turn)
    desk.open_(turn)


def open_subject(turn: Turn, id: str) -> None:
    """From a reminder: the objection, or an agency's own result."""
    if turn.store.get(Objection, id) is not None:
        return one(turn, id)
    ask(turn)


