"""The kinds of column: how a cell becomes a value, by the rules of the form's own question."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from handlers.formkit import Invalid
from handlers.formkit.days import FIRST, parse_day, within
from handlers.formkit.question import Question
from handlers.formkit.wording import plain
from handlers.formkit.world import World
from handlers.workbook.grid import Cell, Fault, Number

_DAY = re.compile(r"[0-9]{4}\s*[-/.年]\s*[0-9]{1,2}\s*[-/.月]\s*[0-9]{1,2}\s*[日号]?|[0-9]{8}")
_MIDNIGHT = re.compile(r"[T ]+0?0:00(:00(\.0+)?)?Z?$")
_NUMBER = re.compile(r"-?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?")
_LAST_SERIAL = 2_958_465
_PARTS = re.compile(r"[、，,;；\n/]+")

Value = Any
Shown = str | int | Decimal | date | None
"""What is written into a cell."""


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """What two spellings of one name share: neither width, case nor blanks tell them apart."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in wide if not c.isspace() and unicodedata.category(c) != "Cf")


@dataclass(frozen=True)
class Sense:
    """What a cell's meaning depends on beside itself."""

    world: World
    since_1904: bool = False


@dataclass(frozen=True, kw_only=True)
class Column:
    """``field`` of the record; ``also`` are other headings people use. A column of text."""

    label: str
    field: str
    question: Question | None = None
    required: bool = False
    also: tuple[str, ...] = ()
    note: str = ""
    width: int = 14

    def read(self, cell: Cell, sense: Sense) -> Value:
        """Raises Invalid. A blank cell is never asked."""
        text = said(cell)
        return self.question.parse(text, sense.world) if self.question else text.strip()

    def show(self, value: Value) -> Shown:
        return None if value is None else str(value)

    def options(self) -> tuple[str, ...]:
        return ()


def said(cell: Cell) -> str:
    """A cell as text: a phone that Excel took for a number is its digits."""
    if isinstance(cell, Fault):
        raise Invalid(str(cell))
    if isinstance(cell, Number):
        number = decimal(cell)
        return format(number.to_integral_value() if number == int(number) else number, "f")
    return cell


def decimal(cell: Number) -> Decimal:
    """Excel keeps fifteen digits; what stands behind them is noise of its arithmetic."""
    if not _NUMBER.fullmatch(cell):
        raise Invalid("没看懂这个数。")
    try:
        number = Decimal(cell)
    except InvalidOperation:
        raise Invalid("没看懂这个数。") from None
    if number and abs(number.adjusted()) > 30:
        raise Invalid("这个数太大或太小了。")
    if not number:
        return Decimal(0)
    return number.quantize(Decimal(1).scaleb(max(-15, number.adjusted() - 14)))


@dataclass(frozen=True, kw_only=True)
class Day(Column):
    """A day in full: a workbook has no today, so 昨天 and 3月5日 are none. ``future``: days to come
    are allowed."""

    future: bool = False
    width: int = 12

    def read(self, cell: Cell, sense: Sense) -> date:
        today = sense.world.today
        last = date(today.year + 50, 12, 31) if self.future else today
        return within(_day(cell, sense), FIRST, last, self.label)

    def show(self, value: Value) -> Shown:
        return value  # type: ignore[no-any-return]


def _day(cell: Cell, sense: Sense) -> date:
    unclear = Invalid("没看懂这个日期，请写成 2026-03-05 这样。")
    if isinstance(cell, Number):
        number = decimal(cell)
        if 0 < number <= _LAST_SERIAL:
            first = date(1904, 1, 1) if sense.since_1904 else date(1899, 12, 30)
            days = int(number)
            return first + timedelta(days) if days < _LAST_SERIAL - 1462 else date.max
        if number != int(number):
            raise unclear
    text = _MIDNIGHT.sub("", plain(said(cell)))
    if not _DAY.fullmatch(text):
        raise unclear
    return parse_day(text, sense.world.today, True)


@dataclass(frozen=True, kw_only=True)
class Hour(Column):
    """A time of day, to the minute."""

    width: int = 9

    def read(self, cell: Cell, sense: Sense) -> time:
        if isinstance(cell, Number):
            part = decimal(cell) % 1
            minutes = int((part * 1440).to_integral_value())
            return time(minutes // 60 % 24, minutes % 60)
        found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})(:[0-9]{2})?", plain(said(cell)))
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise Invalid("没看懂这个时间，请写成 9:30 这样。")
        return time(int(found[1]), int(found[2]))

    def show(self, value: Value) -> Shown:
        return None if value is None else f"{value:%H:%M}"


@dataclass(frozen=True, kw_only=True)
class Figure(Column):
    """A count or an amount."""

    width: int = 11

    def show(self, value: Value) -> Shown:
        return value  # type: ignore[no-any-return]


@dataclass(frozen=True, kw_only=True)
class Choice(Column):
    """One of a few words."""

    words: Mapping[Any, str] = field(default_factory=dict)

    def read(self, cell: Cell, sense: Sense) -> Value:
        wanted = fold(said(cell))
        for value, word in self.words.items():
            if fold(word) == wanted:
                return value
        near = [v for v, w in self.words.items() if fold(w) in wanted or wanted in fold(w)]
        if len(near) == 1 and len(wanted) > 1:
            return near[0]
        raise Invalid(f"可以填：{'、'.join(self.words.values())}。")

    def show(self, value: Value) -> Shown:
        return self.words.get(value)

    def options(self) -> tuple[str, ...]:
        return tuple(self.words.values())


_TRUE, _FALSE = frozenset("是有√✓yY1"), frozenset("否无没×✗nN0")


@dataclass(frozen=True, kw_only=True)
class Truth(Choice):
    """是 or 否, or as people tick."""

    words: Mapping[Any, str] = field(default_factory=lambda: {True: "是", False: "否"})

    def read(self, cell: Cell, sense: Sense) -> bool:
        text = said(cell).strip()
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        return bool(super().read(cell, sense))


@dataclass(frozen=True, kw_only=True)
class Several(Column):
    """Some of a few words, or ``none`` of them said as such."""

    words: tuple[str, ...] = ()
    none: str = "无"
    width: int = 30

    def read(self, cell: Cell, sense: Sense) -> tuple[str, ...]:
        parts = [part.strip() for part in _PARTS.split(said(cell)) if part.strip()]
        if [fold(part) for part in parts] == [fold(self.none)]:
            return ()
        known = {fold(word): word for word in self.words}
        strange = [part for part in parts if fold(part.removesuffix("制度")) not in known]
        if strange:
            known_ones = "、".join(self.words)
            raise Invalid(f"不认识“{strange[0]}”。可以填：{known_ones}，或者“{self.none}”。")
        found = {known[fold(part.removesuffix("制度"))] for part in parts}
        return tuple(word for word in self.words if word in found)

    def show(self, value: Value) -> Shown:
        if value is None:
            return None
        return "、".join(value) or self.none


@dataclass(frozen=True, kw_only=True)
class Refers(Column):
    """Names another record; what it means is settled where the sheet is."""

    width: int = 26

    def read(self, cell: Cell, sense: Sense) -> str:
        return said(cell).strip()


def parts_of(text: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(text) if part.strip()]
