"""全市失分: which items the city's agencies lose most, and who."""

from handlers.losses.handle import ROLES, TITLE, WORDS, ask, handle

__all__ = ["ROLES", "TITLE", "WORDS", "ask", "handle"]
