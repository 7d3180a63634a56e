"""The inspector's 25 items in chat, made from the edition's facts: each decision a record."""

from handlers.inspection.handle import ask, handle, open_subject
from handlers.inspection.opening import ONLY_INSPECTORS
from handlers.inspection.values import FORMS

HANDLERS = {"insp": handle}
WORDS = dict.fromkeys(("/inspect", "评定", "现场评定"), ask)

__all__ = ["FORMS", "HANDLERS", "ONLY_INSPECTORS", "WORDS", "ask", "handle", "open_subject"]
