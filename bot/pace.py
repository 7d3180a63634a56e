"""How fast a channel may be spoken to: replies first, a breath per chat, pauses for all."""

import asyncio
import heapq
from collections.abc import Callable

from storage.outbox import Urgency

LONGEST = 30.0
FIRST = 0.5


class Pace:
    """A place in the queue per message. ``per_second`` counts over all chats (None: any number),
    ``chat_gap`` is the time between two messages of one chat, after a ``burst`` of them;
    ``group_gap`` that of a chat with a negative number, which is a group: what is asked there too
    fast must not bring a pause upon everybody; ``longest`` is how long an absent messenger is
    waited for before it is tried again; ``full`` says how many seconds a chat may be told nothing
    at all, whoever counts that."""

    def __init__(
        self,
        per_second: float | None = None,
        chat_gap: float = 0.0,
        burst: int = 5,
        group_gap: float = 0.0,
        longest: float = LONGEST,
        full: Callable[[str], float] | None = None,
    ) -> None:
        self._gap = 1 / per_second if per_second else 0.0
        self._chat_gap, self._burst = chat_gap, burst
        self._group_gap, self._longest = group_gap or chat_gap, longest
        self._full = full
        self._next = 0.0
        self._held_until = 0.0
        self._backoff = FIRST
        self._chats: dict[str, float] = {}
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._counted = 0
        self._porter: asyncio.Task[None] | None = None

    async def turn(self, chat: str, urgency: Urgency) -> None:
        """Returns when a message may go to a chat."""
        if self._full is not None:
            await asyncio.sleep(self._full(chat))
        await self._chat_turn(chat)
        loop = asyncio.get_running_loop()
        if not self._waiting and self._free(loop.time()):
            self._next = max(self._next, loop.time()) + self._gap
            return
        place: asyncio.Future[None] = loop.create_future()
        self._counted += 1
        heapq.heappush(self._waiting, (urgency is Urgency.NOTICE, self._counted, place))
        if self._porter is None or self._porter.done():
            self._porter = asyncio.create_task(self._admit())
        await place

    def _free(self, now: float) -> bool:
        return now >= self._held_until and now >= self._next

    async def _chat_turn(self, chat: str) -> None:
        gap = self._group_gap if chat.startswith("-") else self._chat_gap
        if not gap:
            return
        now = asyncio.get_running_loop().time()
        due = max(self._chats.get(chat, 0.0), now)
        self._chats[chat] = due + gap
        if len(self._chats) > 1000:
            self._chats = {one: at for one, at in self._chats.items() if at > now}
        await asyncio.sleep(max(0.0, due - now - gap * (self._burst - 1)))

    async def _admit(self) -> None:
        """Lets in whoever waits, the most urgent first."""
        loop = asyncio.get_running_loop()
        while self._waiting:
            pause = max(self._held_until, self._next) - loop.time()
            if pause > 0:
                await asyncio.sleep(pause)
                continue
            _notice, _n, place = heapq.heappop(self._waiting)
            if not place.done():
                self._next = loop.time() + self._gap
                place.set_result(None)
                await asyncio.sleep(0)

    @property
    def held(self) -> bool:
        """Whether nobody may go just now."""
        return asyncio.get_running_loop().time() < self._held_until

    def pause(self, seconds: float) -> None:
        """Nobody goes before: the messenger asked for it."""
        until = asyncio.get_running_loop().time() + seconds
        self._held_until = max(self._held_until, until)

    def trouble(self) -> None:
        """The messenger can't be reached: everybody waits, longer each time."""
        if asyncio.get_running_loop().time() >= self._held_until:
            self.pause(self._backoff)
            self._backoff = min(self._backoff * 2, self._longest)

    def fine(self) -> None:
        self._backoff = FIRST

    async def close(self) -> None:
        if self._porter is not None:
            self._porter.cancel()
            await asyncio.gather(self._porter, return_exceptions=True)
