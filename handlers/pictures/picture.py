"""A picture before it is drawn: what it tells, the text that says the same, and its name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.documents import typeset

PPI = 216.0
"""Three pixels a point: a page as wide as a phone is 1080 pixels."""


@dataclass(frozen=True)
class Picture:
    """``told`` is read on a connection, the bytes are made away from it."""

    template: str
    name: str
    told: dict[str, Any]
    lines: tuple[str, ...]
    at: datetime

    def png(self) -> bytes:
        return typeset.pages(self.template, self.told, (), self.at, PPI)[0]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)
