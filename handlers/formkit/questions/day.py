"""A day, by a word, by typing it, or on a calendar."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from handlers.formkit.days import FIRST, parse_day, within
from handlers.formkit.invalid import Invalid
from handlers.formkit.question import Asking, Button, Json, Question, Reply, Rows
from handlers.formkit.wording import say_day
from handlers.formkit.world import World

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_BLANK = Button("·", "none")
_NEAR = {-1: "昨天", 0: "今天", 1: "明天"}


@dataclass(frozen=True, kw_only=True)
class Day(Question):
    """``future``: days to come are allowed, and meant where no year is given, as by a deadline;
    with ``around`` the nearest such day is meant: a contract begins before or after its signing."""

    future: bool = False
    around: bool = False
    kind: ClassVar[str] = "day"
    echoed: ClassVar[bool] = True

    def parse(self, text: str, world: World) -> date:
        try:
            ways = (True, False) if self.around else (self.future,)
            found = [parse_day(text, world.today, ahead) for ahead in ways]
            day = min(found, key=lambda day: abs(day - world.today))
        except OverflowError:
            raise Invalid("没有这一天。") from None
        return within(day, FIRST, self.last(world), self.label)

    def last(self, world: World) -> date:
        return date(world.today.year + 50, 12, 31) if self.future else world.today

    def encode(self, value: Any) -> Json:
        return None if value is None else value.isoformat()

    def decode(self, answer: Json) -> Any:
        if not isinstance(answer, str):
            raise ValueError(answer)
        return date.fromisoformat(answer)

    def words(self, answer: Json, asking: Asking) -> str:
        return say_day(date.fromisoformat(answer))

    def pressed(self, action: str, argument: str, asking: Asking) -> Reply | None:
        if action == "month" and _MONTH.fullmatch(argument):
            return Reply(month=argument)
        if action == "none":
            return Reply(month=asking.month, toast="这一天不能选。")
        return None

    def way(self) -> str:
        return "选一天或者打出日期"

    def expected(self) -> str:
        near = "明天" if self.future else "昨天"
        return f"可以打“{near}”“3月5日”“2026-03-05”。"

    def body(self, asking: Asking) -> list[str]:
        return [f"现在是：{self.words(asking.answer, asking)}"] if self.keeps(asking) else []

    def month_shown(self, asking: Asking) -> tuple[int, int]:
        if found := _MONTH.fullmatch(asking.month):
            return int(found[1]), int(found[2])
        day = asking.world.today
        if self.keeps(asking):
            day = date.fromisoformat(asking.answer)
        return day.year, day.month

    def near(self, asking: Asking) -> tuple[Button, ...]:
        return tuple(
            self.button((asking.world.today + timedelta(days=days)).isoformat(), asking)
            for days in ((0, 1) if self.future else (0, -1))
        )

    def button(self, answer: Json, asking: Asking) -> Button:
        away = (date.fromisoformat(answer) - asking.world.today).days
        return Button(_NEAR.get(away) or self.words(answer, asking), "pick", answer)

    def likely(self, asking: Asking) -> list[Button]:
        near = self.near(asking)
        return [one for one in super().likely(asking) if one not in near]

    def buttons(self, asking: Asking) -> Rows:
        words = self.near(asking)
        year, month = self.month_shown(asking)
        heading = (Button(f"{year}年{month}月", "none"),)
        header = tuple(Button(c, "none") for c in "一二三四五六日")
        weeks = calendar.Calendar().monthdayscalendar(year, month)
        days = [tuple(self.cell(year, month, n, asking) for n in week) for week in weeks]
        shown = [week for week in days if any(cell != _BLANK for cell in week)]
        return (words, heading, header, *shown, self.months(year, month, asking))

    def cell(self, year: int, month: int, number: int, asking: Asking) -> Button:
        if not number:
            return _BLANK
        day = date(year, month, number)
        fits = FIRST <= day <= self.last(asking.world)
        return Button(str(number), "pick", day.isoformat()) if fits else _BLANK

    def months(self, year: int, month: int, asking: Asking) -> tuple[Button, ...]:
        before = date(year, month, 1) - timedelta(days=1)
        after = date(year + month // 12, month % 12 + 1, 1)
        row = []
        if before >= FIRST:
            row.append(Button(f"◀ {before.month}月", f"month.{before:%Y-%m}"))
        if after <= self.last(asking.world):
            row.append(Button(f"{after.month}月 ▶", f"month.{after:%Y-%m}"))
        return tuple(row)
