"""A hazard list that was handed over waits for its contact, who hears three times."""

from scheduler.ladder import Reminder, overdue
from storage.due.hand_overs import HAND_OVERS
from storage.organisation import Role

HAND_OVER = Reminder(
    name="hand_over.waiting",
    title="隐患清单待签收",
    source=HAND_OVERS,
    text="{agency}交来的隐患清单（{visited}服务，{count}条）还没有签收",
    opens="sheet",
    ladder=(overdue(1, Role.CLIENT), overdue(3, Role.CLIENT), overdue(7, Role.CLIENT)),
    button="查看并签收",
    late="交付已{days}天",
)
