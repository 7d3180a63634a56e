"""Looking for records: by client, number, day and state, within what the asker may see."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Select,
    Table,
    and_,
    exists,
    false,
    literal_column,
    or_,
    select,
    union_all,
)

from storage.agency import Agency
from storage.client import INCOMPLETE, Client
from storage.contract import UNSCANNED, VAGUE
from storage.entity import KINDS, Record
from storage.gathering import Gathered
from storage.store import Store
from storage.visit import Grade, Hazard, SignedList, Visit

Condition = ColumnElement[bool]

DAYS = ("on", "signed_on", "handed_on", "since")
"""The column that says when a record's event happened, the first that a kind has."""

SAYS = ("name", "topic", "place", "description", "content", "done", "signer", "number")
"""Columns in which a word is looked for, beside the client's and the agency's name."""

NAMES = ("name", "topic", "number")
"""Those of them that are short enough for everybody's records of every kind at once."""

_NUMBER = re.compile(r"([A-Za-z]{2})-[0-9]{4}-[0-9]{4,}")
_BRACKET = re.compile("[()（）]")


@dataclass(frozen=True)
class Wanted:
    """``kinds`` are tables' names; each of ``words`` must stand somewhere in the record, its event
    lie between ``first`` and ``last``, and all ``states`` (names of ``STATES``) hold."""

    kinds: tuple[str, ...]
    words: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Scope:
    """Whose records: an agency's, a client's, or (both None) everybody's."""

    agency_id: str | None = None
    client_id: str | None = None


def _hazards(*more: Condition) -> Condition:
    h = Hazard.table.c
    return exists().where(h.visit_id == Visit.table.c.id, h.withdrawn_at.is_(None), *more)


def _signed() -> Condition:
    s = SignedList.table.c
    held = (s.withdrawn_at.is_(None), s.voided_on.is_(None), s.refusal.is_(None))
    return exists().where(s.visit_id == Visit.table.c.id, *held)


def _words(condition: str) -> Condition:
    """A condition in the words of a partial index."""
    return literal_column(f"({condition})", Boolean)


def _of_contract(contract: Any, today: date) -> dict[str, Condition]:
    return {
        "未上传": contract.uploaded_on.is_(None),
        "已上传": contract.uploaded_on.is_not(None),
        "缺扫描件": _words(UNSCANNED),
        "不明确": _words(VAGUE),
        "在期": and_(
            or_(contract.ends_on.is_(None), contract.ends_on >= today),
            or_(contract.starts_on.is_(None), contract.starts_on <= today),
        ),
        "到期": contract.ends_on < today,
    }


def _of_hazard(hazard: Any, today: date) -> dict[str, Condition]:
    open_ = hazard.rectified_on.is_(None)
    return {
        "重大": hazard.grade == Grade.MAJOR,
        "一般": hazard.grade == Grade.GENERAL,
        "未整改": open_,
        "超期": and_(open_, hazard.deadline < today),
        "待复查": and_(~open_, hazard.rechecked_on.is_(None)),
        "已销号": hazard.rechecked_on.is_not(None),
        "未上传": hazard.uploaded_on.is_(None),
        "已上传": hazard.uploaded_on.is_not(None),
        "无整改意见": hazard.advice.is_(None),
    }


def _of_visit(visit: Any, today: date) -> dict[str, Condition]:
    return {
        "未签收": and_(_hazards(), ~_signed()),
        "已签收": _signed(),
        "未上传": _hazards(Hazard.table.c.uploaded_on.is_(None)),
        "无隐患": ~_hazards(),
        "有隐患": _hazards(),
    }


STATES: Mapping[str, Callable[[Any, date], dict[str, Condition]]] = {
    "contract": _of_contract,
    "hazard": _of_hazard,
    "visit": _of_visit,
    "signed_list": lambda signed, today: {
        "拒签": signed.refusal.is_not(None),
        "有异议": signed.disputes.is_not(None),
        "已失效": signed.voided_on.is_not(None),
    },
    "client": lambda client, today: {
        "资料不全": _words(INCOMPLETE),
    },
    "gathering": lambda gathering, today: {
        "培训": gathering.kind == Gathered.TRAINING,
        "会议": gathering.kind == Gathered.MEETING,
    },
}
"""The states that can be asked for, by kind: what each means on a day."""

