"""What the guests' pages show and ask, and what they need of everybody else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True)
class Visitor:
    """Who is at the page, as far as a browser shows: where from, and the chat logins it had."""

    address: str
    logins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hazard:
    id: str
    number: str
    place: str
    description: str
    grade: str
    major: bool = False
    advice: str = ""
    deadline: date | None = None
    photos: tuple[str, ...] = ()


class Standing(StrEnum):
    """Whether a list can (still) be answered."""

    OPEN = "open"
    ANSWERED = "answered"
    VOID = "void"


@dataclass(frozen=True)
class Receipt:
    """What was answered, by whom, when. ``disputes`` by the hazard's id."""

    outcome: str
    name: str
    post: str
    at: datetime
    standing: str
    """How it is known that the signer is the client's."""
    reason: str = ""
    disputes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """A hazard list as its contact is shown it. ``seal`` is the hash of exactly that."""

    agency: str
    client: str
    visit: str
    on: date
    hazards: tuple[Hazard, ...]
    seal: str
    name: str
    post: str
    confirmed: bool
    until: datetime
    standing: Standing = Standing.OPEN
    receipt: Receipt | None = None


@dataclass(frozen=True)
class Signing:
    """A contact's answer. ``seal``: the list they saw; ``code``: the confirmation code, if they
    have one."""

    outcome: str
    seal: str
    name: str
    post: str
    code: str = ""
    reason: str = ""
    disputes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """What may be told of a paper copy to whoever holds it: never the hazards."""

    seal: str
    agency: str
    client: str
    visit: str
    handed_on: date
    outcome: str = ""
    name: str = ""
    post: str = ""
    at: datetime | None = None
    standing: str = ""
    disputes: int = 0
    void_on: date | None = None
    printed: bool = False
    """It was never handed over by a link, only printed (``handed_on``)."""


@dataclass(frozen=True)
class Photo:
    path: Path
    type: str


@dataclass(frozen=True)
class Question:
    key: str
    words: str
    hint: str = ""


@dataclass(frozen=True)
class Paper:
    """One agency to be judged. What was answered is not told again: a link may have gone through
    other hands."""

    id: str
    agency: str
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Ballot:
    """What a survey's link asks its respondent, about which agencies."""

    respondent: str
    party: str
    cycle: str
    questions: tuple[Question, ...]
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Marks:
    paper: str
    marks: Mapping[str, int]
    words: str = ""


@dataclass(frozen=True)
class Alarm:
    """A major hazard of which somebody is told."""

    number: str
    lines: tuple[str, ...]
    """Each a label, ``：`` and a text."""
    photos: tuple[str, ...]
    told_at: datetime
    answer_by: datetime
    name: str = ""
    acknowledged_at: datetime | None = None
    gone: str = ""
    """Why it needs no answer any more; empty: it does."""


@dataclass(frozen=True)
class Announced:
    """A published result in one line."""

    number: str
    agency: str
    stars: str
    total: str


@dataclass(frozen=True)
class Announcements:
    """A page of a cycle's published results; ``others``: further cycles, as (id, name)."""

    cycle_id: str = ""
    cycle: str = ""
    rows: tuple[Announced, ...] = ()
    total: int = 0
    page: int = 0
    last: int = 0
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Result:
    """One result, exactly as it was published. ``newest``: the number of the version that has
    corrected it; ``versions``: all, as (number, version)."""

    shown: Mapping[str, Any]
    newest: str = ""
    versions: tuple[tuple[str, int], ...] = ()


class Guests(Protocol):
    """Reading changes nothing: what previews of links do. All raise ``Closed`` with the
    sentence for whoever holds the link."""

    async def sheet(self, code: str) -> Sheet: ...

    async def opened(self, code: str, visitor: Visitor) -> None:
        """Somebody looks at a list with their own eyes."""

    async def sign(self, code: str, signing: Signing, visitor: Visitor) -> None:
        """Again after an answer: nothing changes, the page shows what was answered."""

    async def photo(self, kind: str, code: str, sha: str) -> Photo:
        """A photo of what a link (``s`` or ``a``) shows, and no other."""

    async def check(self, seal: str) -> Check: ...

    async def ballot(self, code: str) -> Ballot: ...

    async def ballot_opened(self, code: str) -> None: ...

    async def vote(self, code: str, marks: Marks, visitor: Visitor) -> None: ...

    async def alarm(self, code: str) -> Alarm: ...

    async def alarm_opened(self, code: str, visitor: Visitor) -> None: ...

    async def acknowledge(self, code: str, visitor: Visitor) -> None: ...

    async def results(self, cycle_id: str, page: int) -> Announcements:
        """Published results: of everybody, to anybody."""

    async def result(self, number: str) -> Result: ...
