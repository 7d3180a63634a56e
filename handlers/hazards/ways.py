"""The ways on from a record that hazards add: a client's over time, rectify, recheck, report."""

from collections.abc import Iterator

from handlers.formkit.view import Choice, press
from handlers.front import OF_AGENCY
from handlers.hazards.ledger import of_client
from handlers.turn import Turn
from storage.alarms import alarm_of
from storage.client import Client
from storage.entity import Record
from storage.hazards import State, state_of
from storage.visit import Grade, Hazard, Visit

REPORT = "一键快报"


def record_ways(turn: Turn, record: Record) -> tuple[Choice, ...]:
    """What stands beside 更正 in a record's view, while the record counts."""
    if record.withdrawn_at is not None:
        return ()
    if isinstance(record, Client):
        return (of_client(record),)
    if isinstance(record, Visit):
        return tuple(_of_visit(turn, record))
    return tuple(_of_hazard(turn, record)) if isinstance(record, Hazard) else ()


def _writes(turn: Turn, record: Hazard | Visit) -> bool:
    return turn.actor.role in OF_AGENCY and turn.actor.agency_id == record.agency_id


def _of_visit(turn: Turn, visit: Visit) -> Iterator[Choice]:
    """One button for all major hazards of the visit that were not reported yet."""
    if not _writes(turn, visit):
        return
    majors = turn.store.find(Hazard, visit_id=visit.id, grade=Grade.MAJOR, rechecked_on=None)
    if any(alarm_of(turn.store, hazard.id) is None for hazard in majors):
        yield Choice(REPORT, press("alarm.visit", visit.id))


def _of_hazard(turn: Turn, hazard: Hazard) -> Iterator[Choice]:
    if _writes(turn, hazard):
        state = state_of(hazard)
        if state is State.OPEN:
            yield Choice("登记整改", press("haz.rectify", hazard.id))
        if state is State.RECTIFIED:
            yield Choice("登记复查", press("haz.recheck", hazard.id))
    alarm = alarm_of(turn.store, hazard.id)
    if alarm is not None:
        yield Choice("快报情况", press("alarm.show", alarm.id))
    elif hazard.grade is Grade.MAJOR and hazard.rechecked_on is None and _writes(turn, hazard):
        yield Choice(REPORT, press("alarm.raise", hazard.id))
