"""A sheet's rows under its headings, in whatever order the columns stand."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from handlers.formkit import Invalid
from handlers.formkit.wording import cut
from handlers.workbook.columns import Column, Sense, fold
from handlers.workbook.grid import Cell, Row
from handlers.workbook.outline import Problem
from handlers.workbook.reading import Sheet

SEARCHED = 10
"""The headings stand in one of the first rows: a title may stand above them."""

REQUIRED = "没有填写（合并的单元格请先拆开）。"

OTHER_UNIT = "表头写的单位不是元。请换算成元，表头写成“{label}”。"

_ASIDE = re.compile(r"\([^)]*\)|/元$|\W")
_UNIT = re.compile("[百千万亿]元")
_SUMS = frozenset(("合计", "总计", "小计", "共计"))


@dataclass(frozen=True)
class Line:
    """A row: its cells by the field of their column; blank ones are not there."""

    row: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Table:
    """``places`` are the columns that the sheet has, ``strange`` the headings nobody knows."""

    title: str
    places: Mapping[int, Column]
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    strange: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(self.places.values())


def under_headings(
    sheet: Sheet, columns: tuple[Column, ...], notes: tuple[str, ...] = ()
) -> Table:
    """``notes`` are headings that a sheet of ours has for people alone."""
    known = {_heading(name): column for column in columns for name in (column.label, *column.also)}
    best: dict[int, Column] = {}
    head = 0
    for at, row in enumerate(sheet.rows[:SEARCHED]):
        found: dict[int, Column] = {}
        for place, cell in row.cells.items():
            column = known.get(_heading(cell))
            if column is not None and column not in found.values():
                found[place] = column
        if len(found) > len(best):
            best, head = found, at
    if len(best) < min(2, len(columns)):
        labels = "、".join(column.label for column in columns[:5])
        nothing = f"没有找到表头。这张表的列是：{labels}……"
        missing = (Problem(sheet.title, 1, "", nothing),) if sheet.rows else ()
        return Table(sheet.title, {}, (), missing)
    header = sheet.rows[head]
    absent = [c.label for c in columns if c.required and c not in best.values()]
    wrong = [(name, "缺少这一列。") for name in absent]
    for place, column in best.items():
        if _UNIT.search(fold(header.cells[place])):
            wrong.append((column.label, OTHER_UNIT.format(label=column.label)))
    problems = tuple(Problem(sheet.title, header.number, *each) for each in wrong)
    quiet = {_heading(note) for note in notes}
    strange = tuple(
        cut(cell, 20)
        for place, cell in header.cells.items()
        if place not in best and _heading(cell) not in quiet
    )
    lines = () if problems else tuple(_lines(sheet.rows[head + 1 :], best))
    return Table(sheet.title, best, lines, problems, strange)


def _lines(rows: Iterable[Row], places: Mapping[int, Column]) -> Iterator[Line]:
    """Rows that say something; the sums under them are nobody's record."""
    for row in rows:
        cells = {places[at].field: cell for at, cell in row.cells.items() if at in places}
        if cells and _heading(row.cells[min(row.cells)]) not in _SUMS:
            yield Line(row.number, cells)


def _heading(text: str) -> str:
    """★合同金额（元）* is 合同金额."""
    folded = fold(text)
    return _ASIDE.sub("", folded) or folded


def values_of(
    line: Line, columns: tuple[Column, ...], sense: Sense
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """What a row's cells say, by field, and what is wrong, by heading."""
    values: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    for column in columns:
        cell = line.cells.get(column.field)
        if cell is None:
            if column.required:
                wrong.append((column.label, REQUIRED))
            continue
        try:
            values[column.field] = column.read(cell, sense)
        except Invalid as error:
            wrong.append((column.label, error.sentence))
    return values, wrong
