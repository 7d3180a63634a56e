"""The inspector's 25 items in chat, made from the edition's facts: each decision a record."""

from handlers.inspection.handle import ask, handle, open_subject
from handlers.inspection.opening import ONLY_INSPECTORS
from handlers.inspection.values import FORMS

WORDS = ("/inspect", "评定", "现场评定")

__all__ = ["FORMS", "ONLY_INSPECTORS", "WORDS", "ask", "handle", "open_subject"]
