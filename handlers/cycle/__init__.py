"""A cycle from opening to closing: invitations, assignments, settings, one board over all."""

from handlers.cycle import joining
from handlers.cycle.forms import FORMS
from handlers.cycle.handle import ask, handle

WORDS = ("/cycle", "评定工作")
JOIN_WORDS = joining.WORDS
ONLY_PRINCIPALS = joining.ONLY_PRINCIPALS
join, my_invitations = joining.handle, joining.mine

__all__ = [
    "FORMS",
    "JOIN_WORDS",
    "ONLY_PRINCIPALS",
    "WORDS",
    "ask",
    "handle",
    "join",
    "my_invitations",
]
