"""表A as the standard prints it, merged cells and all: blank, or filled in from a score."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from handlers.documents.paper import Paper, moment
from handlers.formkit.wording import cut
from handlers.scorecard.sheet import Sheet
from handlers.scorecard.wording import heading, say_date
from scoring.editions import CURRENT
from scoring.scheme import Edition, Item
from scoring.scorecard import ItemScore
from scoring.states import State
from scoring.summary import between
from scoring.values import plain

ANNEX = ("附录A", "（规范性附录）", "安全生产技术服务机构星级评定")
CAPTION = "表A 安全生产技术服务机构星级评定表"
HEADS = ("序号", "评定内容", "标准\n得分", "评定标准", "评定\n得分")
"""评定内容 stands over two columns: the section and what it looks at."""
COLUMNS = 6
FIRST_PAGE = 11
"""The last item before the table is continued (续)."""
UNFINISHED = "未评完"
OPEN_NOTE = "“待评”的项目还不知道得分，写的是可能的区间；“预评”由记录得出，还没有核定。"
TEMPLATE = "table_a.typ"


@dataclass(frozen=True)
class Cell:
    """A cell of the printed table where it begins: ``row`` and ``column`` from 0 without the head,
    over so many ``rows`` and ``columns``. ``mark`` is set small under the text."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    left: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Part:
    """The table on one page."""

    caption: str
    rows: int
    cells: tuple[Cell, ...]


def table_a(sheet: Sheet | None, at: datetime) -> Paper:
    """The table as a paper; without a sheet the 评定得分 are left blank."""
    title = CAPTION if sheet is None else f"星级评定表 {cut(sheet.agency, 40)}"
    told = {
        "title": title,
        "agency": sheet.agency if sheet else "",
        "running": "",
        "number": "",
        "made": f"{moment(at)} 制" if sheet else "",
        "annex": list(ANNEX),
        "heads": list(HEADS),
        "lead": lead(sheet),
        "parts": [asdict(part) for part in parts(sheet)],
        "losses": losses(sheet) if sheet else [],
        "note": note(sheet),
    }
    return Paper(TEMPLATE, f"{file_stem(sheet)}.pdf", told, at)


def file_stem(sheet: Sheet | None) -> str:
    if sheet is None:
        return "星级评定表（空白）"
    return f"星级评定表 {cut(sheet.agency, 40)} {say_date(sheet.day)}"


def lead(sheet: Sheet | None) -> list[list[str]]:
    """What a filled table is about, as rows of (label, value)."""
    if sheet is None:
        return []
    day = say_date(sheet.day)
    of = f"{sheet.issue}，{day}提交" if sheet.issue else f"截至{day}"
    return [
        ["机构名称", sheet.agency],
        ["评定周期", f"{say_date(sheet.start)} 至 {say_date(sheet.end)}"],
        ["评定结果", f"{of}　{sheet.line}"],
    ]


def parts(sheet: Sheet | None) -> tuple[Part, ...]:
    """The two pages of the printed table, the sum at the end of the second."""
    standard = sheet.edition if sheet else CURRENT
    first = [item for item in standard.items if item.number <= FIRST_PAGE]
    rest = [item for item in standard.items if item.number > FIRST_PAGE]
    end = _sum_row(standard, sheet, len(rest))
    return (
        Part(CAPTION, len(first), tuple(_rows(first, standard, sheet))),
        Part(f"{CAPTION}（续）", len(rest) + 1, (*_rows(rest, standard, sheet), *end)),
    )


def _rows(items: Sequence[Item], standard: Edition, sheet: Sheet | None) -> Iterator[Cell]:
    for at, over, name in _runs(item.section for item in items):
        yield Cell(at, 1, _section(name, standard), over)
    # One content is one cell only inside its section.
    for at, over, (_section_name, content) in _runs((one.section, one.content) for one in items):
        yield Cell(at, 2, content, over, left=True)
    for at, one in enumerate(items):
        yield Cell(at, 0, str(one.number))
        yield Cell(at, 3, plain(one.points))
        yield Cell(at, 4, one.text, left=True)
        yield _got(at, one, sheet)


def _runs(values: Iterable[Any]) -> Iterator[tuple[int, int, Any]]:
    """Where a value begins, in how many rows it stands, and the value."""
    at = 0
    for value, same in groupby(values):
        over = len(list(same))
        yield at, over, value
        at += over


def _section(name: str, standard: Edition) -> str:
    """基础管理（25分）, broken as the narrow column of the standard breaks it."""
    worth = sum(item.points for item in standard.items if item.section == name)
    words = f"{name[:2]}\n{name[2:]}" if len(name) == 4 else name
    return f"{words}\n（{worth}分）"


def _got(at: int, item: Item, sheet: Sheet | None) -> Cell:
    """评定得分; an item that is open is neither 0 nor full marks."""
    if sheet is None:
        return Cell(at, 5, "")
    scored, state = sheet.card.item(item.number), sheet.states[item.number]
    if state is State.PENDING:
        return Cell(at, 5, state.label, mark=between(scored.worst, scored.best))
    return Cell(at, 5, plain(scored.best), mark="" if state is State.ASSESSED else state.label)


def _sum_row(standard: Edition, sheet: Sheet | None, at: int) -> tuple[Cell, ...]:
    most = plain(sum((item.points for item in standard.items), start=standard.items[0].points * 0))
    got = mark = ""
    if sheet is not None:
        got = between(sheet.card.worst, sheet.card.best)
        mark = "" if finished(sheet) else UNFINISHED
    return (
        Cell(at, 0, "合计", columns=3),
        Cell(at, 3, most),
        Cell(at, 4, ""),
        Cell(at, 5, got, mark=mark),
    )


def finished(sheet: Sheet) -> bool:
    return sheet.assessed == len(sheet.edition.items)


def note(sheet: Sheet | None) -> str:
    return "" if sheet is None or finished(sheet) else OPEN_NOTE


def losses(sheet: Sheet) -> list[list[str]]:
    """Each deduction of a filled table: its item, why, how many cases, and the points."""
    return [row for scored in sheet.card.items for row in _losses(scored)]


def _losses(scored: ItemScore) -> list[list[str]]:
    rows = []
    for taken in scored.deductions:
        cases = f"，{len(taken.cases)}例" if taken.cases else ""
        rows.append([heading(scored.item), f"{taken.why}{cases}", f"−{plain(taken.points)}"])
    return rows
