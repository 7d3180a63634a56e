"""Visits that found hazards and whose list nobody has signed for yet."""

from datetime import timedelta

from sqlalchemy import exists, func, select

from storage.client import Client
from storage.due.due import Due, Scope, Source
from storage.store import Store
from storage.visit import Hazard, SignedList, Visit


def _find(store: Store, scope: Scope) -> list[Due]:
    visit, hazard, client, signed = Visit.table, Hazard.table, Client.table, SignedList.table
    witnessed = (func.coalesce(signed.c.witness, "") != "") | (signed.c.photos != ())
    handed_over = exists().where(
        signed.c.visit_id == visit.c.id,
        signed.c.withdrawn_at.is_(None),
        signed.c.signed_on <= store.today,
        signed.c.voided_on.is_(None),
        (func.coalesce(signed.c.refusal, "") == "") | witnessed,
    )
    rows = store.connection.execute(
        select(visit.c.id, visit.c.on, client.c.name, func.count(hazard.c.id))
        .join(client, client.c.id == visit.c.client_id)
        .join(hazard, hazard.c.visit_id == visit.c.id)
        .where(
            *scope.of(visit),
            visit.c.on.between(scope.start, store.today),
            hazard.c.withdrawn_at.is_(None),
            ~handed_over,
        )
        .group_by(visit.c.id, visit.c.on, client.c.name)
        .order_by(visit.c.on, visit.c.id)
    )
    return [
        Due(
            subject=f"visit:{id}",
            due=on + timedelta(days=scope.readings.list_days),
            what=name,
            agency_id=scope.agency_id,
            words={"client": name, "visited": on, "count": count},
            preset={"visit_id": id},
        )
        for id, on, name, count in rows
    ]


SIGNED_LISTS = Source("signed_lists", _find)
