"""Who may object hears that the days end; who rules, that an objection waits."""

from scheduler.ladder import Reminder, before, on_the_day, overdue
from storage.due.objections import DISCLOSURES, OBJECTIONS
from storage.organisation import Role

OBJECTING_ENDS = Reminder(
    name="result.objecting",
    title="异议期将结束",
    source=DISCLOSURES,
    text="评定结果已告知本机构，对扣分有异议请及时提出，没有异议可以确认",
    opens="result",
    ladder=(before(2, Role.PRINCIPAL), on_the_day(Role.PRINCIPAL)),
    button="查看结果",
)

UNRULED = Reminder(
    name="result.unruled",
    title="异议待处理",
    source=OBJECTIONS,
    text="{agency}对 {rule} 扣分的异议还没有处理",
    opens="result",
    ladder=(overdue(2, Role.SUPERVISOR), overdue(5, Role.SUPERVISOR), overdue(10, Role.SUPERVISOR)),
    button="去处理",
    late="已等待{days}天",
)
