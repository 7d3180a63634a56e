"""The cells of one worksheet as they stand in it: no formula is evaluated, no text guessed at."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from handlers.workbook.container import Handler
from handlers.workbook.outline import WorkbookError

ROWS, COLUMNS, STRINGS = 50_000, 200, 1_000_000
MANY_ROWS = f"行数太多，一个工作簿最多 {ROWS} 行。请分成几个文件导入。"
FORMULA = "这里是公式，不会计算。请复制以后“选择性粘贴”为数值。"
ERROR = "这里是 Excel 的出错值，请改正。"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Number(str):
    """A cell that Excel keeps as a number, in its own digits: an amount, a day, a phone."""


class Fault(str):
    """A cell that can't be used; the text says why."""


Cell = str
"""Text, a ``Number`` or a ``Fault``. TRUE and FALSE are 是 and 否."""


@dataclass(frozen=True)
class Row:
    """``number`` as Excel counts; cells by their column, from 0; blank ones are not there."""

    number: int
    cells: Mapping[int, Cell]


def unescaped(text: str) -> str:
    """Characters that XML can't carry are written _x000B_; an underscore that begins such a word
    is _x005F_ itself."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


class Strings(Handler):
    """xl/sharedStrings.xml: texts in pieces, without the reading that may stand above (rPh)."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] | None = None
        self._aside = 0

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "t":
            self._pieces = None if self._aside else []
        elif name == "si":
            if len(self.found) >= STRINGS:
                raise WorkbookError(MANY_ROWS)
            self.found.append("")
        elif name == "rPh":
            self._aside += 1

    def end(self, name: str) -> None:
        if name == "t" and self._pieces is not None:
            self.found[-1] += unescaped("".join(self._pieces))
            self._pieces = None
        elif name == "rPh":
            self._aside -= 1

    def text(self, piece: str) -> None:
        if self._pieces is not None:
            self._pieces.append(piece)


class Budget:
    """How many more rows a workbook may have."""

    def __init__(self, rows: int = ROWS) -> None:
        self.rows = rows

    def take(self) -> None:
        self.rows -= 1
        if self.rows < 0:
            raise WorkbookError(MANY_ROWS)


class Cells(Handler):
    """xl/worksheets/sheet1.xml: rows that have anything in them."""

    def __init__(self, shared: list[str], budget: Budget) -> None:
        self.rows: list[Row] = []
        self._shared, self._budget = shared, budget
        self._number, self._column = 0, -1
        self._cells: dict[int, Cell] = {}
        self._kind, self._formula, self._aside = "", False, 0
        self._pieces: list[str] | None = None
        self._said: list[str] = []

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "c":
            self._kind, self._formula, self._said = said.get("t", "n"), False, []
            place = said.get("r")
            self._column = column_of(place) if place else self._column + 1
        elif name in ("v", "t"):
            self._pieces = None if self._aside else []
        elif name == "f":
            self._formula = True
        elif name == "row":
            number = said.get("r", "")
            known = number.isascii() and number.isdigit() and len(number) <= 7
            self._number = int(number) if known else self._number + 1
            self._column, self._cells = -1, {}
        elif name == "rPh":
            self._aside += 1

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            if self._pieces is not None:
                self._said.append("".join(self._pieces))
                self._pieces = None
        elif name == "c":
            if (value := self._value()) and self._column < COLUMNS:
                self._cells[self._column] = value
        elif name == "row":
            if self._cells:
                self._budget.take()
                self.rows.append(Row(self._number, self._cells))
        elif name == "rPh":
            self._aside -= 1

    def text(self, piece: str) -> None:
        if self._pieces is not None:
            self._pieces.append(piece)

    def _value(self) -> Cell:
        said = "".join(self._said)
        if self._formula:
            return Fault(FORMULA)
        if self._kind == "s":
            return self._of_shared(said)
        if self._kind == "n":
            return Number(said.strip()) if said.strip() else ""
        if self._kind == "b":
            return "是" if said.strip() == "1" else "否"
        if self._kind == "e":
            return Fault(ERROR)
        text = unescaped(said)
        return text if text.strip() else ""

    def _of_shared(self, said: str) -> Cell:
        try:
            text = self._shared[int(said)]
        except (ValueError, IndexError):
            return Fault(ERROR)
        return text if text.strip() else ""


def column_of(place: str) -> int:
    """0 of A7, 27 of AB7."""
    number = 0
    for letter in place:
        if not "A" <= letter <= "Z" or number > 16_384:
            break
        number = number * 26 + ord(letter) - 64
    return number - 1


def shown(cell: Cell) -> str | Decimal:
    """A cell to be written again."""
    if not isinstance(cell, Number) or len(cell) > 30:
        return str(cell)
    try:
        number = Decimal(cell)
    except InvalidOperation:
        return str(cell)
    return number if number.is_finite() else str(cell)
