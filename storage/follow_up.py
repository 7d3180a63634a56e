"""Follow-ups (服务回访) of clients (item 5)."""

from datetime import date
from typing import Annotated

from storage.entity import Key, Record, stored
from storage.store import Store
from storage.visit import Visit


@stored(
    "follow_up",
    "服务回访",
    "HF",
    ("agency_id", "client_id", "withdrawn_at", "on"),
    ("client_id", "on"),
    ("agency_id", "on"),
)
class FollowUp(Record):
    agency_id: Annotated[str, Key("agency")]
    client_id: Annotated[str, Key("client")]
    on: date
    way: str
    outcome: str
    photos: tuple[str, ...] = ()


def newly_answered(store: Store, follow_up: FollowUp) -> list[Visit]:
    """The visits of its client that have this follow-up and no other (reading.md, section 8: one
    answers all earlier visits), oldest first."""
    client = follow_up.client_id
    others = [f.on for f in store.find(FollowUp, client_id=client) if f.id != follow_up.id]
    last = max(others, default=None)
    visits = store.find(Visit, client_id=client, order="on")
    return [v for v in visits if v.on <= follow_up.on and (last is None or last < v.on)]