WITHDRAWN = "作废"
"""The state of every kind; without it only what counts is found."""


@cache
def states_of(kind: str) -> frozenset[str]:
    """The words for the states of a kind."""
    made = STATES.get(kind)
    return frozenset((*(made(KINDS[kind].table.c, date.min) if made else ()), WITHDRAWN))


def look(
    store: Store, scope: Scope, wanted: Wanted, limit: int, offset: int = 0
) -> list[Record]:
    """The records that are wanted, the last entered first; kinds that don't know one of the states
    or have no day, where one is asked for, have none."""
    asked = (_of_kind(store, scope, wanted, kind) for kind in wanted.kinds)
    known = [query for query in asked if query is not None]
    if not known:
        return []
    if scope == Scope():
        newest = (query.order_by(query.selected_columns.id.desc()) for query in known)
        known = [select(query.limit(offset + limit).subquery()) for query in newest]
    every = union_all(*known).subquery()
    page = select(every).order_by(every.c.id.desc()).limit(limit).offset(offset)
    rows = store.connection.execute(page)
    return [record for row in rows if (record := store.get(KINDS[row.kind], row.id))]


def _of_kind(store: Store, scope: Scope, wanted: Wanted, kind: str) -> Select[Any] | None:
    table = KINDS[kind].table
    whose = _scoped(table, scope)
    when = _days(table, wanted)
    if whose is None or when is None or not set(wanted.states) <= states_of(kind):
        return None
    says = NAMES if scope == Scope() and len(wanted.kinds) > 1 else SAYS
    made = STATES[kind](table.c, store.today) if kind in STATES else {}
    gone = table.c.withdrawn_at
    return (
        select(literal_column(f"'{kind}'").label("kind"), table.c.id)
        .select_from(table)
        .where(
            *whose,
            *when,
            gone.is_not(None) if WITHDRAWN in wanted.states else gone.is_(None),
            *(made[state] for state in wanted.states if state != WITHDRAWN),
            *(_stands(table, word, scope, says) for word in wanted.words),
        )
    )


def _scoped(table: Table, scope: Scope) -> list[Condition] | None:
    """None: nothing of this kind is this asker's."""
    if scope.client_id is not None:
        column = table.c.id if table is Client.table else table.c.get("client_id")
        return None if column is None else [column == scope.client_id]
    if scope.agency_id is None:
        return []
    column = table.c.id if table is Agency.table else table.c.get("agency_id")
    return None if column is None else [column == scope.agency_id]


def _days(table: Table, wanted: Wanted) -> list[Condition] | None:
    if wanted.first is None or wanted.last is None:
        return []
    named = next((name for name in DAYS if name in table.c), None)
    if named is not None:
        return [table.c[named].between(wanted.first, wanted.last)]
    if table is Hazard.table:
        within = Visit.table.c.on.between(wanted.first, wanted.last)
        return [exists().where(Visit.table.c.id == table.c.visit_id, within)]
    return None


def _stands(table: Table, word: str, scope: Scope, says: tuple[str, ...]) -> Condition:
    """A word stands in the record itself, or in the name of whose it is."""
    if found := _NUMBER.fullmatch(word):
        same = table.c.number == word.upper()
        return same if KINDS[table.name].prefix == found[1].upper() else false()
    if not any(c.isascii() and c.isalnum() for c in word):
        says = tuple(name for name in says if name != "number")
    places = [_in(table.c[name], word) for name in says if name in table.c]
    places += [
        table.c[column].in_(select(of.c.id).where(_in(of.c.name, word), *own))
        for column, of, own in _owners(table, scope)
    ]
    return or_(false(), *places)


def _in(column: Column[Any], word: str) -> Condition:
    """A word of no letters, as Chinese is, needs no other case looked at, which takes longer; a
    bracket may be of either width."""
    like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    like = _BRACKET.sub("_", like)
    if word.lower() == word.upper():
        return column.like(like, escape="\\")
    return column.ilike(like, escape="\\")


def _owners(
    table: Table, scope: Scope
) -> Iterable[tuple[str, Table, list[Condition]]]:
    if "client_id" in table.c:
        mine = Client.table.c.agency_id == scope.agency_id
        yield "client_id", Client.table, [mine] if scope.agency_id else []
    if "agency_id" in table.c and scope == Scope():
        yield "agency_id", Agency.table, []
