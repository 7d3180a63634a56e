"""The connection to WeCom: subscribed, kept alive, made anew after every loss but displacement."""

import asyncio
import json
import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from aiohttp import ClientError, ClientSession, ClientWSTimeout, WSMsgType
from aiohttp import ClientWebSocketResponse as Socket

from bot.channels.wecom import wire
from bot.channels.wecom.wire import Away, Frame, Refused, Unanswered

Said = dict[str, Any]
Hear = Callable[[Frame], None]

log = logging.getLogger(__name__)

DISPLACED = (
    "企业微信：另一个程序正在用同一个机器人，这里已经让开，不再连接。"
    "请停掉另一个程序，再重启本程序；不知道是谁在用，就到管理后台重新获取 Secret。"
)
LOST = "企业微信：没有连上，稍后会再试"
WRONG = "企业微信：机器人 ID 或 Secret 不对（{}）。请核对 ANXING_WECOM_* 的设置，再重启本程序。"


@dataclass(frozen=True)
class Timing:
    """Seconds. ``pong``: this long without an answer to a ping, and nobody is there."""

    ping: float = 30
    pong: float = 10
    answer: float = 15
    connect: float = 15
    first_pause: float = 1
    longest_pause: float = 60
    goodbye: float = 1

    def pauses(self) -> Iterator[float]:
        """Before each attempt to connect again, until a connection has answered a ping."""
        pause = self.first_pause
        while True:
            yield pause
            pause = min(pause * 2, self.longest_pause)


class Standing(Enum):
    CONNECTING = auto()
    READY = auto()
    REFUSED = auto()
    DISPLACED = auto()
    CLOSED = auto()


