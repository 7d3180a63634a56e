"""Follow-ups that are due: one for each client, about its earliest visit nobody asked after."""

from datetime import timedelta

from sqlalchemy import exists, select

from storage.client import Client
from storage.due.due import Due, Scope, Source
from storage.follow_up import FollowUp
from storage.store import Store
from storage.visit import Visit


def _find(store: Store, scope: Scope) -> list[Due]:
    visit, client, follow_up = Visit.table, Client.table, FollowUp.table
    answered = exists().where(
        follow_up.c.client_id == visit.c.client_id,
        follow_up.c.withdrawn_at.is_(None),
        follow_up.c.on >= visit.c.on,
        follow_up.c.on <= store.today,
    )
    rows = store.connection.execute(
        select(visit.c.id, visit.c.client_id, visit.c.on, client.c.name)
        .join(client, client.c.id == visit.c.client_id)
        .where(*scope.of(visit), visit.c.on.between(scope.start, store.today), ~answered)
        .order_by(visit.c.on, visit.c.id)
    )
    found: dict[str, Due] = {}
    for id, client_id, on, name in rows:
        if client_id not in found:
            found[client_id] = Due(
                subject=f"visit:{id}",
                due=on + timedelta(days=scope.readings.follow_up_days),
                what=name,
                agency_id=scope.agency_id,
                words={"client": name, "visited": on},
                preset={"client_id": client_id},
            )
    return list(found.values())


FOLLOW_UPS = Source("follow_ups", _find)
