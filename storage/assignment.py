"""Which inspectors look at which agency of a cycle (分工)."""

from datetime import date
from typing import Annotated

from storage.entity import Key, Record, stored
from storage.store import Store


@stored("assignment", "评定分工", "FG", ("participation_id",), ("inspector_id",))
class Assignment(Record):
    """``blind``: a second inspector who scores without seeing what the first ones decided."""

    participation_id: Annotated[str, Key("participation")]
    of_agency_id: Annotated[str, Key("agency")]
    inspector_id: Annotated[str, Key("person")]
    blind: bool = False
    since: date


def assigned(store: Store, participation_id: str) -> list[Assignment]:
    """Those of an agency's participation, the oldest first."""
    return store.find(Assignment, participation_id=participation_id)
