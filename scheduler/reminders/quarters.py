"""Item 9: every quarter has a training and a safety meeting."""

from scheduler.ladder import Reminder, before, overdue
from storage.due.quarters import QUARTERS
from storage.organisation import Role

QUARTER = Reminder(
    name="quarter.missing",
    title="季度培训和会议",
    source=QUARTERS,
    text="{quarter}还没有登记{kind}",
    opens="gathering",
    ladder=(
        before(30, Role.AGENCY),
        before(14, Role.AGENCY),
        before(7, Role.AGENCY),
        before(3, Role.AGENCY),
        before(1, Role.AGENCY),
        overdue(1, Role.PRINCIPAL),
        overdue(7, Role.SUPERVISOR),
    ),
)
