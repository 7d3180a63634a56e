"""Sign-off from the client's own hand: the agency hands a list over, the contact answers."""

from handlers.sign_off.answers import FORMS
from handlers.sign_off.beside import record_lines, record_ways
from handlers.sign_off.giving import giving
from handlers.sign_off.sheets import open_subject, sheets

WORD = "待签清单"

__all__ = ["FORMS", "WORD", "giving", "open_subject", "record_lines", "record_ways", "sheets"]
