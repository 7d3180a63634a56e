"""Statements by their shape, built once: building one costs several times what running it does."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Executable,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import sqlite

_SOUGHT = "is_"
"""Names the parameters of a WHERE, beside those of a SET."""

_SQLITE = sqlite.dialect()
"""One for all connections, so that a plan is made once and not for each of them."""


def sought(equal: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a WHERE of these equalities. None is asked for by the statement itself."""
    return {_SOUGHT + name: value for name, value in equal.items() if value is not None}


def shape(equal: dict[str, Any]) -> tuple[tuple[str, bool], ...]:
    """The columns of a WHERE, and which of them are to be null."""
    return tuple((name, value is None) for name, value in equal.items())


@lru_cache(maxsize=1024)
def selecting(
    table: Table, where: tuple[tuple[str, bool], ...], order: tuple[str, ...], limited: bool = False
) -> Select[Any]:
    """``order`` names columns, with a leading ``-`` for the last first. ``limited``: with the
    parameters ``limit`` and ``offset``."""
    wanted = select(table).where(*_equalities(table, where))
    for name in order:
        column = table.c[name.removeprefix("-")]
        wanted = wanted.order_by(column.desc() if name.startswith("-") else column)
    return wanted.limit(bindparam("limit")).offset(bindparam("offset")) if limited else wanted


@lru_cache(maxsize=1024)
def updating(
    table: Table, where: tuple[tuple[str, bool], ...], changed: tuple[str, ...]
) -> Update:
    """Sets the named columns from parameters of their names."""
    values = {name: bindparam(name, type_=table.c[name].type) for name in changed}
    return update(table).where(*_equalities(table, where)).values(values)


def _equalities(table: Table, where: tuple[tuple[str, bool], ...]) -> Iterable[Any]:
    for name, null in where:
        column = table.c[name]
        yield column.is_(None) if null else column == bindparam(_SOUGHT + name, type_=column.type)


@lru_cache(maxsize=256)
def inserting(table: Table) -> Insert:
    return insert(table)


@dataclass(frozen=True)
class Answer:
    """The rows of a statement as tuples in the order of ``names``, and how many it changed."""

    names: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    changed: int

    @property
    def first(self) -> tuple[Any, ...] | None:
        return self.rows[0] if self.rows else None

    @property
    def scalar(self) -> Any:
        return self.rows[0][0] if self.rows else None

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self.rows:
            yield dict(zip(self.names, row, strict=True))


def run(connection: Connection, statement: Executable, said: dict[str, Any]) -> Answer:
    """Run a statement that is kept (a constant, or one of the functions above) with its parameters.

    On SQLite it goes to the driver as it was compiled the first time: SQLAlchemy's own way costs
    ten times what the statement does, and a unit of work has a dozen of them."""
    if connection.dialect.name != "sqlite":
        result = connection.execute(statement, said)
        rows = [tuple(row) for row in result] if result.returns_rows else []
        names = tuple(result.keys()) if result.returns_rows else ()
        return Answer(names, rows, -1 if names else result.rowcount)
    plan = _plan(statement, tuple(said))
    cursor = connection.connection.cursor()
    cursor.execute(plan.sql, plan.binds(said))
    rows = plan.read(cursor.fetchall()) if plan.names else []
    changed = cursor.rowcount
    cursor.close()
    return Answer(plan.names, rows, changed)


Process = Callable[[Any], Any] | None


@dataclass(frozen=True)
class Plan:
    """A compiled statement: ``takes`` its parameters in order (name, how it is stored, value where
    none is said), ``gives`` how each column of a row is read."""

    sql: str
    takes: tuple[tuple[str, Process, Any], ...]
    names: tuple[str, ...]
    gives: tuple[Process, ...]

    def binds(self, said: dict[str, Any]) -> list[Any]:
        values = ((said.get(name, default), store) for name, store, default in self.takes)
        return [store(value) if store else value for value, store in values]

    def read(self, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        if not any(self.gives):
            return list(rows)
        return [
            tuple(
                read(value) if read else value for read, value in zip(self.gives, row, strict=True)
            )
            for row in rows
        ]


@lru_cache(maxsize=2048)
def _plan(statement: Any, keys: tuple[str, ...]) -> Plan:
    columns = list(keys) if isinstance(statement, Insert) else None
    compiled = statement.compile(dialect=_SQLITE, column_keys=columns)
    takes = []
    for name in compiled.positiontup:
        bound = compiled.binds[name]
        takes.append((name, bound.type.dialect_impl(_SQLITE).bind_processor(_SQLITE), bound.value))
    given = statement.exported_columns
    impls = (column.type.dialect_impl(_SQLITE) for column in given)
    gives = tuple(impl.result_processor(_SQLITE, None) for impl in impls)
    return Plan(str(compiled), tuple(takes), tuple(given.keys()), gives)
