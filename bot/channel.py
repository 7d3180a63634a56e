"""What a channel is: a Bot to speak through, a way in that fills the inbox, a pace."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from aiogram import Bot
from aiogram.types import InputFile

from bot.pace import Pace
from storage.database import Connection
from storage.inbox import Received
from storage.letters import ShownFile

T = TypeVar("T")


@dataclass(frozen=True)
class Incoming:
    """An update as a channel got it: its ``key`` is the same when it comes again."""

    key: str
    account: str
    raw: dict[str, Any]


class Intake(Protocol):
    async def accept(self, channel: str, incoming: Sequence[Incoming]) -> None:
        """Keep updates; returns after the commit, when the channel may acknowledge them. Raises
        ``storage.database.Unavailable`` when they could not be kept."""

    async def take(
        self,
        channel: str,
        accounts: Collection[str],
        keep: Callable[[Connection], tuple[T, list[Received]]],
    ) -> T:
        """The same for a channel that keeps something of its own in the same commit; whoever waits
        is not told."""

    async def excuse(self, channel: str, incoming: Sequence[Incoming]) -> None:
        """What could not be kept is answered where that is possible, else its senders are told."""


class Channel(Protocol):
    """Its ``name`` is the one in accounts, inbox and outbox."""

    @property
    def name(self) -> str: ...

    @property
    def bot(self) -> Bot: ...

    @property
    def pace(self) -> Pace: ...

    @property
    def invitations(self) -> tuple[str, str] | None:
        """What it is called, and the address with ``{code}`` that opens an invitation in it."""

    @property
    def toasts(self) -> bool:
        """Whether it shows a word beside a press; elsewhere that would be one more message."""

    def attach(self, file: ShownFile) -> InputFile | str:
        """How its Bot is given a stored file."""

    def whisper(self, account: str, text: str) -> bool:
        """A passing word while nothing can be kept; False where a message has to do."""

    async def start(self, intake: Intake) -> None: ...

    async def stop(self) -> None:
        """Let nothing more in. What is to be said can still be said."""

    async def close(self) -> None:
        """Let go of connections."""
