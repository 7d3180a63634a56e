"""From the reference of a case back to its record, and to one plain line that names it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, select

from storage.accident import Accident
from storage.client import Client
from storage.contract import Contract
from storage.entity import Record
from storage.evidence.gatherings import Quarter
from storage.site_check import SiteFinding
from storage.store import Store
from storage.visit import Hazard, Visit

CHUNK = 500
"""Ids in one statement: databases limit how many parameters they take."""


@dataclass(frozen=True)
class Opens:
    """A kind of reference whose case is a record: the columns that tell of it, and how."""

    record: type[Record]
    columns: tuple[str, ...]
    tell: Callable[[Row[Any]], str]


OPENS: Mapping[str, Opens] = {
    "contract": Opens(Contract, ("signed_on",), lambda row: f"{row.signed_on}签订"),
    "visit": Opens(Visit, ("on",), lambda row: f"{row.on}服务"),
    "client": Opens(Client, (), lambda row: ""),
    "accident": Opens(Accident, ("on",), lambda row: f"{row.on}发生"),
    "hazard": Opens(
        Hazard, ("place", "description"), lambda row: f"{row.place}：{row.description}"
    ),
    "site_finding": Opens(
        SiteFinding, ("place", "description"), lambda row: f"{row.place}：{row.description}"
    ),
}


def _quarter(said: str) -> str:
    year, _, number = said.partition("Q")
    known = year.isdecimal() and number in ("1", "2", "3", "4")
    return Quarter(int(year), int(number)).label if known else said


def _policy(said: str) -> str:
    return said if said.endswith(("制度", "守则")) else f"{said}制度"


TOLD: Mapping[str, Callable[[str], str]] = {
    "quarter": _quarter,
    "policy": _policy,
    "other": lambda said: said,
}
"""References that say all there is: no record stands behind them."""


def labels(store: Store, refs: Iterable[str]) -> dict[str, str]:
    """A plain line for each case; one whose record is not there is named by its reference."""
    wanted: dict[str, list[str]] = {}
    lines: dict[str, str] = {}
    for ref in refs:
        kind, _, said = ref.partition(":")
        lines[ref] = TOLD[kind](said) if kind in TOLD else ref
        if kind in OPENS:
            wanted.setdefault(kind, []).append(said)
    for kind, ids in wanted.items():
        lines.update(_named(store, kind, ids))
    return lines


def open_ref(store: Store, ref: str) -> Record | None:
    """The record of a case; None for a quarter, a policy, or what an inspector wrote."""
    kind, _, id = ref.partition(":")
    return store.get(OPENS[kind].record, id) if kind in OPENS else None


def _named(store: Store, kind: str, ids: list[str]) -> Iterator[tuple[str, str]]:
    for first in range(0, len(ids), CHUNK):
        for row in store.connection.execute(
            _lines(kind), {"ids": list(dict.fromkeys(ids[first : first + CHUNK]))}
        ):
            words = (row.number, row.client, OPENS[kind].tell(row))
            yield f"{kind}:{row.id}", " · ".join(word for word in words if word)


@cache
def _lines(kind: str) -> Select[Any]:
    opens = OPENS[kind]
    table, client = opens.record.table, Client.table
    columns = [table.c.id, table.c.number, client.c.name.label("client")]
    columns += [table.c[name] for name in opens.columns]
    source = client if table is client else table.join(client, client.c.id == table.c.client_id)
    ids: BindParameter[list[str]] = bindparam("ids", expanding=True)
    return select(*columns).select_from(source).where(table.c.id.in_(ids))
