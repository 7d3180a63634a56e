"""The ways on from a record to its client's file and to the paper copy of its list."""

from handlers.formkit.view import Choice, press
from handlers.front import ALL
from handlers.turn import Turn
from storage.client import Client
from storage.entity import Record
from storage.visit import Hazard, Visit


def record_ways(turn: Turn, record: Record) -> tuple[Choice, ...]:
    """What stands beside 更正 in a record's view."""
    if turn.actor.role not in ALL:
        return ()
    if isinstance(record, Client):
        return (Choice("一企一档", press("doc.open", record.id)),)
    counts = isinstance(record, Visit) and record.withdrawn_at is None
    if counts and turn.store.find(Hazard, visit_id=record.id, limit=1):
        return (Choice("打印隐患清单", press("doc.paper", record.id)),)
    return ()
