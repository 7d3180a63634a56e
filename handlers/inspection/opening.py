"""Finds an inspection and lays it on an inspector's desk, or says kindly why it can't be."""

from handlers.inspection.desk import Desk
from handlers.scorecard.item import made_at
from handlers.scorecard.load import live
from handlers.turn import Refused, Turn
from storage.agency import Agency
from storage.card import versions
from storage.cycle import Participation, cycle_at
from storage.inspecting import (
    BLIND,
    HANDED_IN,
    not_for,
    own_blind,
    scores_blind,
    why_not,
)
from storage.inspection import Inspection, latest_inspection
from storage.organisation import Role
from storage.store import Store

OTHERS = "这是别人的独立评定，您不能打开。"
ONLY_INSPECTORS = "现场评定由评定人员进行，您现在的身份不能评定。要看得分请发“得分”。"


class HandedIn(Refused):
    """A press on a blind inspection after its only submission."""


def require_inspector(turn: Turn) -> None:
    if turn.actor.role is not Role.INSPECTOR:
        raise Refused(ONLY_INSPECTORS)


def desk_at(store: Store, inspection_id: str, me: str) -> Desk | None:
    """None where there is no such inspection: a forged or a very old button. Refused to whom it is
    not for: what was begun before a conflict was declared goes on without them."""
    inspection = store.get(Inspection, inspection_id)
    if inspection is None:
        return None
    permit(store, inspection, me)
    return desk_of(store, inspection, me)


def desk_of(store: Store, inspection: Inspection, me: str) -> Desk:
    part = store.get(Participation, inspection.participation_id)
    assert part is not None
    return Desk(inspection, live(store, part, inspection=inspection), me)


def permit(store: Store, inspection: Inspection, me: str) -> None:
    """Raises ``Refused`` where somebody may not write in an inspection (now)."""
    part = store.get(Participation, inspection.participation_id)
    assert part is not None
    if wrong := why_not(store, part, me):
        raise Refused(wrong)
    blind = scores_blind(store, part.id, me)
    if inspection.blind and (not blind or inspection.inspector_id != me):
        raise Refused(OTHERS)
    if blind and not inspection.blind:
        raise Refused(BLIND)
    if inspection.blind and versions(store, inspection.id):
        raise HandedIn(HANDED_IN)


def begin(store: Store, taking_part: Participation, me: str) -> Inspection:
    """The agency's inspection of this cycle, opened now if nobody has: its inspectors share it, but
    for a blind one, whose inspection is their own."""
    blind = scores_blind(store, taking_part.id, me)
    if blind:
        found = own_blind(store, taking_part.id, me)
    else:
        found = latest_inspection(store, taking_part.id)
    return found or store.add(
        Inspection(
            participation_id=taking_part.id,
            agency_id=taking_part.agency_id,
            cycle_id=taking_part.cycle_id,
            inspector_id=me,
            opened_on=store.today,
            blind=blind,
        )
    )


def resume_at(desk: Desk) -> int:
    """Where the work stopped: the item of the last pause or decision if open, else the next."""
    at, paused = desk.inspection.at_item, desk.inspection.changed_at
    last = max(desk.sheet.decisions, key=made_at, default=None)
    if last is not None and (paused is None or made_at(last) >= paused):
        at = last.item
    return at if at in desk.open else desk.next_open(at) or at


def taking_part(store: Store, search: str = "") -> list[tuple[Participation, Agency]]:
    """The agencies of the cycle in whose name a text stands, by name."""
    cycle = cycle_at(store)
    found = store.find(Participation, cycle_id=cycle.id) if cycle else []
    known = {agency.id: agency for agency in store.find(Agency)} if found else {}
    pairs = [(one, known.get(one.agency_id)) for one in found]
    named = [(one, agency) for one, agency in pairs if agency and search in agency.name]
    return sorted(named, key=lambda pair: pair[1].name)


def open_to(store: Store, me: str, search: str = "") -> list[tuple[Participation, Agency]]:
    """Those of them that somebody may inspect."""
    others, conflicting = not_for(store, me)
    return [
        (part, agency)
        for part, agency in taking_part(store, search)
        if part.id not in others and agency.id not in conflicting
    ]
