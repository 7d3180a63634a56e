"""Hazards whose day for rectification is near or past."""

from datetime import timedelta

from sqlalchemy import select

from storage.client import Client
from storage.due.due import Due, Scope, Source
from storage.store import Store
from storage.visit import GRADE_NAMES, Hazard, Visit

AHEAD = timedelta(days=10)
SHORT = 20


def _short(description: str) -> str:
    """One line, enough to tell two hazards of one place apart."""
    line = " ".join(description.split())
    return line if len(line) <= SHORT else f"{line[:SHORT]}…"


def _find(store: Store, scope: Scope) -> list[Due]:
    hazard, client, visit = Hazard.table, Client.table, Visit.table
    c = hazard.c
    rows = store.connection.execute(
        select(c.id, c.deadline, c.grade, c.place, c.description, client.c.name)
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
            words={
                "client": name,
                "hazard": f"{place}：{_short(description)}",
                "grade": GRADE_NAMES[grade],
            },
            preset={"hazard_id": id},
        )
        for id, deadline, grade, place, description, name in rows
    ]


RECTIFICATIONS = Source("rectifications", _find)
