"""Who is looking now: the open sockets of every account, none of which can hold up another."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import ClientConnectionError, web

from bot.channels.webchat.seams import Entry, Login

Frame = dict[str, Any]
Show = Callable[[Login, Entry], Frame]

WAITING = 256
"""Frames a slow socket may be behind before it is cut off; it comes back and asks for the rest."""
PER_LOGIN = 4
ELSEWHERE = 4000
REFUSED = 4401


class Seat:
    """One socket with a queue and a task of its own."""

    def __init__(
        self, login: Login, socket: web.WebSocketResponse, cut: Callable[[], None]
    ) -> None:
        self.login = login
        self._socket = socket
        self._cut = cut
        self._waiting: asyncio.Queue[Frame] = asyncio.Queue(WAITING)
        self._task = asyncio.create_task(self._deliver())

    def offer(self, frame: Frame) -> None:
        try:
            self._waiting.put_nowait(frame)
        except asyncio.QueueFull:
            self._task.cancel()
            self._cut()

    async def _deliver(self) -> None:
        with suppress(ClientConnectionError, ConnectionError, RuntimeError):
            while True:
                frame = await self._waiting.get()
                await self._socket.send_str(json.dumps(frame, ensure_ascii=False))

    async def close(self, code: int, reason: str = "") -> None:
        await self.leave()
        with suppress(ClientConnectionError, ConnectionError, RuntimeError):
            await self._socket.close(code=code, message=reason.encode(), drain=False)

    async def leave(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


class Rooms:
    """The seats by account. ``show`` makes the frame of an entry for one login."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self._seats: dict[str, list[Seat]] = defaultdict(list)
        self._closing: set[asyncio.Task[None]] = set()

    def join(self, seat: Seat) -> None:
        """Take a seat; where a login has too many, its oldest is told so and closed."""
        seats = self._seats[seat.login.account]
        seats.append(seat)
        same = [other for other in seats if other.login.id == seat.login.id]
        for oldest in same[:-PER_LOGIN]:
            seats.remove(oldest)
            self._close_aside(oldest)

    def _close_aside(self, seat: Seat) -> None:
        """A closing socket waits for the other side: nobody else waits for that."""
        task = asyncio.create_task(seat.close(ELSEWHERE))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def leave(self, seat: Seat) -> None:
        seats = self._seats.get(seat.login.account, [])
        if seat in seats:
            seats.remove(seat)
        if not seats:
            self._seats.pop(seat.login.account, None)

    def show(self, account: str, entry: Entry, *, edit: bool = False) -> None:
        for seat in tuple(self._seats.get(account, ())):
            frame = self._show(seat.login, entry)
            seat.offer({**frame, "type": "edit"} if edit else frame)

    def tell(self, account: str, frame: Frame) -> None:
        """A frame that is not kept: a toast, the sign of somebody typing."""
        for seat in tuple(self._seats.get(account, ())):
            seat.offer(frame)

    async def close(self) -> None:
        for account in tuple(self._seats):
            for seat in self._seats.pop(account):
                await seat.close(1001)
