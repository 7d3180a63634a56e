"""A hazard is rectified by the day that was agreed; item 20's ledger shows whether it was."""

from scheduler.ladder import Reminder, before, overdue
from storage.due.rectifications import RECTIFICATIONS
from storage.organisation import Role

RECTIFICATION = Reminder(
    name="rectification.overdue",
    title="隐患整改",
    source=RECTIFICATIONS,
    text="{client}的{grade}隐患（{hazard}）还没有登记整改",
    opens="rectification",
    ladder=(
        before(3, Role.AGENCY),
        overdue(1, Role.AGENCY),
        overdue(7, Role.PRINCIPAL),
        overdue(30, Role.SUPERVISOR),
    ),
    button="登记整改",
)
