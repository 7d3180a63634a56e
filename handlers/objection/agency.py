"""An agency before its card: what was deducted, objecting to it, taking that back, agreeing."""

from handlers.formkit.runner import open_form
from handlers.objection import letters, views
from handlers.objection.forms import RaiseForm
from handlers.objection.points import Point, points_of, shown
from handlers.scorecard.sheet import Sheet
from handlers.turn import Refused, Turn
from storage.evidence import labels
from storage.objection import Disclosure, Objection
from storage.objections import (
    NotNow,
    accept,
    disclosure_of,
    hindrance,
    may_object,
    objections_on,
    take_back,
    told_last,
)
from storage.organisation import Role

NOT_YOURS = "这不是本单位的评定结果，不能操作。"
ONLY_PRINCIPAL = "无异议由机构主要负责人确认。"
OPENED = ("contract", "visit", "client", "accident")
OUTDATED = "这个按钮已过期，下面是现在的情况"


def mine(turn: Turn, _id: str = "", _args: tuple[int, ...] = (), said: str = "") -> None:
    """The agency's own disclosed card."""
    found = told_last(turn.store, turn.actor.agency_id or "")
    if found is None:
        return turn.say(views.none_yet())
    show(turn, found, 0, said)


def show(turn: Turn, found: Disclosure, page: int, said: str = "") -> None:
    sheet = shown(turn.store, found)
    made = objections_on(turn.store, found.inspection_id)
    view = views.card(
        found,
        sheet,
        points_of(sheet),
        made,
        page=page,
        open=may_object(found, turn.today),
        principal=turn.actor.role is Role.PRINCIPAL,
        said=said,
    )
    turn.say(view)


def points(turn: Turn, id: str, args: tuple[int, ...]) -> None:
    if found := its_own(turn, id):
        show(turn, found, args[0] if args else 0)


def point(turn: Turn, id: str, args: tuple[int, ...]) -> None:
    """One deduction and its cases."""
    found = its_own(turn, id)
    if found is None:
        return
    sheet = shown(turn.store, found)
    about = _at(sheet, args)
    if about is None:
        return outdated(turn)
    made = objections_on(turn.store, found.inspection_id)
    of_this = [one for one in made if one.rule == about.rule]
    view = views.point(
        found,
        sheet,
        about,
        labels(turn.store, about.cases),
        records(about.cases),
        page=args[1] if len(args) > 1 else 0,
        made=of_this[-1] if of_this else None,
        hindered=hindrance(turn.store, found, about.rule),
    )
    turn.say(view)


def raise_(turn: Turn, id: str, args: tuple[int, ...]) -> None:
    found = its_own(turn, id)
    if found is None:
        return
    about = _at(shown(turn.store, found), args)
    if about is None or hindrance(turn.store, found, about.rule):
        return outdated(turn)
    many = "y" if len(about.cases) > 1 else ""
    preset = {"disclosure": found.id, "rule": about.rule, "many": many}
    open_form(turn, RaiseForm, preset=preset)


def accept_(turn: Turn, id: str, _args: tuple[int, ...]) -> None:
    """Asked once more: it can't be undone."""
    principal(turn)
    if found := its_own(turn, id):
        if not may_object(found, turn.today):
            return outdated(turn)
        turn.say(views.accepting(found))


def agreed(turn: Turn, id: str, _args: tuple[int, ...]) -> None:
    principal(turn)
    found = its_own(turn, id)
    if found is None:
        return
    try:
        done = accept(turn.store, found, turn.actor.id)
    except NotNow as wrong:
        return mine(turn, said=str(wrong))
    letters.accepted(turn.store, done)
    mine(turn)


def back(turn: Turn, id: str, _args: tuple[int, ...]) -> None:
    if one := own_objection(turn, id):
        if one.ruling is not None or one.withdrawn_at is not None:
            return outdated(turn)
        turn.say(views.taking_back(one))


def gone(turn: Turn, id: str, _args: tuple[int, ...]) -> None:
    if one := own_objection(turn, id):
        try:
            take_back(turn.store, one)
        except NotNow as wrong:
            return mine(turn, said=str(wrong))
        mine(turn, said=f"异议{one.number}已撤回。")


def principal(turn: Turn) -> None:
    if turn.actor.role is not Role.PRINCIPAL:
        raise Refused(ONLY_PRINCIPAL)


def its_own(turn: Turn, id: str) -> Disclosure | None:
    """The disclosure pressed on, while it is the newest; else how things are now is said."""
    found = turn.store.get(Disclosure, id)
    if found is not None and found.agency_id != turn.actor.agency_id:
        raise Refused(NOT_YOURS)
    newest = disclosure_of(turn.store, found.inspection_id) if found else None
    if found is None or newest is None or newest.id != found.id:
        outdated(turn)
        return None
    return found


def own_objection(turn: Turn, id: str) -> Objection | None:
    one = turn.store.get(Objection, id)
    if one is not None and one.agency_id != turn.actor.agency_id:
        raise Refused(NOT_YOURS)
    if one is None:
        outdated(turn)
    return one


def outdated(turn: Turn) -> None:
    turn.toast(OUTDATED)
    mine(turn, said=f"{OUTDATED}。")


def records(cases: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the cases behind which a record stands that can be opened."""
    return tuple(ref for ref in cases if ref.partition(":")[0] in OPENED)


def _at(sheet: Sheet, args: tuple[int, ...]) -> Point | None:
    found = points_of(sheet)
    return found[args[0]] if args and args[0] < len(found) else None
