"""The guests' pages on the real storage: a link's code in, what it shows or does out."""

from bot.guests.alarms import Alarms
from bot.guests.ballots import Ballots
from bot.guests.photos import Photos
from bot.guests.results import Results
from bot.guests.sheets import Sheets


class StoredGuests(Sheets, Photos, Ballots, Alarms, Results):
    """``Guests``."""


__all__ = ["StoredGuests"]
