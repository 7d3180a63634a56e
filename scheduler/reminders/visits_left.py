"""A contract that ends before its agreed visits were held is worth knowing about in time."""

from scheduler.ladder import Reminder, before
from storage.due.contracts import VISITS_LEFT
from storage.organisation import Role

CONTRACT_ENDING = Reminder(
    name="contract.visits_left",
    title="合同将到期",
    source=VISITS_LEFT,
    text="与{client}的合同{number}约定服务{agreed}次，还差{left}次",
    opens="visit",
    ladder=(
        before(30, Role.AGENCY),
        before(14, Role.AGENCY),
        before(7, Role.AGENCY, Role.PRINCIPAL),
    ),
    button="登记服务",
)
