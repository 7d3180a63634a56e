"""How far long work is: one message that is edited, at growing intervals, with a way to stop it."""

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.channel import Channel
from bot.clock import Clock
from bot.sender import Sender
from storage import job as kept
from storage import outbox
from storage.database import Connection, Database
from storage.job import Job
from storage.outbox import Letter, Urgency

CANCEL = "取消"


class GivenUp(Exception):
    """Nobody waits for the work any more."""


class Progress:
    """Await it with a sentence between two steps; ``within`` tells from inside a unit, where
    nothing can be kept."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        job: Job,
        channels: Mapping[str, Channel],
        sender: Sender,
        patience: float,
    ) -> None:
        self._database, self._clock = database, clock
        self._job, self._sender = job, sender
        self._channel = channels.get(job.channel)
        self._asyncio = asyncio.get_running_loop()
        self._pause = patience
        self._next = self._asyncio.time() + patience
        self._message: str | None = None

    async def __call__(self, words: str) -> None:
        """Raises ``GivenUp`` where the work was cancelled meanwhile."""
        worth = self._due()
        posted: tuple[bool, Letter | None, str | None] = await self._database.write(
            lambda c: self._kept(c, words, worth)
        )
        wanted, letter, message = posted
        if not wanted:
            raise GivenUp
        self._message = message or self._message
        if letter is not None:
            self._sender.offer([letter])
        elif worth:
            self._edit(words)

    def within(self, words: str) -> None:
        """From whatever thread a unit runs in: shown where a channel can, kept nowhere."""
        if self._due():
            self._asyncio.call_soon_threadsafe(self._whisper, words)

    def _due(self) -> bool:
        now = self._asyncio.time()
        if now < self._next:
            return False
        self._pause = min(self._pause * 2, 60.0)
        self._next = now + self._pause
        return True

    def _kept(
        self, connection: Connection, words: str, worth: bool
    ) -> tuple[bool, Letter | None, str | None]:
        """Whether somebody still waits; the letter that begins the telling, or its message."""
        if not kept.report(connection, self._job.id, words):
            return False, None, None
        key = f"job:{self._job.id}:progress"
        if not worth or outbox.known(connection, key):
            return True, None, outbox.message_of(connection, key)
        letter = outbox.post(
            connection,
            key=key,
            channel=self._job.channel,
            account=self._job.account,
            urgency=Urgency.REPLY,
            payload={"views": [self._view(words)]},
            now=self._clock(),
        )
        return True, letter, None

    def _view(self, words: str) -> dict[str, Any]:
        rows = [[[CANCEL, f"job.cancel:{self._job.id}:0"]]]
        return {"text": words, "rows": rows, "keep": True}

    def _whisper(self, words: str) -> None:
        job = self._job
        if self._channel is not None and not self._channel.whisper(job.account, words):
            self._edit(words)

    def _edit(self, words: str) -> None:
        if self._message is not None and self._channel is not None:
            view = {**self._view(words), "edit": int(self._message)}
            self._sender.say(self._job.channel, self._job.account, {"views": [view]})
