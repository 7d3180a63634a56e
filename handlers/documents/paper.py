"""A paper before it is set: what it tells, and the photos it wants to show."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.documents import typeset
from handlers.documents.typeset import Bytes
from storage.store import ZONE

SHOWN = 8
"""Photos of one record on paper; the rest are in the package of originals."""


@dataclass(frozen=True)
class Paper:
    """``told`` is read on a connection, the bytes are made away from it."""

    template: str
    name: str
    told: dict[str, Any]
    at: datetime

    def pdf(self, read: Bytes) -> bytes:
        return typeset.pdf(*self._ready(read), self.at)

    def pages(self, read: Bytes) -> list[bytes]:
        return typeset.pages(*self._ready(read), self.at)

    def _ready(self, read: Bytes) -> tuple[str, dict[str, Any], list[bytes]]:
        pictures = typeset.thumbnails(_wanted(self.told), read)
        numbers = {sha256: number for number, sha256 in enumerate(pictures, 1)}
        return self.template, _numbered(self.told, numbers), list(pictures.values())


def photos(shown: Collection[str]) -> dict[str, Any]:
    """The part of an entry that shows photos."""
    more = len(shown) - SHOWN
    words = f"另有{more}张没有印出，见压缩包里的原件。" if more > 0 else ""
    return {"photos": list(shown)[:SHOWN], "more": words}


def moment(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def _wanted(told: Any) -> list[str]:
    if isinstance(told, dict):
        own = list(told.get("photos", ()))
        return own + [sha for value in told.values() for sha in _wanted(value)]
    if isinstance(told, list):
        return [sha for value in told for sha in _wanted(value)]
    return []


def _numbered(told: Any, numbers: Mapping[str, int]) -> Any:
    """Photos by their number on this paper; one that can't be shown is 0."""
    if isinstance(told, dict):
        return {
            name: [numbers.get(sha256, 0) for sha256 in value]
            if name == "photos"
            else _numbered(value, numbers)
            for name, value in told.items()
        }
    if isinstance(told, list):
        return [_numbered(value, numbers) for value in told]
    return told
