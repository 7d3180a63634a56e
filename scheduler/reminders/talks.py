"""约谈 moves on: each step reminds whose turn it is, and in the end the supervisors."""

from scheduler.ladder import Reminder, before, on_the_day, overdue
from storage.due.talks import (
    CANDIDATES,
    TALKS_TO_ACKNOWLEDGE,
    TALKS_TO_CHECK,
    TALKS_TO_CONFIRM,
    TALKS_TO_HOLD,
    TALKS_TO_RECTIFY,
)
from storage.organisation import Role

TALKS = (
    Reminder(
        name="talk.unacknowledged",
        title="约谈通知",
        source=TALKS_TO_ACKNOWLEDGE,
        text="{kind}约谈的通知还没有确认收到（{on}{at}，{place}）",
        opens="talk",
        ladder=(
            overdue(1, Role.PRINCIPAL),
            overdue(2, Role.PRINCIPAL),
            overdue(3, Role.PRINCIPAL, Role.SUPERVISOR),
        ),
        button="去确认",
        late="已过{days}天",
    ),
    Reminder(
        name="talk.coming",
        title="约谈",
        source=TALKS_TO_HOLD,
        text="{kind}约谈：{on}{at}，{place}",
        opens="talk",
        ladder=(
            before(1, Role.PRINCIPAL, Role.SUPERVISOR),
            on_the_day(Role.PRINCIPAL, Role.SUPERVISOR),
            overdue(2, Role.SUPERVISOR),
        ),
        button="查看约谈",
        late="已过{days}天",
    ),
    Reminder(
        name="talk.unconfirmed",
        title="约谈纪要",
        source=TALKS_TO_CONFIRM,
        text="{on}{kind}约谈的纪要还没有双方确认",
        opens="talk",
        ladder=(
            overdue(1, Role.PRINCIPAL, Role.SUPERVISOR),
            overdue(4, Role.PRINCIPAL, Role.SUPERVISOR),
            overdue(10, Role.SUPERVISOR),
        ),
        button="核对纪要",
        late="已过{days}天",
    ),
    Reminder(
        name="talk.rectify",
        title="约谈整改",
        source=TALKS_TO_RECTIFY,
        text="{on}{kind}约谈提出的要求还没有报告整改",
        opens="talk",
        ladder=(
            before(3, Role.AGENCY),
            on_the_day(Role.PRINCIPAL),
            overdue(1, Role.PRINCIPAL),
            overdue(3, Role.PRINCIPAL, Role.SUPERVISOR),
        ),
        button="报告整改",
    ),
    Reminder(
        name="talk.check",
        title="检查约谈整改",
        source=TALKS_TO_CHECK,
        text="{on}{kind}约谈的整改已经报告，等待检查",
        opens="talk",
        ladder=(overdue(3, Role.SUPERVISOR), overdue(7, Role.SUPERVISOR)),
        button="去检查",
        late="已等{days}天",
    ),
    Reminder(
        name="talk.undecided",
        title="约谈情形",
        source=CANDIDATES,
        text="{agency}的约谈情形（{code}）还没有决定",
        opens="talk",
        ladder=(overdue(7, Role.SUPERVISOR), overdue(21, Role.SUPERVISOR)),
        button="去决定",
        late="已等{days}天",
    ),
)
