"""A gateway of 智能机器人 on loopback that enforces the documented rules; bad days on request."""

import asyncio
import itertools
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import WSMsgType, web

from bot.channels.wecom import wire
from tests.bot.wecom.commands import Commands
from tests.bot.wecom.members import Member, Raw, Shelf
from tests.bot.wecom.rules import INVALID, No
from tests.bot.wecom.sockets import Connection, Fault

PATIENCE = 60.0


class Gateway(Commands):
    """``minute`` and ``click`` are the seconds of the rate windows and of an open click.

    ``violations`` are what a correct robot never does, however slow the machine; ``refusals`` are
    all commands refused; ``received`` all frames that came. What people do while nobody is
    subscribed waits for the next who is, unless ``forgets``."""

    def __init__(
        self, bot_id: str = "aib-test", secret: str = "s3cret", minute: float = 60, click: float = 5
    ) -> None:
        super().__init__(minute, click)
        self.bot_id, self.secret = bot_id, secret
        self.shelf = Shelf(lambda: f"http://127.0.0.1:{self._port}")
        self.faults: list[Fault] = []
        self.received: list[Raw] = []
        self.held: list[Raw] | None = None
        self.forgets = False
        self.subscriptions = 0
        self.connections: list[Connection] = []
        self._waiting: list[Raw] = []
        self._delivering = asyncio.Lock()
        self._echo = itertools.count(1)
        self._turn = asyncio.Event()
        self._place: socket.socket | None = None
        self._port = 0
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._port}/"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/", self._link)
        app.router.add_get("/media/{number}", self._download)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        # Nobody else gets the port while we are down.
        self._place = socket.socket()
        self._place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self._place.bind(("127.0.0.1", 0))
        self._port = self._place.getsockname()[1]
        await self.up()

    async def stop(self) -> None:
        self._drop_all()
        if self._runner is not None and self._place is not None:
            await self._runner.cleanup()
            self._place.close()
            self._runner = self._site = self._place = None

    async def __aenter__(self) -> "Gateway":
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    def member(self, id: str) -> Member:
        return Member(self, id)

    # ── what the robot's side looks like ──

    @property
    def current(self) -> Connection:
        """The subscribed connection."""
        return next(one for one in reversed(self.connections) if one.subscribed)

    @property
    def has_robot(self) -> bool:
        return any(one.subscribed and not one.mute for one in self.connections)

    def sent(self, command: str) -> list[Raw]:
        """Bodies of the commands of a kind that came."""
        return [one.get("body") or {} for one in self.received if one.get("cmd") == command]

    async def until(self, fact: Callable[[], object]) -> None:
        """Waits until it holds; looked at whenever anything here has happened."""
        async with asyncio.timeout(PATIENCE):
            while not fact():
                self._turn.clear()
                await self._turn.wait()

    async def subscribed(self, times: int = 1) -> None:
        """The robot is there, for at least the so-manieth time."""
        await self.until(lambda: self.subscriptions >= times and self.has_robot)

    async def heard(self) -> None:
        """All that people did until now has reached the robot's ``hear``: its socket is read in
        order, and this waits for the answer to a frame sent after them. While the robot is away
        it waits for it to come back."""
        async with asyncio.timeout(PATIENCE):
            while True:
                await self.until(lambda: self.has_robot and not self._waiting)
                if await self.current.probe(str(next(self._echo)).encode()):
                    return

    # ── bad days ──

    def fault(
        self, how: str, command: str = wire.SEND, code: int = 0, times: int = 1, chat: str = ""
    ) -> Fault:
        self.faults.append(Fault(how, command, code, times, chat))
        return self.faults[-1]

    def cut(self) -> None:
        """The TCP connection is reset."""
        self.current.cut()

    async def close(self, code: int = 1000) -> None:
        """The server says goodbye cleanly."""
        await self.current.close(code)

    def half_open(self) -> None:
        """The peer is gone and nobody says so."""
        self.current.mute = True

    def stop_pongs(self) -> None:
        """Everything works but the answers to pings."""
        self.current.pongs = False

    async def displace(self, cut: bool = False) -> None:
        """Another program subscribes with the same secret; we see nothing else of it."""
        await self._dismiss(self.current, cut)

    async def down(self) -> None:
        """Nobody listens on the port any more."""
        if self._site is not None:
            await self._site.stop()
            self._site = None
        self._drop_all()

    async def up(self) -> None:
        assert self._runner is not None
        self._site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_port=True)
        await self._site.start()

    def hold(self) -> None:
        """Callbacks are kept back until ``release``."""
        self.held = []

    async def release(self, order: Callable[[list[Raw]], list[Raw]] = list) -> None:
        """Sends what was held, in another order if wanted (``lambda f: f[::-1]``, ``f + f``)."""
        frames, self.held = order(self.held or []), None
        for frame in frames:
            await self.deliver(frame)

    async def deliver(self, frame: Raw) -> Raw:
        """Sends a callback; the same frame again is a repetition of it."""
        if self.held is not None:
            self.held.append(frame)
            return frame
        self._waiting.append(frame)
        await self._catch_up()
        if self.forgets and not self.has_robot:
            self._waiting.clear()
        return frame

    async def deliver_text(self, text: str) -> None:
        """A frame that follows no rule."""
        await self.current.send_text(text)

    # ── sockets ──

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        wire_end = web.WebSocketResponse(autoping=False, autoclose=False)
        await wire_end.prepare(request)
        connection = Connection(request, wire_end)
        self.connections.append(connection)
        try:
            await self._serve(connection, wire_end)
        finally:
            connection.end()
            self.connections.remove(connection)
            self._changed()
        return wire_end

    async def _serve(self, connection: Connection, wire_end: web.WebSocketResponse) -> None:
        async for message in wire_end:
            if connection.mute:
                continue
            if message.type is WSMsgType.TEXT:
                await self._frame(connection, json.loads(message.data))
            elif message.type is WSMsgType.PONG:
                connection.answered(bytes(message.data))
            elif message.type is WSMsgType.PING:
                await wire_end.pong(message.data)
            elif message.type is WSMsgType.BINARY:
                self.violations.append("a binary frame")
            self._changed()
        if connection.mute:
            await connection.lost()
        await connection.close(1000)

    async def _frame(self, connection: Connection, frame: Raw) -> None:
        command, body = frame.get("cmd", ""), frame.get("body") or {}
        request = (frame.get("headers") or {}).get("req_id", "")
        kept = {**body, "secret": "…"} if "secret" in body else body
        self.received.append({**frame, "body": kept})
        if command == wire.PING and not connection.pongs:
            return
        met = next((one for one in self.faults if one.meets(command, body)), None)
        if met is not None:
            met.times -= 1
            if met.how == "deaf":
                return
        if met is not None and met.how == "refuse":
            self.refusals.append((command, met.code))
            answer: Raw = {"errcode": met.code, "errmsg": "on request"}
        else:
            answer = await self._answered(connection, command, request, body)
        if met is not None and met.how == "cut":
            connection.cut()
        elif met is None or met.how == "refuse":
            await connection.send({"headers": {"req_id": request}, **answer})
            if command == wire.SUBSCRIBE and connection.subscribed:
                await self._catch_up()

    async def _answered(
        self, connection: Connection, command: str, request: str, body: Raw
    ) -> Raw:
        try:
            if command == wire.SUBSCRIBE:
                with self.judging(command):
                    await self._subscribe(connection, body)
                return {"errcode": 0, "errmsg": "ok"}
            if not connection.subscribed:
                with self.judging(command):
                    raise No(wire.NOT_SUBSCRIBED, "not subscribed")
            return {"errcode": 0, "errmsg": "ok", "body": self.answer(command, request, body)}
        except No as no:
            return {"errcode": no.code, "errmsg": no.words}

    async def _subscribe(self, connection: Connection, body: Raw) -> None:
        if connection.subscribed:
            raise No(INVALID, "subscribed twice on one connection")
        if (body.get("bot_id"), body.get("secret")) != (self.bot_id, self.secret):
            raise No(853000, "invalid bot_id or secret", fault=False)
        for other in list(self.connections):
            if other.subscribed:
                await self._dismiss(other, cut=other.mute)
        connection.subscribed = True
        self.subscriptions += 1

    async def _catch_up(self) -> None:
        async with self._delivering:
            while self._waiting and self.has_robot and await self.current.send(self._waiting[0]):
                self._waiting.pop(0)
        self._changed()

    async def _dismiss(self, connection: Connection, cut: bool) -> None:
        """Told why, then closed: only one may hold the connection."""
        connection.subscribed = False
        body = {"msgtype": "event", "event": {"eventtype": wire.DISPLACED}}
        number = next(self._echo)
        frame = {"cmd": wire.HEARD_EVENT, "headers": {"req_id": f"req-away-{number}"}}
        await connection.send({**frame, "body": {"msgid": f"msg-away-{number}", **body}})
        if cut:
            connection.cut()
        else:
            connection.closing = asyncio.create_task(connection.close(1000))
        self._changed()

    async def _download(self, request: web.Request) -> web.StreamResponse:
        number = request.match_info["number"]
        self.shelf.fetched.append(number)
        stored = self.shelf.kept.get(number)
        if stored is None or self.shelf.gone or request.query.get("sign") != "a+b":
            return web.Response(status=404)
        named = {"Content-Disposition": stored.disposition} if stored.disposition else {}
        return web.Response(body=stored.content, headers=named)

    def _drop_all(self) -> None:
        for connection in list(self.connections):
            connection.cut()

    def _changed(self) -> None:
        self._turn.set()


@asynccontextmanager
async def gateway_running(minute: float = 60, click: float = 5) -> AsyncIterator[Gateway]:
    """A gateway whose robot must have kept every rule by the end."""
    async with Gateway(minute=minute, click=click) as gateway:
        yield gateway
        assert not gateway.violations, "\n".join(gateway.violations)
