"""Column types that keep what Python means: exact decimals, instants with a zone, enums, JSON."""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

Sequence = BigInteger().with_variant(Integer, "sqlite")
"""A primary key that counts up on both databases."""


class Exact(TypeDecorator[Decimal]):
    """A decimal kept as its digits: Numeric is stored as a float on SQLite."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Instant(TypeDecorator[datetime]):
    """An aware time, kept as UTC text of one fixed width, so that it sorts as it happened."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        utc = value if value.tzinfo is UTC else value.astimezone(UTC)
        return utc.isoformat(timespec="microseconds").replace("+00:00", "Z")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A calendar day as ISO text: the same comparisons on both databases."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Clock(TypeDecorator[time]):
    """A time of day, to the minute."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: time | None, dialect: Dialect) -> str | None:
        return None if value is None else value.strftime("%H:%M")

    def process_result_value(self, value: Any, dialect: Dialect) -> time | None:
        return None if value is None else time.fromisoformat(value)


class Word(TypeDecorator[StrEnum]):
    """A member of a StrEnum, kept as its value."""

    impl = String
    cache_ok = True

    def __init__(self, members: type[StrEnum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.members(value)


class Json(TypeDecorator[Any]):
    """JSON as text with sorted keys: the same bytes on both databases, fit for hashing."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class Names(Json):
    """A tuple of strings (files, people, policies), kept as a JSON list."""

    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))


def canonical(value: Any) -> str:
    """One spelling for one value: sorted keys, no spaces, text as it is."""
    return _encode(value)


_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


PLAIN: dict[Any, TypeEngine[Any]] = {
    str: Text(),
    int: BigInteger(),
    Decimal: Exact(),
    datetime: Instant(),
    date: Day(),
    time: Clock(),
    tuple[str, ...]: Names(),
    dict[str, Any]: Json(),
}
