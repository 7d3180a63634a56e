"""Major hazards whose rectification was reported and that the agency has not seen for itself."""

from datetime import timedelta

from sqlalchemy import select

from storage.client import Client
from storage.due.due import Due, Scope, Source
from storage.store import Store
from storage.visit import Grade, Hazard, Visit

DAYS = 7
"""Ours: the standard names no number of days for a recheck."""


def _find(store: Store, scope: Scope) -> list[Due]:
    hazard, client, visit = Hazard.table, Client.table, Visit.table
    c = hazard.c
    rows = store.connection.execute(
        select(c.id, c.rectified_on, c.place, client.c.name)
        .join(client, client.c.id == c.client_id)
        .join(visit, visit.c.id == c.visit_id)
        .where(
            *scope.of(hazard),
            c.grade == Grade.MAJOR,
            c.rectified_on.between(scope.start, store.today),
            c.rechecked_on.is_(None),
            visit.c.withdrawn_at.is_(None),
        )
        .order_by(c.rectified_on, c.id)
    )
    return [
        Due(
            subject=f"hazard:{id}",
            due=rectified_on + timedelta(days=DAYS),
            what=f"{name}·{place}",
            agency_id=scope.agency_id,
            words={"client": name, "place": place, "rectified": rectified_on},
            preset={"hazard_id": id},
        )
        for id, rectified_on, place, name in rows
    ]


RECHECKS = Source("rechecks", _find)
