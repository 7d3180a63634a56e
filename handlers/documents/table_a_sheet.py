"""表A as a workbook: the same cells as on paper, ready to be printed or filled in by hand."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from handlers.documents.table_a import (
    ANNEX,
    COLUMNS,
    HEADS,
    Cell,
    Part,
    lead,
    losses,
    note,
    parts,
)
from handlers.scorecard.sheet import Sheet
from handlers.workbook.writing import escaped

WIDTHS = (6.0, 12.0, 24.0, 7.0, 42.0, 16.0)
TITLE = "表A"
GOT = COLUMNS
"""The column of 评定得分, from 1."""
LINE_HEIGHT, MARGIN = 15.0, 6.0
_LINE = Side(style="thin")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_BOLD, _PLAIN, _FAINT = Font(bold=True), Font(), Font(color="6E6E6E", size=9)


class _Page:
    """The one sheet, written from top to bottom: ``at`` is the next free row."""

    def __init__(self) -> None:
        self.book = Workbook()
        active: Any = self.book.active
        self.sheet = active
        self.sheet.title = TITLE
        self.at = 1
        for column, width in enumerate(WIDTHS, 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width

    def line(self, text: str, font: Font = _PLAIN, first: int = 1, centred: bool = False) -> None:
        """Words over the whole width, from column ``first``."""
        across = "center" if centred else "left"
        self.cell(self.at, first, text, font, Alignment(across, "center", wrap_text=True))
        self.merge(self.at, first, self.at, COLUMNS)
        self.high(self.at, text, sum(WIDTHS[first - 1 :]))
        self.at += 1

    def cell(self, row: int, column: int, content: Any, font: Font, how: Alignment) -> Any:
        made = self.sheet.cell(row, column)
        made.value = escaped(content) if isinstance(content, str) else content
        if isinstance(content, str):
            # Text it stays, whatever it begins with: nothing that people wrote is a formula.
            made.data_type = "s"
        made.font, made.alignment = font, how
        return made

    def merge(self, row: int, column: int, to_row: int, to_column: int) -> None:
        if (row, column) != (to_row, to_column):
            self.sheet.merge_cells(
                start_row=row, start_column=column, end_row=to_row, end_column=to_column
            )

    def high(self, row: int, text: str, width: float) -> None:
        """High enough for what it says: merged cells never grow by themselves."""
        known = self.sheet.row_dimensions[row].height or 0
        needed = lines(text, width) * LINE_HEIGHT + MARGIN
        self.sheet.row_dimensions[row].height = max(known, needed)


def lines(text: str, width: float) -> int:
    """In how many lines of so many characters (a Chinese one counts two) a text stands."""
    return sum(
        max(1, ceil(sum(1 if c.isascii() else 2 for c in one) / (width - 1)))
        for one in text.split("\n")
    )


def table_a_sheet(sheet: Sheet | None) -> bytes:
    """The workbook of the table, blank without a sheet."""
    page = _Page()
    for line in ANNEX:
        page.line(line, _BOLD, centred=True)
    for label, value in lead(sheet):
        page.cell(page.at, 1, label, _FAINT, Alignment(vertical="center"))
        page.merge(page.at, 1, page.at, 2)
        page.line(value, first=3)
    first, second = parts(sheet)
    ends = [_part(page, first)]
    page.sheet.row_breaks.append(Break(id=page.at - 1))
    begin, end = _part(page, second)
    ends.append((begin, end - 1))
    if sheet is None:
        _sum_formula(page, ends)
    elif note(sheet):
        page.line(note(sheet), _FAINT)
    if sheet is not None:
        _losses(page, sheet)
    _ready_to_print(page.sheet)
    out = BytesIO()
    page.book.save(out)
    return out.getvalue()


def _part(page: _Page, part: Part) -> tuple[int, int]:
    """A caption, the head, and the rows: the first and the last of those."""
    page.line(part.caption, _BOLD, centred=True)
    heads = (HEADS[0], HEADS[1], "", *HEADS[2:])
    middle = Alignment("center", "center", wrap_text=True)
    for column, head in enumerate(heads, 1):
        page.cell(page.at, column, head, _BOLD, middle).border = _BOX
    page.merge(page.at, 2, page.at, 3)
    page.high(page.at, HEADS[2], WIDTHS[3])
    begin = page.at + 1
    for row in range(begin, begin + part.rows):
        for column in range(1, COLUMNS + 1):
            page.sheet.cell(row, column).border = _BOX
    for one in part.cells:
        _printed(page, begin, one)
    page.at = begin + part.rows
    return begin, page.at - 1


def _printed(page: _Page, begin: int, one: Cell) -> None:
    row, column = begin + one.row, one.column + 1
    how = Alignment("left" if one.left else "center", "center", wrap_text=True)
    if _is_number(one.text):
        # A number stays one, so that it can be added up; what is said of it is its format.
        made = page.cell(row, column, Decimal(one.text), _PLAIN, how)
        made.number_format = f'General"（{one.mark}）"' if one.mark else "General"
    elif one.text:
        page.cell(row, column, "\n".join(filter(None, (one.text, one.mark))), _PLAIN, how)
    page.merge(row, column, row + one.rows - 1, column + one.columns - 1)
    width = sum(WIDTHS[column - 1 : column - 1 + one.columns])
    below = bool(one.mark) and not _is_number(one.text)
    shared = ceil((lines(one.text, width) + below) / one.rows)
    for at in range(one.rows):
        page.high(row + at, "\n" * (shared - 1), width)


def _is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdecimal()


def _sum_formula(page: _Page, ends: Sequence[tuple[int, int]]) -> None:
    """The blank table adds itself up, once every item has its points."""
    letter = get_column_letter(GOT)
    spans = [f"{letter}{begin}:{letter}{end}" for begin, end in ends]
    counted = "+".join(f"COUNT({span})" for span in spans)
    items = sum(end - begin + 1 for begin, end in ends)
    cell = page.sheet.cell(page.at - 1, GOT)
    cell.value = f'=IF({counted}={items},SUM({",".join(spans)}),"")'
    cell.alignment = Alignment("center", "center")


def _losses(page: _Page, sheet: Sheet) -> None:
    found = losses(sheet)
    if not found:
        return
    page.at += 1
    page.line("扣分说明", _BOLD)
    how = Alignment("left", "center", wrap_text=True)
    for name, why, points in found:
        for first, last, text in ((1, 3, name), (4, 5, why), (6, 6, points)):
            page.cell(page.at, first, text, _PLAIN, how)
            page.merge(page.at, first, page.at, last)
            page.high(page.at, text, sum(WIDTHS[first - 1 : last]))
            for column in range(first, last + 1):
                page.sheet.cell(page.at, column).border = _BOX
        page.at += 1


def _ready_to_print(sheet: Any) -> None:
    """A4 upright, as wide as a page, one page for each part of the table."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = sheet.ORIENTATION_PORTRAIT
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
