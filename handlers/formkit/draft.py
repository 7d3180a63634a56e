"""What is kept of an unfinished conversation: a value that round-trips through JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from handlers.formkit.question import Json

Path = tuple[str | int, ...]
"""A place: ("day",), ("hazards",), ("hazards", 2), ("hazards", 2, "place"), REVIEW or CANCEL."""

REVIEW: Path = ("@review",)
CANCEL: Path = ("@cancel",)


class Mode(StrEnum):
    NEW = "new"
    AMEND = "amend"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Draft:
    """``offered`` are the answers behind the buttons on screen, so that form.pick.3 means what was
    shown; ``trail`` are the places 上一步 leads back to; ``lost`` is what an older edition of the
    form had and this one can't take; ``seen`` is the subject's revision that is being corrected;
    ``moved`` is the revision since which the same is asked."""

    id: str
    form: str
    fingerprint: str = ""
    mode: Mode = Mode.NEW
    subject: str | None = None
    answers: Mapping[str, Json] = field(default_factory=dict)
    at: Path = REVIEW
    page: int = 0
    search: str = ""
    month: str = ""
    offered: tuple[Json, ...] = ()
    trail: tuple[Path, ...] = ()
    lost: Mapping[str, Json] = field(default_factory=dict)
    seen: int = 0
    revision: int = 0
    moved: int = 0

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _NAMES}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Draft":
        read = cls(**kept)
        return replace(
            read,
            mode=Mode(read.mode),
            at=tuple(read.at),
            offered=tuple(read.offered),
            trail=tuple(tuple(path) for path in read.trail),
        )

    def went(self, place: Path) -> "Draft":
        """There, remembering the way; a place already on the way is returned to."""
        trail = self.trail
        if place in trail:
            trail = trail[: trail.index(place)]
        elif place != self.at:
            trail = (*trail, self.at)
        moved = self.moved if place == self.at else self.revision + 1
        return replace(self, at=place, trail=trail, page=0, search="", month="", moved=moved)


_NAMES = tuple(each.name for each in fields(Draft))
