"""The score in chat: for an agency its own, for the bureau's people every one of the cycle."""

from dataclasses import dataclass

from handlers.scorecard.changes import score_lines
from handlers.scorecard.frozen import Frozen, frozen, frozen_lines
from handlers.scorecard.handle import ask, handle
from handlers.scorecard.load import standing
from handlers.scorecard.sheet import Sheet
from storage.store import Store

WORDS = ("/score", "得分", "评分", "分数")

__all__ = ["WORDS", "Receipts", "ask", "handle", "score_lines", "standing"]


@dataclass(frozen=True)
class Standing:
    """How an agency stands today (None: in no cycle), and what its issued cards rest on."""

    today: Sheet | None
    issued: tuple[Frozen, ...]


class Receipts:
    """What a form's receipt needs of the score (`handlers.formkit.submission.Scoring`)."""

    def standing(self, store: Store, agency_id: str) -> Standing:
        return Standing(standing(store, agency_id), frozen(store, agency_id))

    def lines(self, before: Standing, after: Standing) -> list[str]:
        live = score_lines(before.today, after.today) if before.today and after.today else []
        said = [f"得分：{line}" for line in live]
        return said + frozen_lines(before.issued, after.issued)
