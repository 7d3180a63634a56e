"""Item 2 counts staff whose labour contract, social insurance and certificate hold."""

from scheduler.ladder import Reminder, before, overdue
from storage.due.certificates import CERTIFICATES
from storage.organisation import Role

RUNNING_OUT = Reminder(
    name="certificate.running_out",
    title="证书和合同到期",
    source=CERTIFICATES,
    text="{name}的{kind}要更新",
    opens="staff",
    ladder=(
        before(60, Role.AGENCY),
        before(30, Role.AGENCY),
        before(7, Role.AGENCY, Role.PRINCIPAL),
        overdue(1, Role.PRINCIPAL),
    ),
    button="更新信息",
    late="已过期{days}天",
)
