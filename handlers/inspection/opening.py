"""Finds an inspection and lays it on an inspector's desk, or says kindly why it can't be."""

from handlers.inspection.desk import Desk
from handlers.scorecard.item import made_at
from handlers.scorecard.load import live
from handlers.turn import Refused, Turn
from storage.agency import Agency
from storage.cycle import Participation, cycle_at
from storage.inspection import Inspection, latest_inspection
from storage.organisation import Role
from storage.store import Store

ONLY_INSPECTORS = "现场评定由评定人员进行，您现在的身份不能评定。要看得分请发“得分”。"


def require_inspector(turn: Turn) -> None:
    if turn.actor.role is not Role.INSPECTOR:
        raise Refused(ONLY_INSPECTORS)


def desk_at(store: Store, inspection_id: str, me: str) -> Desk | None:
    """None where there is no such inspection: a forged or a very old button."""
    inspection = store.get(Inspection, inspection_id)
    if inspection is None:
        return None
    part = store.get(Participation, inspection.participation_id)
    assert part is not None
    return Desk(inspection, live(store, part, inspection=inspection), me)


def begin(store: Store, taking_part: Participation, me: str) -> Inspection:
    """The agency's inspection of this cycle, opened now if nobody has: its inspectors share it."""
    return latest_inspection(store, taking_part.id) or store.add(
        Inspection(
            participation_id=taking_part.id,
            agency_id=taking_part.agency_id,
            cycle_id=taking_part.cycle_id,
            inspector_id=me,
            opened_on=store.today,
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
    pairs = [(one, store.get(Agency, one.agency_id)) for one in found]
    named = [(one, agency) for one, agency in pairs if agency and search in agency.name]
    return sorted(named, key=lambda pair: pair[1].name)


