"""What is said to 企业微信: in each conversation's turn, again where it asks for patience."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.channels.wecom import cards
from bot.channels.wecom.cards import Card, Markdown
from bot.channels.wecom.clicks import Click
from bot.channels.wecom.link import Link
from bot.channels.wecom.media import Kind, upload
from bot.channels.wecom.windows import Windows
from bot.channels.wecom.wire import (
    SEND,
    TASK_TWICE,
    THROTTLED,
    UPDATE,
    WELCOME,
    Away,
    Refused,
)

T = TypeVar("T")

UPLOADS = "uploads"
TRIES, RETURNS = 8, 4


@dataclass(frozen=True)
class Patience:
    """Seconds after the first and the later refusals for having said too much."""

    first: float = 1.0
    longest: float = 30.0


class Numbers:
    """Ids of messages: the time, so that none comes again after a restart."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        self._last = max(self._last + 1, time.time_ns() // 1000)
        return self._last


async def resumed(
    link: Link,
    begun: bool,
    once: Callable[[], Awaitable[T]],
    lost: tuple[type[Exception], ...] = (Away,),
) -> T:
    """Where something of a letter was seen already, a lost connection is waited for here: what was
    seen is not said again."""
    for _ in range(RETURNS):
        try:
            return await once()
        except lost:
            if not begun:
                raise
            await link.ready()
    return await once()


class Outgoing:
    def __init__(
        self, link: Link, windows: Windows, uploads: Windows, patience: Patience | None = None
    ) -> None:
        self._link, self._windows, self._uploads = link, windows, uploads
        self._patience = patience or Patience()

    async def say(self, chat: str, group: bool, piece: Markdown | Card, message_id: int) -> None:
        """Raises ``Refused``, ``Away``, ``Unanswered``."""

        def body() -> dict[str, Any]:
            if isinstance(piece, Card):
                return piece.body(cards.task_id(message_id))
            return piece.body()

        await self._send(chat, group, body)

    async def show(self, chat: str, group: bool, kind: Kind, name: str, data: bytes) -> None:
        """A picture or a file. Raises the same, and ``media.TooBig``."""
        media_id = await self._upload(kind, name, data)
        await self._send(
            chat, group, lambda: {"msgtype": kind, kind: {"media_id": media_id}}
        )

    async def _upload(self, kind: Kind, name: str, data: bytes) -> str:
        async def once() -> str:
            async with self._uploads.turn(UPLOADS):
                return await upload(self._link.call, kind, name, data)

        return await self._patiently(once)

    async def _send(self, chat: str, group: bool, body: Callable[[], dict[str, Any]]) -> None:
        where = {"chatid": chat, "chat_type": 2 if group else 1}
        async with self._windows.turn(chat):
            await self._patiently(lambda: self._link.call(SEND, {**where, **body()}))

    async def _patiently(self, once: Callable[[], Awaitable[T]]) -> T:
        """A few tries while it is only asked for patience, or for another task."""
        pause = self._patience.first
        for _ in range(TRIES - 1):
            try:
                return await once()
            except Refused as no:
                if no.code not in THROTTLED and no.code != TASK_TWICE:
                    raise
                if no.code in THROTTLED:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, self._patience.longest)
        return await once()

    async def change(self, click: Click, left: float, card: Card) -> bool:
        """The clicked card, while that can be done; False where it is too late or refused. Raises
        ``Unanswered`` where it may have been changed."""
        body = {
            "response_type": "update_template_card",
            "template_card": card.card(click.task_id),
        }
        return await self._answer(click.chat, left, UPDATE, body, click.request)

    async def welcome(self, chat: str, left: float, words: str, request: str) -> bool:
        body = {"msgtype": "text", "text": {"content": words}}
        return await self._answer(chat, left, WELCOME, body, request)

    async def _answer(
        self, chat: str, left: float, command: str, body: dict[str, Any], request: str
    ) -> bool:
        try:
            async with self._windows.turn(chat, left):
                await self._link.call(command, body, request)
        except (Refused, Away, TimeoutError):
            return False
        return True
