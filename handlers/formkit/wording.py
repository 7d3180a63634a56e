"""How answers are read and shown: what is visible, what is trimmed, what is cut for a button."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal

BLANK = " \t\r\n"
LABEL_LIMIT = 20
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
_UNSAYABLE = frozenset(("Cc", "Cs"))
_WIDE = str.maketrans("０１２３４５６７８９．，－／：＋", "0123456789.,-/:+")


def trim(text: str) -> str:
    """Only outer ASCII blanks go: whatever else was typed is the person's own."""
    return text.strip(BLANK)


def plain(text: str) -> str:
    """Full-width digits and signs as ASCII. Other scripts' digits stay what they are: not ours."""
    return trim(text.replace("\u3000", " ")).translate(_WIDE)


def visible(text: str) -> bool:
    return any(unicodedata.category(c)[0] not in "CZM" and c not in _FILLERS for c in text)


def cut(text: str, limit: int = LABEL_LIMIT) -> str:
    """One line of at most ``limit`` characters, never ending inside a joined emoji or accent, and
    without what no message can carry (control characters, halves of surrogate pairs)."""
    line = "".join(c for c in " ".join(text.split()) if unicodedata.category(c) not in _UNSAYABLE)
    if len(line) <= limit:
        return line
    end = limit - 1
    while end > 1 and _joined(line, end):
        end -= 1
    return line[:end] + "…"


def _joined(line: str, at: int) -> bool:
    return (
        line[at] in _JOINERS
        or line[at - 1] == "\u200d"
        or unicodedata.category(line[at]).startswith("M")
        or 0x1F3FB <= ord(line[at]) <= 0x1F3FF
    )


def say_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"


def say_moment(at: datetime, today: date) -> str:
    """今天 16:20, 昨天 16:20; further back by its date."""
    days = (today - at.date()).days
    near = {0: "今天", 1: "昨天", 2: "前天"}.get(days)
    return f"{near or f'{at:%Y-%m-%d}'} {at:%H:%M}"


def say_amount(amount: Decimal) -> str:
    shown = f"{amount:,.2f}"
    return shown.removesuffix(".00")
