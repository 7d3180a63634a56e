"""A1 and A2 from the records themselves, counted as section 8 counts them, not from deductions."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, select, text

from storage.candidates import Piece
from storage.contract import VAGUE, Contract
from storage.evidence import contracts, labels, visits
from storage.evidence.asked import Asked, Scope
from storage.store import Store
from storage.visit import Visit


def vague(store: Store, asked: Asked) -> list[Piece]:
    """Contracts without content, period or number of visits, and which of these each lacks."""
    refs = _refs(store, asked, "contract", contracts.vague)
    c = Contract.table.c
    rows = store.connection.execute(
        select(c.id, c.content, c.starts_on, c.ends_on, c.visits).where(
            c.agency_id == asked.agency_id, text(f"({VAGUE})")
        )
    )
    lacks = {f"contract:{id}": "、".join(_lacking(*said)) for id, *said in rows}
    named = labels(store, refs).items()
    return [(ref, f"{said}，没有写明{lacks.get(ref, '')}") for ref, said in named]


def _lacking(
    content: str | None, first: date | None, last: date | None, visits: int | None
) -> Iterator[str]:
    if content is None:
        yield "服务内容"
    if first is None or last is None:
        yield "服务期限"
    if visits is None:
        yield "服务次数"


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
