"""Workbooks that Excel and WPS open: a template, an export, and a file with its faults marked."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook as Written
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from handlers.workbook.columns import Column, Shown

TYPED = 1000
"""To how many rows a template's lists of choices reach."""

_HEAD = PatternFill("solid", fgColor="DCE9F7")
_MUST = PatternFill("solid", fgColor="FBE5D6")
_BAD = PatternFill("solid", fgColor="F8CBAD")
_BOLD, _TOP = Font(bold=True), Alignment(vertical="top", wrap_text=True)
_RISKY = re.compile("^[=+@\t\r-]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b\x0c\x0d-\x1f\ufffe\uffff\ud800-\udfff]")

Line = Sequence[Shown]


class Sheets:
    """A workbook in the making; ``bytes`` ends it."""

    def __init__(self) -> None:
        self._book = Written(write_only=True)

    def sheet(
        self,
        title: str,
        columns: Sequence[Column],
        lines: Iterable[Line],
        *,
        bad: frozenset[int] = frozenset(),
        choices: bool = False,
        headed: bool = True,
    ) -> None:
        """``bad`` are the places, from 0, of lines to be marked; not ``headed``: the headings are
        among the lines."""
        made: Any = self._book.create_sheet(title)
        made.freeze_panes = "B2" if columns[0].field == "number" else "A2"
        for at, column in enumerate(columns, 1):
            made.column_dimensions[get_column_letter(at)].width = column.width
        if choices:
            for rule in _rules(columns):
                made.data_validations.append(rule)
        if headed:
            made.append([_heading(made, column) for column in columns])
        for at, line in enumerate(lines):
            made.append([_cell(made, value, at in bad) for value in line])

    def words(self, title: str, rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
        """A sheet for people alone."""
        made: Any = self._book.create_sheet(title)
        for at, width in enumerate(widths, 1):
            made.column_dimensions[get_column_letter(at)].width = width
        for at, row in enumerate(rows):
            cells = [_cell(made, text) for text in row]
            for cell in cells:
                cell.alignment = _TOP
                if at == 0 or row[0] == "工作表":
                    cell.font = _BOLD
            made.append(cells)

    def bytes(self) -> bytes:
        out = BytesIO()
        self._book.save(out)
        return out.getvalue()


def _heading(sheet: Any, column: Column) -> Any:
    cell = WriteOnlyCell(sheet, column.label)
    cell.font, cell.fill = _BOLD, _MUST if column.required else _HEAD
    return cell


def _cell(sheet: Any, value: Shown, bad: bool = False) -> Any:
    content: Any = escaped(value) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, content)
    if isinstance(value, str):
        # Text it stays, whatever it begins with: nothing of it is a formula.
        cell.data_type = "s"
        if _RISKY.match(value):
            cell.quotePrefix = True
    elif isinstance(value, Decimal):
        cell.number_format = "#,##0.00"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if bad:
        cell.fill = _BAD
    return cell


def escaped(text: str) -> str:
    """What XML can't carry, as Excel writes it (``grid.unescaped`` reads it)."""
    return _ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _rules(columns: Sequence[Column]) -> Iterable[DataValidation]:
    for at, column in enumerate(columns, 1):
        words = ",".join(column.options())
        if words and len(words) < 250:
            letter = get_column_letter(at)
            rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
            rule.error = "请从列表里选一个。"
            rule.add(f"{letter}2:{letter}{TYPED}")
            yield rule
