"""警示约谈 in chat: circumstances weighed by the bureau, talks from notice to closing."""

from handlers.talks.arranging import CallOffForm, MoveForm, PlanForm
from handlers.talks.handle import ROLES, ask, handle, open_subject
from handlers.talks.on_candidate import DecideForm, RaiseForm
from handlers.talks.recording import HoldForm
from handlers.talks.rectifying import CheckForm, RectifyForm
from handlers.talks.steps import received

FORMS = (
    RaiseForm,
    DecideForm,
    PlanForm,
    MoveForm,
    CallOffForm,
    HoldForm,
    RectifyForm,
    CheckForm,
)
"""Not in the menu: each is opened on a circumstance or a talk."""

WORDS = ("约谈", "警示约谈", "/talks")

__all__ = ["FORMS", "ROLES", "WORDS", "ask", "handle", "open_subject", "received"]
