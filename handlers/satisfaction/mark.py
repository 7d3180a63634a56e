"""A mark from 0 to 10: a tap, or the number typed."""

from dataclasses import dataclass
from typing import Any

from handlers.formkit.question import Asking, Button, Rows
from handlers.formkit.questions import Count
from storage.satisfaction import QUESTIONS

BEST = 10
FIRST_ROW = 5
"""The marks that most people give stand in the first row."""


@dataclass(frozen=True, kw_only=True)
class Mark(Count):
    unit: str = "分"
    most: int = BEST

    def expected(self) -> str:
        return "0分最不满意，10分最满意：点一个分数，或打0到10的整数。"

    def buttons(self, asking: Asking) -> Rows:
        high = tuple(Button(str(n), "pick", n) for n in range(BEST, FIRST_ROW - 1, -1))
        low = tuple(Button(str(n), "pick", n) for n in range(FIRST_ROW - 1, -1, -1))
        return (high, low)


def mark(name: str) -> Any:
    """The question of that name, as a field of a form."""
    asked = next(each for each in QUESTIONS if each.name == name)
    return Mark(label=asked.label, hint=f"{asked.hint}。")