class Link:
    """``hear`` gets callbacks in the order they came; ``trouble`` says what went wrong last.

    Once displaced it stays away until started again: two would throw each other out for ever."""

    def __init__(
        self, url: str, bot_id: str, secret: str, hear: Hear, timing: Timing = Timing()
    ) -> None:
        self._url, self._bot_id, self._secret = url, bot_id, secret
        self._hear, self._timing = hear, timing
        self._standing = Standing.CLOSED
        self._turned, self._doubt = asyncio.Event(), asyncio.Event()
        self._socket: Socket | None = None
        self._asked: dict[str, asyncio.Future[Said]] = {}
        self._pauses = timing.pauses()
        self._keeping: asyncio.Task[None] | None = None
        self.trouble = ""

    @property
    def standing(self) -> Standing:
        return self._standing

    async def start(self) -> None:
        """Returns at once: the connection comes when it comes."""
        self._turn(Standing.CONNECTING)
        self._keeping = asyncio.create_task(self._keep(), name="wecom link")

    async def stop(self) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait([self._keeping])
        self._turn(Standing.CLOSED)

    async def ready(self) -> None:
        """Until commands are taken. Raises ``Away`` when that will not be."""
        while self._standing is not Standing.READY:
            if self._standing in (Standing.DISPLACED, Standing.CLOSED):
                raise Away(self.trouble or "企业微信没有连接")
            self._turned.clear()
            await self._turned.wait()

    async def call(self, command: str, body: Said, request: str | None = None) -> Said:
        """The body of the gateway's answer. ``request`` names the callback that is answered."""
        if self._socket is None:
            raise Away(self.trouble or "企业微信没有连接")
        try:
            return await self._ask(self._socket, command, body, self._timing.answer, request)
        except (Unanswered, Refused) as error:
            if not isinstance(error, Refused) or error.code == wire.NOT_SUBSCRIBED:
                self._doubt.set()
            raise

    def _turn(self, standing: Standing) -> None:
        self._standing = standing
        self._turned.set()

    async def _keep(self) -> None:
        async with ClientSession() as http:
            while True:
                try:
                    await self._connection(http)
                except Exception as error:
                    self._tell(error)
                if self._standing is Standing.DISPLACED:
                    return
                await asyncio.sleep(next(self._pauses))

    def _tell(self, error: Exception) -> None:
        if self._standing is Standing.DISPLACED:
            self.trouble = DISPLACED
            log.error(self.trouble)
        elif isinstance(error, Refused) and error.code in wire.WRONG_SECRET:
            self.trouble = WRONG.format(error)
            self._turn(Standing.REFUSED)
            log.error(self.trouble)
        else:
            self.trouble = f"{LOST}（{wire.cause(error)}）"
            log.warning(self.trouble)

    async def _connection(self, http: ClientSession) -> None:
        """One connection from its beginning to its end, which is always an exception."""
        farewell = ClientWSTimeout(ws_close=self._timing.goodbye)
        async with asyncio.timeout(self._timing.connect):
            socket = await http.ws_connect(self._url, timeout=farewell)
        reading = asyncio.create_task(self._read(socket), name="wecom reading")
        tending = asyncio.create_task(self._tend(socket), name="wecom pings")
        try:
            await asyncio.wait([reading, tending], return_when=asyncio.FIRST_COMPLETED)
            self._close_up()
            # What came before the cut is still to be read: it may say that we were displaced.
            await asyncio.wait([reading], timeout=self._timing.goodbye)
        finally:
            await self._part(socket, reading, tending)
        ends = (one.exception() for one in (tending, reading) if not one.cancelled())
        raise next(one for one in ends if one is not None)

    def _close_up(self) -> None:
        self._socket = None
        if self._standing is Standing.READY:
            self._turn(Standing.CONNECTING)

    async def _part(self, socket: Socket, *tasks: asyncio.Task[None]) -> None:
        self._close_up()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(Unanswered("the connection was lost before the answer"))
        with suppress(ClientError, OSError, TimeoutError):
            async with asyncio.timeout(2 * self._timing.goodbye):
                await socket.close()

    async def _tend(self, socket: Socket) -> None:
        """Subscribes, and sees to it that somebody is there."""
        robot = {"bot_id": self._bot_id, "secret": self._secret}
        await self._ask(socket, wire.SUBSCRIBE, robot, self._timing.answer)
        if self._standing is Standing.DISPLACED:
            return
        self._socket, self.trouble = socket, ""
        self._turn(Standing.READY)
        log.info("企业微信：已连接")
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._timing.ping):
                    await self._doubt.wait()
            self._doubt.clear()
            await self._ask(socket, wire.PING, None, self._timing.pong)
            self._pauses = self._timing.pauses()

    async def _ask(
        self,
        socket: Socket,
        command: str,
        body: Said | None,
        seconds: float,
        request: str | None = None,
    ) -> Said:
        request = request or f"{command}_{secrets.token_hex(8)}"
        if request in self._asked:
            raise Refused(wire.WRONG_REQUEST, "this request is being answered already")
        told = {} if body is None else {"body": body}
        frame = {"cmd": command, "headers": {"req_id": request}, **told}
        answer = self._asked[request] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await socket.send_str(json.dumps(frame, ensure_ascii=False))
                told = await answer
        except (ClientError, ConnectionError) as error:
            raise Away(str(error)) from error
        except TimeoutError as error:
            raise Unanswered(f"no answer to {command} in {seconds:g} s") from error
        finally:
            del self._asked[request]
            answer.cancel()
        if code := told.get("errcode"):
            raise Refused(int(code), str(told.get("errmsg", "")))
        said = told.get("body")
        return said if isinstance(said, dict) else {}

    async def _read(self, socket: Socket) -> None:
        async for message in socket:
            if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                self._take(message.data)
            if self._standing is Standing.DISPLACED:
                break
        raise Away(f"the connection ended: {socket.close_code}")

    def _take(self, text: str | bytes) -> None:
        """Whatever it is: a frame nobody understands ends no connection."""
        try:
            frame = json.loads(text)
            request = str(frame["headers"]["req_id"])
            command, body = frame.get("cmd"), frame.get("body")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            log.warning("企业微信：收到看不懂的数据（%r）", error)
            return
        if not command:
            answer = self._asked.get(request)
            if answer is not None and not answer.done():
                answer.set_result(frame)
            return
        heard = Frame(str(command), request, body if isinstance(body, dict) else {})
        if heard.event == wire.DISPLACED:
            self._turn(Standing.DISPLACED)
            return
        try:
            self._hear(heard)
        except Exception:
            log.exception("企业微信：收到的消息没有处理成")
