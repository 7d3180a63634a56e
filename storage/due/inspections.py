"""Inspections that nobody has gone on with: due since the day of their last decision."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from storage.agency import Agency
from storage.cycle import Cycle
from storage.due.due import Due, Scope, Source
from storage.inspection import Decision, Inspection
from storage.store import ZONE, Store


def _find(store: Store, scope: Scope) -> list[Due]:
    c, agency, cycle = Inspection.table.c, Agency.table, Cycle.table
    at, item = _last_decision(c.id)
    rows = store.connection.execute(
        select(c.id, c.inspector_id, c.at_item, c.opened_on, c.changed_at, at, item, agency.c.name)
        .join(agency, agency.c.id == c.agency_id)
        .join(cycle, cycle.c.id == c.cycle_id)
        .where(*scope.of(Inspection.table), c.finished_on.is_(None), cycle.c.closed_on.is_(None))
        .order_by(c.opened_on, c.id)
    )
    found = []
    for id, inspector_id, paused_item, opened_on, paused, decided, item, name in rows:
        times = [at.astimezone(ZONE).date() for at in (paused, decided) if at is not None]
        goes_on = decided is not None and (paused is None or decided >= paused)
        found.append(
            Due(
                subject=f"inspection:{id}",
                due=max([opened_on, *times]),
                what=name,
                agency_id=scope.agency_id,
                words={"agency": name, "item": item if goes_on else paused_item},
                record_id=id,
                inspector_id=inspector_id,
            )
        )
    return found


def _last_decision(inspection_id: ColumnElement[str]) -> tuple[ScalarSelect[Any], ...]:
    """When and on which item an inspection's last decision was made."""
    decision = Decision.table.c
    made = func.coalesce(decision.changed_at, decision.entered_at)
    last = select(decision.item).where(decision.inspection_id == inspection_id)
    last = last.order_by(made.desc(), decision.id.desc()).limit(1)
    return last.with_only_columns(made).scalar_subquery(), last.scalar_subquery()


INSPECTIONS = Source("inspections", _find)
