"""The end of a cycle ends what can still be done: principals and supervisors hear in time."""

from scheduler.ladder import Reminder, before
from storage.due.cycles import CYCLE_OF_AGENCY, CYCLE_OF_BUREAU
from storage.organisation import Role

TEXT = "评定周期“{cycle}”要结束了"

ENDING_FOR_AGENCY = Reminder(
    name="cycle.ending",
    title="评定周期将结束",
    source=CYCLE_OF_AGENCY,
    text=f"{TEXT}，请核对本机构得分",
    opens="score",
    ladder=(before(90, Role.PRINCIPAL), before(30, Role.PRINCIPAL), before(7, Role.PRINCIPAL)),
    button="查看得分",
)

ENDING_FOR_BUREAU = Reminder(
    name="cycle.ending.bureau",
    title="评定周期将结束",
    source=CYCLE_OF_BUREAU,
    text=f"{TEXT}，请安排未完成的评定",
    opens="score",
    ladder=(before(90, Role.SUPERVISOR), before(30, Role.SUPERVISOR), before(7, Role.SUPERVISOR)),
    button="查看得分",
)
