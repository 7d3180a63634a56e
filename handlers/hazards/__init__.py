"""Hazards live: the course of each, a client's over time, and the fast lane of a major one."""

from handlers.hazards.alarms import RECEIVED, Alarms
from handlers.hazards.alarms import WORDS as ALARM_WORDS
from handlers.hazards.course import course_lines
from handlers.hazards.ledger import WORDS as LEDGER_WORDS
from handlers.hazards.ledger import handle as ledger
from handlers.hazards.ways import record_ways

__all__ = [
    "ALARM_WORDS",
    "LEDGER_WORDS",
    "RECEIVED",
    "Alarms",
    "course_lines",
    "ledger",
    "record_ways",
]
