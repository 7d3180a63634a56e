"""The editions of the standard, because an issued card keeps the one it was made with."""

from __future__ import annotations

from scoring import appendix_a
from scoring.scheme import Edition

EDITIONS: tuple[Edition, ...] = (
    appendix_a.EDITION,
)  # fmt: skip
"""Oldest first."""

CURRENT = EDITIONS[-1]


def edition(code: str) -> Edition:
    """The edition of this code."""
    for known in EDITIONS:
        if known.code == code:
            return known
    raise ValueError(f"没有代码为 {code!r} 的标准版本，应为：{'、'.join(e.code for e in EDITIONS)}")
