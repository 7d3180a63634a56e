"""A1 and A2 from the records themselves, counted as section 8 counts them, not from deductions."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, select

from storage.candidates import Piece
from storage.evidence import contracts, labels, visits
from storage.evidence.asked import Asked, Scope
from storage.store import Store
from storage.visit import Visit


def vague(store: Store, asked: Asked) -> list[Piece]:
    """Contracts without content, period or number of visits."""
    refs = _refs(store, asked, "contract", contracts.vague)
    return list(labels(store, refs).items())


def unproven(store: Store, asked: Asked) -> list[Piece]:
    """Visits without a record, or with hazards and no list that the client signed for."""
    refs = _refs(store, asked, "visit", visits.unproven)
    v = Visit.table.c
    undone = select(v.id).where(v.agency_id == asked.agency_id, v.done.is_(None))
    silent = {f"visit:{id}" for id in store.connection.scalars(undone)}
    return [
        (ref, f"{said}，{'没有服务记录' if ref in silent else '隐患清单没有签收'}")
        for ref, said in labels(store, refs).items()
    ]


def _refs(
    store: Store, asked: Asked, kind: str, query: Callable[[Scope], Select[Any]]
) -> list[str]:
    rows = store.connection.execute(query(Scope(known=False)), asked.binds)
    return [f"{kind}:{id}" for _day, id in sorted((day, id) for id, day in rows)]
