"""What a person did, in no messenger's words."""

from dataclasses import dataclass

REVISION_DIGITS = 12
"""More than a revision, a day or a page ever has, fewer than a database counts to."""


@dataclass(frozen=True)
class Typed:
    """Text as it was typed: stripped of nothing, never markup."""

    text: str


@dataclass(frozen=True)
class Pressed:
    """A press on a choice (or its typed label or number): ``action:id:revision``."""

    action: str
    id: str = ""
    revision: int = 0

    @classmethod
    def parse(cls, data: str) -> "Pressed | None":
        """None where the data is none of ours: forged, or from a release long gone."""
        action, _, rest = data.partition(":")
        id, _, revision = rest.rpartition(":")
        counted = revision.isascii() and revision.isdigit() and len(revision) <= REVISION_DIGITS
        # What can't be seen is in no button of ours, and not every database takes all of it.
        if not action or not counted or not data.isprintable() or len(data.encode()) > 64:
            return None
        return cls(action, id, int(revision))


@dataclass(frozen=True)
class SentFile:
    """A stored file: intake fetched the bytes and knows their SHA-256 before any handler runs."""

    sha256: str
    name: str
    type: str
    size: int


@dataclass(frozen=True)
class Sent:
    """Photos and files, an album being one event; ``refused`` says why a file was not taken."""

    files: tuple[SentFile, ...]
    caption: str = ""
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unusable:
    """Something no question takes: a sticker, a location, a voice message, in Chinese."""

    what: str


Event = Typed | Pressed | Sent | Unusable
