"""The score in chat: for an agency its own, for the bureau's people every one of the cycle."""

from handlers.scorecard.changes import score_lines
from handlers.scorecard.handle import ask, handle
from handlers.scorecard.load import standing

HANDLERS = {"score": handle}
WORDS = dict.fromkeys(("/score", "得分", "评分", "分数"), ask)

__all__ = ["HANDLERS", "WORDS", "Receipts", "ask", "handle", "score_lines", "standing"]


class Receipts:
    """What a form's receipt needs of the score (`handlers.formkit.submission.Scoring`)."""

    standing = staticmethod(standing)
    lines = staticmethod(score_lines)
