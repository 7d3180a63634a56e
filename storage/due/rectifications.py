"""Hazards whose day for rectification is near or past."""

from datetime import timedelta

from sqlalchemy import select

from storage.client import Client
from storage.due.due import Due, Scope, Source
from storage.store import Store
from storage.visit import GRADE_NAMES, Hazard, Visit

AHEAD = timedelta(days=10)


def _find(store: Store, scope: Scope) -> list[Due]:
    hazard, client, visit = Hazard.table, Client.table, Visit.table
    rows = store.connection.execute(
        select(hazard.c.id, hazard.c.deadline, hazard.c.grade, hazard.c.place, client.c.name)
        .join(client, client.c.id == hazard.c.client_id)
        .join(visit, visit.c.id == hazard.c.visit_id)
        .where(
            *scope.of(hazard),
            hazard.c.rectified_on.is_(None),
            hazard.c.deadline.between(scope.start, store.today + AHEAD),
            visit.c.withdrawn_at.is_(None),
        )
        .order_by(hazard.c.deadline, hazard.c.id)
    )
    return [
        Due(
            subject=f"hazard:{id}",
            due=deadline,
            what=f"{name}·{place}",
            agency_id=scope.agency_id,
            words={"client": name, "place": place, "grade": GRADE_NAMES[grade]},
            preset={"hazard_id": id},
        )
        for id, deadline, grade, place, name in rows
    ]


RECTIFICATIONS = Source("rectifications", _find)
