"""Excel, both ways: an agency's records as a workbook, and a workbook as records.

``read`` takes a file apart (no database; may run in a thread), ``plan`` says of each row whether it
is new, changed, the same or wrong (reads only), ``apply`` writes the plan, whole or not at all,
inside the unit of the store it is given. ``export``, ``ledger`` and ``template`` make the bytes of
an .xlsx file, and so does ``annotated``: the rows that were sent with what is wrong beside each.
"""

from pathlib import Path

from handlers.workbook.annotating import annotated
from handlers.workbook.applying import apply
from handlers.workbook.exporting import export, ledger, template
from handlers.workbook.outline import (
    FATE_NAMES,
    Fate,
    Outcome,
    Plan,
    Problem,
    Progress,
    Step,
    WorkbookError,
)
from handlers.workbook.owner import Owner, owner
from handlers.workbook.planning import plan
from handlers.workbook.reading import Workbook, sheets_of
from handlers.workbook.sheets import REGISTERS, known
from handlers.workbook.uploads import TITLE as UPLOADS

__all__ = [
    "FATE_NAMES",
    "UPLOADS",
    "Fate",
    "Outcome",
    "Owner",
    "Plan",
    "Problem",
    "Progress",
    "Step",
    "Workbook",
    "WorkbookError",
    "annotated",
    "apply",
    "export",
    "ledger",
    "owner",
    "plan",
    "read",
    "template",
]


def read(source: Path | bytes) -> Workbook:
    """The rows of the sheets we know. Raises ``WorkbookError`` where it is no workbook of ours."""
    workbook = sheets_of(source, known)
    if not workbook.sheets:
        names = "、".join([*(register.title for register in REGISTERS), UPLOADS])
        raise WorkbookError(f"没有认识的工作表。工作表的名字应是：{names}。可以先要一份模板。")
    return workbook
