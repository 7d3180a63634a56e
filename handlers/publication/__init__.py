"""星级与公布: the star bands, what may be published, and what anybody may read of it."""

from handlers.publication import group, notice
from handlers.publication.desk import ask, handle
from handlers.publication.forms import BandsForm, CorrectionForm

FORMS = (BandsForm, CorrectionForm)
"""Opened from the desk, not from the menu."""

WORDS = ("/publish", "星级与公布")
PUBLIC_WORDS = ("/results", "评定公告", "公告")

__all__ = ["FORMS", "PUBLIC_WORDS", "WORDS", "ask", "group", "handle", "notice"]
