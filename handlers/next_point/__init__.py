"""Where the next point is: for an agency, what it can still gain, and what would be lost next."""

from handlers.next_point.handle import WORDS, ask, handle
from handlers.next_point.views import TITLE

__all__ = ["TITLE", "WORDS", "ask", "handle"]
