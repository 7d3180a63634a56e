"""A record is a frozen dataclass, and its table is derived from it: one description, not two."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Self,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from sqlalchemy import Boolean, Column, ForeignKey, Index, MetaData, RowMapping, Table, Text, text
from sqlalchemy.types import TypeEngine

from storage.columns import PLAIN, Word

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)
T = TypeVar("T", bound="Record")


@dataclass(frozen=True)
class Key:
    """Says of a field that it holds the id of a row of another table."""

    table: str


@dataclass(frozen=True)
class Unique:
    """Says of a field that no two rows may share it."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """What every record carries beside its own fields; ``Store.add`` fills all of it in.

    ``id`` is ours (UUIDv7), ``number`` the running number that a person reads, ``entered_at``
    the time of entry (the day of the event is the record's own field), ``revision`` counts
    corrections, a record with ``withdrawn_at`` no longer counts, and ``submit_key`` makes a
    submission happen once.
    """

    table: ClassVar[Table]
    label: ClassVar[str]
    prefix: ClassVar[str]
    remarks: ClassVar[tuple[str, ...]] = ()
    """The fields that hold text or None."""

    id: str = ""
    number: str = ""
    entered_at: datetime | None = None
    entered_by: str | None = None
    changed_at: datetime | None = None
    revision: int = 1
    withdrawn_at: datetime | None = None
    submit_key: Annotated[str | None, Unique()] = None

    def __post_init__(self) -> None:
        # Blank text says nothing: kept as None, a query need not look into it.
        for name in self.remarks:
            value = getattr(self, name)
            if value is not None and not value.strip():
                object.__setattr__(self, name, None)

    @classmethod
    def of(cls, row: RowMapping) -> Self:
        return cls(**row)

    def values(self) -> dict[str, Any]:
        return dict(vars(self))


def _column(name: str, hint: Any) -> Column[Any]:
    extras: Iterable[Any] = ()
    if get_origin(hint) is Annotated:
        hint, *extras = get_args(hint)
    nullable = False
    if get_origin(hint) in (Union, UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not NoneType]
        nullable, hint = len(kinds) < len(get_args(hint)), kinds[0]
    keys = [ForeignKey(f"{extra.table}.id") for extra in extras if isinstance(extra, Key)]
    unique = any(isinstance(extra, Unique) for extra in extras)
    kind = _kind(hint)
    return Column(
        name, kind, *keys, primary_key=name == "id", nullable=nullable, unique=unique or None
    )


def _kind(hint: Any) -> TypeEngine[Any]:
    if hint is bool:
        return Boolean()
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Word(hint)
    if hint in PLAIN:
        return PLAIN[hint]
    raise TypeError(f"no column for {hint!r}")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def stored(
    name: str, label: str, prefix: str, *indexes: tuple[str, ...] | Index
) -> Callable[[type[T]], type[T]]:
    """Derive the table ``name`` of a record class; ``label`` is its Chinese name, ``prefix`` heads
    its running numbers (HT-2026-0007), each of ``indexes`` is an index or the columns of one."""

    def derive(cls: type[T]) -> type[T]:
        made = dataclass(frozen=True, kw_only=True)(cls)
        hints = get_type_hints(made, include_extras=True)
        columns = [_column(field.name, hints[field.name]) for field in fields(made)]
        made.label, made.prefix = label, prefix
        made.remarks = tuple(c.name for c in columns if c.nullable and isinstance(c.type, Text))
        wanted = (each if isinstance(each, Index) else Index(None, *each) for each in indexes)
        made.table = Table(name, metadata, *columns, *wanted)
        KINDS[name] = made
        return made

    return derive


KINDS: dict[str, type[Record]] = {}
"""Every kind of record by the name of its table."""


def partial(name: str, *columns: str, where: str) -> Index:
    """An index of the rows for which something holds: a query that asks for it, in the same words,
    reads those alone."""
    condition = text(where)
    return Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


def plain(value: Any) -> Any:
    """A field's value as JSON: how the audit trail keeps it."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return list(value) if isinstance(value, tuple) else value
