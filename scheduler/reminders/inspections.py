"""An inspection that was begun is to be finished: its inspector hears, then the supervisors."""

from scheduler.ladder import Reminder, overdue
from storage.due.inspections import INSPECTIONS
from storage.organisation import Role

UNFINISHED = Reminder(
    name="inspection.unfinished",
    title="评定未完成",
    source=INSPECTIONS,
    text="对{agency}的现场评定停在第{item}项",
    opens="inspection",
    ladder=(
        overdue(3, Role.INSPECTOR),
        overdue(7, Role.INSPECTOR),
        overdue(14, Role.SUPERVISOR),
    ),
    button="继续评定",
    late="已搁置{days}天",
)
