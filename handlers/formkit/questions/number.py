"""Counts and amounts: whole numbers with their unit, and money to the cent."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from handlers.formkit.invalid import Invalid
from handlers.formkit.numerals import amount, whole
from handlers.formkit.question import Asking, Json, Question
from handlers.formkit.wording import say_amount
from handlers.formkit.world import World


@dataclass(frozen=True, kw_only=True)
class Count(Question):
    unit: str = ""
    least: int = 0
    most: int = 10**9
    kind: ClassVar[str] = "count"
    echoed: ClassVar[bool] = True

    def parse(self, text: str, world: World) -> int:
        number = whole(text, (self.unit, "个"), self.most)
        if number < self.least:
            raise Invalid(f"至少填 {self.least}。", guesses=(self.least,))
        return number

    def decode(self, answer: Json) -> Any:
        if type(answer) is not int or not self.least <= answer <= self.most:
            raise ValueError(answer)
        return answer

    def words(self, answer: Json, asking: Asking) -> str:
        return f"{answer}{self.unit}"

    def way(self) -> str:
        return "打一个整数"

    def expected(self) -> str:
        unit = f"（{self.unit}）" if self.unit else ""
        return f"请打一个整数{unit}。"

    def body(self, asking: Asking) -> list[str]:
        return [f"现在是：{self.words(asking.answer, asking)}"] if self.keeps(asking) else []


@dataclass(frozen=True, kw_only=True)
class Amount(Question):
    unit: str = "元"
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(10) ** 12
    kind: ClassVar[str] = "amount"
    echoed: ClassVar[bool] = True

    def parse(self, text: str, world: World) -> Decimal:
        number = amount(text, self.unit, self.most)
        if number < self.least:
            raise Invalid(f"至少填 {self.least:,}。", guesses=(self.least,))
        return number

    def encode(self, value: Any) -> Json:
        return None if value is None else str(value)

    def decode(self, answer: Json) -> Any:
        if not isinstance(answer, str) or not answer.replace(".", "", 1).isdecimal():
            raise ValueError(answer)
        return Decimal(answer)

    def words(self, answer: Json, asking: Asking) -> str:
        return f"{say_amount(Decimal(answer))}{self.unit}"

    def way(self) -> str:
        return "打一个数"

    def expected(self) -> str:
        return f"请打一个数，单位{self.unit}，最多两位小数。" if self.unit else "请打一个数。"

    def body(self, asking: Asking) -> list[str]:
        return [f"现在是：{self.words(asking.answer, asking)}"] if self.keeps(asking) else []
