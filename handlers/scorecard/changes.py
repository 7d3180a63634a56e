"""What something that was just written did to the score, to the half point, for its receipt."""

from typing import Protocol

from scoring.scorecard import Scorecard
from scoring.summary import between

UNCHANGED = "不变"


class Scored(Protocol):
    """Anything that has a card: an assessment, a sheet."""

    @property
    def card(self) -> Scorecard: ...


def score_lines(before: Scored, after: Scored) -> list[str]:
    """第14项 3 → 2, and what became of the total."""
    parts = [
        f"第{new.number}项 {between(old.worst, old.best)} → {between(new.worst, new.best)}"
        for old, new in zip(before.card.items, after.card.items, strict=True)
        if (old.worst, old.best) != (new.worst, new.best)
    ]
    if not parts:
        return [UNCHANGED]
    was = between(before.card.worst, before.card.best)
    now = between(after.card.worst, after.card.best)
    total = f"总分区间 {was} → {now}" if was != now else f"总分区间不变（{now}）"
    return ["；".join([*parts, total])]
