"""A major hazard is not over when its rectification is reported: the agency goes and looks."""

from scheduler.ladder import Reminder, before, on_the_day, overdue
from storage.due.rechecks import RECHECKS
from storage.organisation import Role

RECHECK = Reminder(
    name="recheck.overdue",
    title="重大隐患复查",
    source=RECHECKS,
    text="{client}的重大隐患（{place}）{rectified}登记了整改，还没有复查销号",
    opens="recheck",
    ladder=(
        before(3, Role.AGENCY),
        on_the_day(Role.AGENCY),
        overdue(7, Role.PRINCIPAL),
        overdue(30, Role.SUPERVISOR),
    ),
    button="登记复查",
)
