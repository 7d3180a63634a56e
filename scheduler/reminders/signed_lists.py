"""Item 14: a list of hazards is signed for, within the days that the cycle's reading gives."""

from scheduler.ladder import Reminder, before, on_the_day, overdue
from storage.due.signed_lists import SIGNED_LISTS
from storage.organisation import Role

SIGNED_LIST = Reminder(
    name="signed_list.missing",
    title="隐患清单签收",
    source=SIGNED_LISTS,
    text="{client}在{visited}查出的{count}条隐患，清单还没有签收",
    opens="signed_list",
    ladder=(
        before(3, Role.AGENCY),
        on_the_day(Role.AGENCY),
        overdue(1, Role.PRINCIPAL),
        overdue(14, Role.SUPERVISOR),
    ),
    button="登记签收",
)
