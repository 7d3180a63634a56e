"""评定周期: two years with the edition and the settings they are judged by."""

from datetime import date, timedelta
from typing import Any

from handlers.belonging import still_open, withdraw_alone
from handlers.formkit import Form, Invalid, ask
from scoring.editions import CURRENT
from scoring.settings import Readings
from storage.cycle import Cycle
from storage.organisation import Role

YEARS = 2
DAYS = 5


class CycleForm(
    Form,
    name="cycle",
    title="评定周期",
    roles={Role.SUPERVISOR},
    record=Cycle,
):
    name: str = ask.text(
        "周期名称",
        limit=60,
        example="2026—2027年度星级评定",
        default=lambda world: f"{world.today.year}—{world.today.year + 1}年度星级评定",
    )
    start: date = ask.day("起始日期", future=True, example="2026-01-01")
    end: date | None = ask.day(
        "截止日期", future=True, optional=True, hint="每二年评定一次；跳过就是起始日起满两年。"
    )
    objection_days: int = ask.count(
        "异议期限",
        unit="天",
        least=1,
        most=60,
        default=DAYS,
        hint="评定结果告知机构后，可以提出异议的天数。",
    )

    def check(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise Invalid("截止日期应晚于起始日期。", field="end")

    @property
    def last(self) -> date:
        return self.end or _years_on(self.start) - timedelta(days=1)

    def save(self, store: Any, author: Any) -> Cycle:
        cycle = Cycle(
            name=self.name,
            start=self.start,
            end=self.last,
            edition=CURRENT.code,
            readings=Readings().as_dict(),
            objection_days=self.objection_days,
        )
        made: Cycle = store.add(cycle)
        return made

    def amend(self, store: Any, author: Any, subject: Cycle, reason: str) -> Cycle:
        still_open(subject)
        if (self.start, self.last) != (subject.start, subject.end):
            said = "日期会影响得分，请从“评定工作”的“评定设置”里更改：先看影响，再确认。"
            raise Invalid(said, field="start")
        changes = {"name": self.name, "objection_days": self.objection_days}
        made: Cycle = store.revise(subject, reason=reason, **changes)
        return made

    @classmethod
    def withdraw(cls, store: Any, author: Any, subject: Cycle, reason: str) -> Cycle:
        return withdraw_alone(store, subject, reason)

    def warn(self, store: Any, author: Any) -> list[str]:
        others = [c for c in store.find(Cycle) if c.start <= self.last and self.start <= c.end]
        return [f"与“{c.name}”（{c.start}—{c.end}）的日期重叠。" for c in others[:3]]

    def after(self, store: Any, author: Any, record: Cycle) -> list[str]:
        return [
            f"{record.start}—{record.end}，按标准现行版本评定。",
            "接着在“评定工作”里邀请机构参加。",
        ]


def _years_on(day: date) -> date:
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:
        return date(day.year + YEARS, 3, 1)
