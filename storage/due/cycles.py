"""Cycles about to end: once for each agency that takes part, once for the bureau."""

from datetime import timedelta

from storage.cycle import Cycle, Participation
from storage.due.due import Due, Scope, Source
from storage.store import Store

AHEAD = timedelta(days=90)


def _ending(store: Store) -> list[Cycle]:
    today = store.today
    return [c for c in store.find(Cycle, order="end") if today <= c.end <= today + AHEAD]


def _of_agency(store: Store, scope: Scope) -> list[Due]:
    joined = {p.cycle_id for p in store.find(Participation, agency_id=scope.agency_id)}
    return [_due(c, scope) for c in _ending(store) if c.id in joined]


def _of_bureau(store: Store, scope: Scope) -> list[Due]:
    return [_due(cycle, scope) for cycle in _ending(store)]


def _due(cycle: Cycle, scope: Scope) -> Due:
    return Due(
        subject=f"cycle:{cycle.id}:{scope.agency_id or ''}",
        due=cycle.end,
        what=cycle.name,
        agency_id=scope.agency_id,
        words={"cycle": cycle.name, "end": cycle.end},
        record_id=cycle.id,
    )


CYCLE_OF_AGENCY = Source("cycle_of_agency", _of_agency)
CYCLE_OF_BUREAU = Source("cycle_of_bureau", _of_bureau, bureau=True)
