"""Which inspectors look at which agency of a cycle (分工)."""

from datetime import date
from typing import Annotated

from sqlalchemy import exists, func, select

from storage.choosing import Listing
from storage.cycle import Cycle, Participation
from storage.entity import Key, Record, stored
from storage.organisation import Membership, Role
from storage.person import Person
from storage.store import Store

_person, _member = Person.table, Membership.table


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


def kept_by(store: Store, person_id: str) -> int:
    """How many agencies of cycles that go on are assigned to somebody."""
    given, part, cycle = Assignment.table.c, Participation.table.c, Cycle.table.c
    wanted = (
        select(func.count())
        .join_from(Assignment.table, Participation.table, part.id == given.participation_id)
        .join(Cycle.table, cycle.id == part.cycle_id)
        .where(
            given.inspector_id == person_id,
            given.withdrawn_at.is_(None),
            cycle.closed_on.is_(None),
        )
    )
    return store.connection.scalar(wanted) or 0


INSPECTORS = Listing(
    select(_person.c.id, _person.c.name),
    id=_person.c.id,
    order=(_person.c.name,),
    searched=(_person.c.name,),
    still=(
        _person.c.withdrawn_at.is_(None),
        exists().where(
            _member.c.person_id == _person.c.id,
            _member.c.role == Role.INSPECTOR,
            _member.c.withdrawn_at.is_(None),
            _member.c.until.is_(None),
        ),
    ),
)
"""Who may be chosen to inspect, or to keep away."""
