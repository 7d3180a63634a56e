"""Clicks that may still be answered on their card: WeCom takes one answer, within five seconds."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.channels.wecom.cards import Chosen

OPEN = 4.5
"""Seconds for which a click may be answered: the answer needs the rest of the five itself."""

PATIENCE = 4.0
"""Seconds after which the channel answers by itself."""

REMEMBERED = 5000


@dataclass(frozen=True)
class Click:
    """``request`` is what its answer names; ``message_id`` that of the card; ``tapped`` what its
    button stands for, None of one that is no longer live."""

    request: str
    chat: str
    message_id: int
    task_id: str
    tapped: Chosen | None


@dataclass
class Open:
    click: Click
    until: float
    timer: asyncio.TimerHandle
    answering: bool = False


class Clicks:
    """``late`` is told of a click that nobody answered in time, and whether its letter had come: a
    letter that changes nothing on the card leaves it as it was."""

    def __init__(
        self,
        late: Callable[[Click, float, bool], None],
        patience: float = PATIENCE,
        open_for: float = OPEN,
    ) -> None:
        self._late, self._patience, self._open_for = late, patience, open_for
        self._open: dict[str, Open] = {}
        self._seen: dict[str, None] = {}

    def opened(self, click: Click) -> bool:
        """From its arrival on; False of one that was here before."""
        if click.request in self._seen:
            return False
        self._seen[click.request] = None
        if len(self._seen) > REMEMBERED:
            del self._seen[next(iter(self._seen))]
        loop = asyncio.get_running_loop()
        timer = loop.call_later(self._patience, self._overdue, click.request)
        self._open[click.request] = Open(click, loop.time() + self._open_for, timer)
        return True

    def answering(self, request: str) -> None:
        """Its letter is being delivered."""
        if found := self._open.get(request):
            found.answering = True

    def take(self, message_id: int) -> tuple[Click, float] | None:
        """The click whose letter is being delivered, if it was on this message and its card can
        still be changed, with the seconds left for it. It is the taker's from now on."""
        for request, found in reversed(self._open.items()):
            if found.answering and found.click.message_id == message_id:
                return self._left(self.drop(request))
        return None

    def claim(self, request: str) -> tuple[Click, float] | None:
        """The same by its request: for an answer that is no letter."""
        return self._left(self.drop(request))

    def drop(self, request: str) -> Open | None:
        """It needs no answer."""
        found = self._open.pop(request, None)
        if found is not None:
            found.timer.cancel()
        return found

    def close(self) -> None:
        for request in list(self._open):
            self.drop(request)

    def _left(self, found: Open | None) -> tuple[Click, float] | None:
        if found is None:
            return None
        left = found.until - asyncio.get_running_loop().time()
        return (found.click, left) if left > 0 else None

    def _overdue(self, request: str) -> None:
        found = self._open.pop(request)
        left = found.until - asyncio.get_running_loop().time()
        if left > 0:
            self._late(found.click, left, found.answering)
