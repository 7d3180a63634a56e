"""Statements by their shape, built once: building one costs several times what running it does."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Table, Update, bindparam, select, update

_SOUGHT = "is_"
"""Names the parameters of a WHERE, beside those of a SET."""


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
