"""A sheet's rows under its headings, in whatever order the columns stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.formkit import Invalid
from handlers.formkit.wording import cut
from handlers.workbook.columns import Column, Sense, fold
from handlers.workbook.grid import Cell
from handlers.workbook.outline import Problem
from handlers.workbook.reading import Sheet

SEARCHED = 10
"""The headings stand in one of the first rows: a title may stand above them."""

REQUIRED = "没有填写（合并的单元格请先拆开）。"

_ASIDE = re.compile(r"\([^)]*\)|[*:]")


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
    problems = tuple(Problem(sheet.title, header.number, name, "缺少这一列。") for name in absent)
    quiet = {_heading(note) for note in notes}
    strange = tuple(
        cut(cell, 20)
        for place, cell in header.cells.items()
        if place not in best and _heading(cell) not in quiet
    )
    if absent:
        return Table(sheet.title, best, (), problems, strange)
    lines = []
    for row in sheet.rows[head + 1 :]:
        cells = {best[place].field: cell for place, cell in row.cells.items() if place in best}
        if cells:
            lines.append(Line(row.number, cells))
    return Table(sheet.title, best, tuple(lines), (), strange)


def _heading(text: str) -> str:
    """合同金额（元） * is 合同金额."""
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
