"""Excel, both ways: an agency's records as a workbook, and a workbook as records.

``read`` takes a file apart (no database; may run in a thread), ``plan`` says of each row whether it
is new, changed, the same or wrong (reads only), ``apply`` writes the plan, whole or not at all,
inside the unit of the store it is given. ``export``, ``ledger`` and ``template`` make the bytes of
an .xlsx file, and so does ``annotated``: the file that was sent with what is wrong beside each row.
"""

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

__all__ = [
    "FATE_NAMES",
    "Fate",
    "Outcome",
    "Plan",
    "Problem",
    "Progress",
    "Step",
    "WorkbookError",
]

# To come, with these signatures:
#   read(source: Path | bytes) -> Workbook                          raises WorkbookError
#   plan(store, agency_id, workbook) -> Plan
#   apply(store, workbook, plan, progress=None) -> Outcome          raises WorkbookError
#   export(store, agency_id) -> bytes
#   ledger(store, agency_id, missing_only=True) -> bytes            the uploads sheet alone
#   template() -> bytes
#   annotated(workbook, plan) -> bytes
