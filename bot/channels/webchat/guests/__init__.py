"""Pages for whoever has a link and nothing else: sign a list, answer a survey, hear an alarm."""

from bot.channels.webchat.guests.routes import GuestRoutes
from bot.channels.webchat.guests.seams import (
    Alarm,
    Announced,
    Announcements,
    Ballot,
    Check,
    Guests,
    Hazard,
    Marks,
    Paper,
    Photo,
    Question,
    Receipt,
    Result,
    Sheet,
    Signing,
    Standing,
    Visitor,
)

__all__ = [
    "Alarm",
    "Announced",
    "Announcements",
    "Ballot",
    "Check",
    "GuestRoutes",
    "Guests",
    "Hazard",
    "Marks",
    "Paper",
    "Photo",
    "Question",
    "Receipt",
    "Result",
    "Sheet",
    "Signing",
    "Standing",
    "Visitor",
]
