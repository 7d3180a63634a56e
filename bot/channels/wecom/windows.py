"""How much a conversation may be told: 企业微信 counts, so we wait before it refuses."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Limits = Sequence[tuple[int, float]]
"""So many within so many seconds."""

LIMITS: Limits = ((30, 60.0), (1000, 3600.0))
MARGIN = 0.2
"""Seconds more than needed: its clock is not ours."""

MANY = 1000


@dataclass
class Lane:
    """One conversation: whose turn it is, and when the last ones were over."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    over: deque[float] = field(default_factory=deque)
    wanted: int = 0


class Windows:
    """``turn`` is waited for in the order of asking, and is one's own until it is over; what counts
    is when it is over, for then it has certainly been counted there."""

    def __init__(self, limits: Limits = LIMITS, margin: float = MARGIN) -> None:
        self._limits, self._margin = limits, margin
        self._most = max(most for most, _span in limits)
        self._lanes: dict[str, Lane] = {}

    @asynccontextmanager
    async def turn(self, chat: str, within: float | None = None) -> AsyncIterator[None]:
        """Raises ``TimeoutError`` where it would come later than ``within`` seconds."""
        lane = self._lane(chat)
        lane.wanted += 1
        try:
            async with asyncio.timeout(within):
                await lane.turn.acquire()
                try:
                    await asyncio.sleep(self._pause(lane))
                except BaseException:
                    lane.turn.release()
                    raise
            try:
                yield
            finally:
                lane.over.append(asyncio.get_running_loop().time())
                lane.turn.release()
        finally:
            lane.wanted -= 1

    def full(self, chat: str) -> float:
        """Seconds for which nothing more may be said there."""
        return self._pause(self._lanes[chat]) if chat in self._lanes else 0.0

    def _lane(self, chat: str) -> Lane:
        if len(self._lanes) > MANY:
            now = asyncio.get_running_loop().time()
            self._lanes = {
                name: lane for name, lane in self._lanes.items() if self._in_use(lane, now)
            }
        if chat not in self._lanes:
            self._lanes[chat] = Lane(over=deque(maxlen=self._most))
        return self._lanes[chat]

    def _in_use(self, lane: Lane, now: float) -> bool:
        longest = max(span for _most, span in self._limits) + self._margin
        return lane.wanted > 0 or bool(lane.over and lane.over[-1] + longest > now)

    def _pause(self, lane: Lane) -> float:
        """Until the one that is too many ago is old enough, in every window."""
        now = asyncio.get_running_loop().time()
        due = [
            lane.over[-most] + span + self._margin - now
            for most, span in self._limits
            if len(lane.over) >= most
        ]
        return max(0.0, *due) if due else 0.0
