"""评定结果 before it is public: shown to its agency, objected to, ruled on; the three ledgers."""

from handlers.objection.forms import DismissForm, RaiseForm, UpholdForm
from handlers.objection.handle import ask, handle, open_subject
from handlers.objection.side import handle as side
from handlers.objection.side import mine as side_mine

FORMS = (RaiseForm, UpholdForm, DismissForm)
"""Not in the menu: each is opened on a deduction or on an objection."""

WORDS = ("/result", "评定结果", "异议")

__all__ = ["FORMS", "WORDS", "ask", "handle", "open_subject", "side", "side_mine"]
