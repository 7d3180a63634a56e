"""Item 5: every client is asked after a visit, within the days that the cycle's reading gives."""

from scheduler.ladder import Reminder, before, on_the_day, overdue
from storage.due.follow_ups import FOLLOW_UPS
from storage.organisation import Role

FOLLOW_UP = Reminder(
    name="follow_up.due",
    title="服务回访",
    source=FOLLOW_UPS,
    text="{client}在{visited}接受服务后还没有回访",
    opens="follow_up",
    ladder=(
        before(3, Role.AGENCY),
        on_the_day(Role.AGENCY),
        overdue(3, Role.PRINCIPAL),
        overdue(14, Role.SUPERVISOR),
    ),
    button="登记回访",
)
