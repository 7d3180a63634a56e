"""Checks at an agency's clients (items 15 to 22): made on site, and set beside what it listed."""

from handlers.site.forms import FORMS, SiteCheckForm
from handlers.site.handle import ask, handle

WORDS = ("/site", "现场核查")

__all__ = ["FORMS", "WORDS", "SiteCheckForm", "ask", "handle"]
