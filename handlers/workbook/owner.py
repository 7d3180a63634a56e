"""Whose a workbook says it is."""

from dataclasses import dataclass

from handlers.workbook.columns import said
from handlers.workbook.grid import Fault
from handlers.workbook.people import Profiles
from handlers.workbook.reading import Workbook
from handlers.workbook.sheets import titled
from handlers.workbook.table import under_headings


@dataclass(frozen=True)
class Owner:
    name: str
    credit_code: str


def owner(workbook: Workbook) -> Owner | None:
    """The agency that the sheet of its profile names first."""
    for sheet in workbook.sheets:
        if titled(sheet.title) != Profiles.title:
            continue
        for line in under_headings(sheet, Profiles.columns).lines:
            cells = {name: line.cells.get(name, "") for name in Profiles.whose}
            if cells["agency"] and not any(isinstance(cell, Fault) for cell in cells.values()):
                return Owner(said(cells["agency"]).strip(), said(cells["code"]).strip())
    return None
