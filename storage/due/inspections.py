"""Inspections that nobody has gone on with: due since the day of their last decision."""

from sqlalchemy import func, select

from storage.agency import Agency
from storage.due.due import Due, Scope, Source
from storage.inspection import Decision, Inspection
from storage.store import ZONE, Store


def _find(store: Store, scope: Scope) -> list[Due]:
    inspection, decision, agency = Inspection.table, Decision.table, Agency.table
    touched = func.max(func.coalesce(decision.c.changed_at, decision.c.entered_at))
    last = (
        select(touched)
        .where(decision.c.inspection_id == inspection.c.id)
        .correlate(inspection)
        .scalar_subquery()
    )
    c = inspection.c
    rows = store.connection.execute(
        select(c.id, c.inspector_id, c.at_item, c.opened_on, c.changed_at, last, agency.c.name)
        .join(agency, agency.c.id == c.agency_id)
        .where(*scope.of(inspection), c.finished_on.is_(None))
        .order_by(c.opened_on, c.id)
    )
    found = []
    for id, inspector_id, at_item, opened_on, changed_at, decided_at, name in rows:
        times = [at.astimezone(ZONE).date() for at in (changed_at, decided_at) if at is not None]
        found.append(
            Due(
                subject=f"inspection:{id}",
                due=max([opened_on, *times]),
                what=name,
                agency_id=scope.agency_id,
                words={"agency": name, "item": at_item},
                record_id=id,
                inspector_id=inspector_id,
            )
        )
    return found


INSPECTIONS = Source("inspections", _find)
