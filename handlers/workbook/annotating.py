"""The file that was sent, with what is wrong beside each row: to be put right and sent again."""

from collections.abc import Iterator, Mapping

from handlers.formkit import Invalid
from handlers.formkit.world import World
from handlers.workbook.columns import Column, Day, Sense, Shown
from handlers.workbook.grid import Cell, Fault, Row, shown
from handlers.workbook.outline import Plan
from handlers.workbook.reading import Sheet, Workbook
from handlers.workbook.sheets import columns_of, titled
from handlers.workbook.table import under_headings
from handlers.workbook.writing import Sheets
from storage.store import Store

FAULTS = Column(label="问题", field="problem", width=60)


def annotated(store: Store, workbook: Workbook, plan: Plan) -> bytes:
    made, sense = Sheets(), Sense(World(store.now, store.today), workbook.since_1904)
    wrong: dict[tuple[str, int], list[str]] = {}
    for problem in plan.problems:
        said = f"{problem.column}：{problem.reason}" if problem.column else problem.reason
        wrong.setdefault((problem.sheet, problem.row), []).append(said)
    for sheet in workbook.sheets:
        width = max((max(row.cells) + 1 for row in sheet.rows), default=0)
        places = under_headings(sheet, columns_of(titled(sheet.title) or "")).places
        unnamed = Column(label="", field="")
        columns = [FAULTS, *(places.get(at, unnamed) for at in range(width))]
        marked = frozenset(
            at for at, row in enumerate(sheet.rows) if (sheet.title, row.number) in wrong
        )
        lines = _lines(sheet, wrong, places, width, sense)
        made.sheet(sheet.title, columns, lines, bad=marked, headed=False)
    return made.bytes()


def _lines(
    sheet: Sheet,
    wrong: Mapping[tuple[str, int], list[str]],
    places: Mapping[int, Column],
    width: int,
    sense: Sense,
) -> Iterator[list[Shown]]:
    for at, row in enumerate(sheet.rows):
        faults = wrong.get((sheet.title, row.number))
        beside = FAULTS.label if at == 0 else f"原第{row.number}行"
        told = "\n".join(faults) if faults else beside
        yield [told, *(_shown(row, place, places, sense) for place in range(width))]


def _shown(row: Row, place: int, places: Mapping[int, Column], sense: Sense) -> Shown:
    cell: Cell | None = row.cells.get(place)
    if cell is None or isinstance(cell, Fault):
        return None
    column = places.get(place)
    if isinstance(column, Day):
        try:
            return column.read(cell, sense)
        except Invalid:
            return str(cell)
    return shown(cell)
