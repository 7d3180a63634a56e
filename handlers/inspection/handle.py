"""The way into an inspection: who may, which agency, and which press means what."""

import re
from collections.abc import Callable

from handlers.formkit.events import Pressed, Typed
from handlers.inspection import agencies, altering, deciding, whole
from handlers.inspection.opening import (
    HandedIn,
    begin,
    desk_at,
    open_to,
    require_inspector,
    resume_at,
    taking_part,
)
from handlers.inspection.sitting import Outdated, Sitting
from handlers.scorecard.load import live
from handlers.turn import Refused, Turn
from storage.card import versions
from storage.cycle import Participation, cycle_at
from storage.inspecting import inspection_of, scores_blind, why_not
from storage.inspection import Inspection

OUTDATED = "这个按钮已过期，下面是现在的情况"
_PRESS = re.compile(r"insp\.([a-z]+)((?:\.[0-9]{1,4}){0,3})(\.y)?")


VERBS: dict[str, tuple[Callable[[Sitting], None], int]] = {
    "item": (deciding.item, 1),
    "next": (deciding.next_, 1),
    "ok": (deciding.ok, 1),
    "set": (deciding.set_, 3),
    "fill": (altering.fill, 2),
    "none": (altering.none, 1),
    "alter": (altering.alter, 1),
    "fact": (altering.fact, 2),
    "add": (altering.add, 2),
    "cases": (altering.cases, 2),
    "case": (altering.case, 2),
    "reject": (altering.reject, 2),
    "restore": (altering.restore, 2),
    "note": (altering.note, 1),
    "jump": (whole.jump, 1),
    "pause": (whole.pause, 1),
    "review": (whole.review, 0),
    "submit": (whole.submit_, 1),
}
"""What a press may ask for, and how many numbers it carries: mostly an item's comes first."""


def handle(turn: Turn) -> None:
    """Presses on insp.*"""
    require_inspector(turn)
    event = turn.event
    found = _PRESS.fullmatch(event.action) if isinstance(event, Pressed) else None
    if not isinstance(event, Pressed) or found is None:
        return show_agencies(turn)
    verb, args = found[1], tuple(int(part) for part in found[2].split(".")[1:])
    if verb == "list":
        return show_agencies(turn, page=args[0] if args else 0)
    if verb in ("agency", "start"):
        return open_agency(turn, event.id, start=verb == "start")
    try:
        desk = desk_at(turn.store, event.id, turn.actor.id)
    except HandedIn:
        return handed_in(turn, event.id)
    if desk is None:
        turn.toast(OUTDATED)
        return show_agencies(turn)
    press_on(Sitting(turn, desk, args, event.revision, sure=found[3] is not None), verb)


def press_on(at: Sitting, verb: str) -> None:
    """Do what is asked if it still can be; if not, show how things are now."""
    act, arity = VERBS.get(verb, (whole.review, 0))
    numbers = {item.number for item in at.desk.sheet.edition.items}
    known = bool(at.args) and at.number in numbers
    try:
        if len(at.args) != arity or not (known or verb in ("review", "submit")):
            raise Outdated
        act(at)
    except Outdated:
        at.turn.toast(OUTDATED)
        if known and verb != "submit":
            return at.show(at.number, f"{OUTDATED}。")
        whole.review(at)


def ask(turn: Turn) -> None:
    """评定, /inspect, and /inspect with a part of a name."""
    require_inspector(turn)
    said = turn.event.text.split(maxsplit=1) if isinstance(turn.event, Typed) else []
    show_agencies(turn, search=said[1].strip() if len(said) > 1 else "")


def show_agencies(turn: Turn, page: int = 0, search: str = "") -> None:
    cycle = cycle_at(turn.store)
    if cycle is None:
        return turn.say(agencies.no_cycle())
    if cycle.closed_on is not None:
        return turn.say(agencies.closed(cycle))
    found = open_to(turn.store, turn.actor.id, search)
    elsewhere = len(taking_part(turn.store, search)) - len(found)
    turn.say(agencies.agencies_view(cycle, found, page, search, elsewhere))


def open_agency(turn: Turn, id: str, start: bool) -> None:
    """Go on where the inspection of this agency stopped, or offer to begin one."""
    part = turn.store.get(Participation, id)
    if part is None or part.withdrawn_at is not None:
        turn.toast(OUTDATED)
        return show_agencies(turn)
    if wrong := why_not(turn.store, part, turn.actor.id):
        raise Refused(wrong)
    blind = scores_blind(turn.store, part.id, turn.actor.id)
    inspection = inspection_of(turn.store, part.id, turn.actor.id)
    if inspection is None and not start:
        view = agencies.begin_blind if blind else agencies.begin_view
        return turn.say(view(live(turn.store, part)))
    if inspection is not None and blind and versions(turn.store, inspection.id):
        return handed_in(turn, inspection.id)
    inspection = inspection or begin(turn.store, part, turn.actor.id)
    desk = desk_at(turn.store, inspection.id, turn.actor.id)
    assert desk is not None
    sitting = Sitting(turn, desk, (), 0)
    if not [n for n in desk.open if not desk.item(n).measured]:
        return whole.review(sitting)
    sitting.show(resume_at(desk))


def handed_in(turn: Turn, inspection_id: str) -> None:
    inspection = turn.store.get(Inspection, inspection_id)
    assert inspection is not None
    turn.say(agencies.handed_in(inspection.participation_id))


def open_subject(turn: Turn, inspection_id: str) -> None:
    """From elsewhere (a reminder of an unfinished inspection) to where the work stopped."""
    require_inspector(turn)
    desk = desk_at(turn.store, inspection_id, turn.actor.id)
    if desk is None:
        return show_agencies(turn)
    open_agency(turn, desk.inspection.participation_id, start=True)
