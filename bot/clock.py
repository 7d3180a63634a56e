"""Where the time comes from: everybody is given a clock, and tests give their own."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The only clock."""
    return datetime.now(UTC)
