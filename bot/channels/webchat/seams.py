"""What the web chat needs of everybody else, in as few words as it can be said."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from bot.settings import Unset
from handlers.formkit.events import SentFile

CHANNEL = "web"
"""The name of this channel in accounts and in the inbox."""

Body = dict[str, Any]
"""A message as it is kept: ``text``, ``bold`` [[offset, length]], ``rows`` [[{text, data}]] and
``files`` [{sha256, name, type, size}]; ``gone`` is true of a deleted one. Offsets are UTF-16."""

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Login:
    """One tab that was let in. ``account`` is a decimal integer, so that it is a chat id too."""

    id: str
    account: str
    name: str = ""
    standing: str = ""
    """What the person is, and where: shown under the name."""


@dataclass(frozen=True)
class Entry:
    """A message of the log. ``change`` grows with every message and edit of its account, so that
    whoever comes back asks for what changed since, edits included."""

    id: int
    change: int
    sender: Literal["bot", "me"]
    body: Body
    at: datetime
    client_id: str = ""


@dataclass(frozen=True)
class Invitation:
    """What the page of a link says before it is used."""

    title: str
    inviter: str
    organisation: str
    standing: str
    until: datetime | None = None


@dataclass(frozen=True)
class Persona:
    """Somebody of the demo."""

    key: str
    name: str
    standing: str
    hint: str = ""


class MessageLog(Protocol):
    """The conversation as the page shows it, and the logins that may see it."""

    async def login(self, token: str) -> Login | None:
        """Whom a token lets in; None when it never did or was ended."""

    async def open(self, login_id: str) -> bool:
        """Whether a login still stands."""

    async def append(self, account: str, body: Body) -> Entry:
        """A message of the bot."""

    async def edit(self, account: str, id: int, body: Body) -> Entry | None:
        """Another body for a message of the bot; None when there is no such message."""

    async def entry(self, account: str, id: int) -> Entry | None: ...

    async def since(self, account: str, change: int, limit: int) -> list[Entry]:
        """The newest ``limit`` entries that changed after ``change``, the oldest first."""

    async def before(self, account: str, id: int, limit: int) -> list[Entry]:
        """The newest ``limit`` entries older than ``id``, the oldest first."""


class Arrivals(Protocol):
    """The way into the inbox. Both return after the commit and may be called again with the same
    ``client_id``: the first call is the one that counts."""

    async def message(
        self, account: str, client_id: str, body: Body, update: Callable[[int], dict[str, Any]]
    ) -> Entry:
        """Log what a person sent and put ``update(message id)`` into the inbox: one commit."""

    async def press(self, account: str, client_id: str, update: dict[str, Any]) -> None: ...


class FileStore(Protocol):
    """Bytes by SHA-256."""

    async def take(self, account: str, content: bytes, name: str) -> SentFile:
        """Keep what somebody sends. Raises ``NotTaken`` with the reason."""

    async def put(self, content: bytes, name: str, type: str) -> SentFile:
        """Keep what we made ourselves."""

    async def find(self, sha256: str) -> SentFile | None: ...

    async def path(self, sha256: str, *, viewed: bool = False) -> Path | None:
        """The file of this machine with the bytes, of a picture that is ``viewed`` (JPEG then) with
        those of its copy for viewing; None where there is none."""


class Doors(Protocol):
    """The two ways in. A sentence for the person is raised as ``Closed``."""

    async def look(self, code: str) -> Invitation | None:
        """What a link invites to; changes nothing. None: used, expired or never made."""

    async def use(self, code: str) -> str:
        """Use a link up and give the token of a new login."""

    async def personas(self) -> tuple[Persona, ...]:
        """The demo's; empty where this is no demo."""

    async def enter(self, key: str) -> str:
        """The token of a new login of a persona."""


class Closed(Exception):
    """A door that doesn't open; the sentence says why and what to do."""


class CannotListen(Unset):
    """The address can't be listened on; the sentence says why."""
