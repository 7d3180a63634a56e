"""Contracts that ask for something: an upload, or the visits that were agreed and not yet held."""

from datetime import timedelta

from sqlalchemy import func, select

from storage.client import Client
from storage.contract import Contract
from storage.due.due import Due, Scope, Source
from storage.store import Store
from storage.visit import Visit

AHEAD = timedelta(days=31)


def _not_uploaded(store: Store, scope: Scope) -> list[Due]:
    contract, client = Contract.table, Client.table
    rows = store.connection.execute(
        select(contract.c.id, contract.c.number, contract.c.signed_on, client.c.name)
        .join(client, client.c.id == contract.c.client_id)
        .where(
            *scope.of(contract),
            contract.c.uploaded_on.is_(None),
            contract.c.signed_on.between(scope.start, store.today),
        )
        .order_by(contract.c.signed_on, contract.c.id)
    )
    return [
        Due(
            subject=f"contract:{id}",
            due=signed_on,
            what=name,
            agency_id=scope.agency_id,
            words={"client": name, "number": number, "signed": signed_on},
            preset={"contract_ids": [id]},
        )
        for id, number, signed_on, name in rows
    ]


def _visits_left(store: Store, scope: Scope) -> list[Due]:
    """A visit within the contract's days counts for it, also where two contracts overlap."""
    contract, client, visit = Contract.table, Client.table, Visit.table
    held = (
        select(func.count())
        .select_from(visit)
        .where(
            visit.c.client_id == contract.c.client_id,
            visit.c.agency_id == contract.c.agency_id,
            visit.c.withdrawn_at.is_(None),
            visit.c.on >= func.coalesce(contract.c.starts_on, contract.c.signed_on),
            visit.c.on <= contract.c.ends_on,
        )
        .scalar_subquery()
    )
    c = contract.c
    rows = store.connection.execute(
        select(c.id, c.number, c.ends_on, c.visits, c.client_id, client.c.name, held)
        .join(client, client.c.id == c.client_id)
        .where(
            *scope.of(contract),
            c.ends_on.between(store.today, store.today + AHEAD),
            c.visits > held,
        )
        .order_by(c.ends_on, c.id)
    )
    return [
        Due(
            subject=f"contract:{id}",
            due=ends_on,
            what=name,
            agency_id=scope.agency_id,
            words={"client": name, "number": number, "agreed": agreed, "left": agreed - count},
            preset={"client_id": client_id},
        )
        for id, number, ends_on, agreed, client_id, name, count in rows
    ]


NOT_UPLOADED = Source("contracts_not_uploaded", _not_uploaded)
VISITS_LEFT = Source("contracts_visits_left", _visits_left)
