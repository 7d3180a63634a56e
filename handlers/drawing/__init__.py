"""现场核查抽样: which clients are visited, drawn so that anyone can check it."""

from handlers.drawing.forms import PrepareDraw
from handlers.drawing.handle import ROLES, ask, handle

FORMS = (PrepareDraw,)
"""Not in the menu: opened on an agency."""

WORDS = ("/draw", "抽样", "现场核查抽样")
LABEL = "现场核查抽样"

__all__ = ["FORMS", "LABEL", "ROLES", "WORDS", "ask", "handle"]
