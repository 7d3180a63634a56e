"""Follow-ups (服务回访) of clients (item 5)."""

from datetime import date
from typing import Annotated

from storage.entity import Key, Record, stored


@stored("follow_up", "服务回访", "HF", ("client_id", "on"), ("agency_id", "on"))
class FollowUp(Record):
    agency_id: Annotated[str, Key("agency")]
    client_id: Annotated[str, Key("client")]
    on: date
    way: str
    outcome: str
    photos: tuple[str, ...] = ()
