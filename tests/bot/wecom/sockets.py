"""One robot's connection as the gateway holds it, and what may go wrong with a command."""

import asyncio
import itertools
import json
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web

from bot.channels.wecom import wire
from tests.bot.wecom.members import Raw


@dataclass
class Fault:
    """What happens to the next ``times`` commands of a kind (``""``: any but ping).

    ``refuse``: an error code. ``deaf``: not done, not answered. ``lose``: done, not answered.
    ``cut``: done, and the connection is cut instead of an answer."""

    how: str
    command: str = wire.SEND
    code: int = 0
    times: int = 1
    chat: str = ""

    def meets(self, command: str, body: Raw) -> bool:
        fits = self.command == command if self.command else command != wire.PING
        return self.times > 0 and fits and self.chat in ("", body.get("chatid"))


class Connection:
    """One robot's socket, seen from here. ``mute``: half-open, takes everything, says nothing."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._request, self._socket = request, socket
        self.subscribed = self.mute = False
        self.pongs = True
        self._probes: dict[bytes, asyncio.Future[bool]] = {}
        self.closing: asyncio.Task[None] | None = None

    async def send(self, frame: Raw) -> bool:
        return await self.send_text(json.dumps(frame, ensure_ascii=False))

    async def send_text(self, text: str) -> bool:
        if self.mute or self._socket.closed:
            return False
        with suppress(ConnectionError):
            await self._socket.send_str(text)
            return True
        return False

    async def probe(self, mark: bytes) -> bool:
        """The other side has read all that was sent before, or the connection has ended."""
        answer = asyncio.Future[bool]()
        self._probes[mark] = answer
        with suppress(ConnectionError):
            await self._socket.ping(mark)
            return await answer
        return False

    def answered(self, mark: bytes) -> None:
        answer = self._probes.pop(mark, None)
        if answer is not None and not answer.done():
            answer.set_result(True)

    def end(self) -> None:
        self.subscribed = False
        for answer in self._probes.values():
            if not answer.done():
                answer.set_result(False)

    async def close(self, code: int) -> None:
        with suppress(ConnectionError):
            await self._socket.close(code=code)

    async def lost(self) -> None:
        """Until the robot lets go: a peer that is gone answers no goodbye."""
        for _look in itertools.count():
            transport = self._request.transport
            if transport is None or transport.is_closing():
                break
            await asyncio.sleep(0.01)

    def cut(self) -> None:
        if self._request.transport is not None:
            self._request.transport.abort()
