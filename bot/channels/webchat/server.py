"""The web chat as one thing to start and stop."""

import errno

from aiohttp import web

from bot.channels.webchat.conversation import Desk, converse
from bot.channels.webchat.guard import harden, refusing_strangers
from bot.channels.webchat.guests import GuestRoutes, Guests
from bot.channels.webchat.pages import Pages
from bot.channels.webchat.rooms import Rooms
from bot.channels.webchat.seams import (
    Arrivals,
    CannotListen,
    Clock,
    Doors,
    Entry,
    FileStore,
    Login,
    MessageLog,
)
from bot.channels.webchat.session import WebChatSession, web_bot
from bot.channels.webchat.signing import Signer
from bot.channels.webchat.uploads import BODY_LIMIT, Uploads


class WebChat:
    """``bot`` is what the sender sends through; ``start`` opens the page."""

    def __init__(
        self,
        *,
        log: MessageLog,
        arrivals: Arrivals,
        files: FileStore,
        doors: Doors,
        clock: Clock,
        public_url: str = "",
        signer: Signer | None = None,
        guests: Guests | None = None,
    ) -> None:
        self.rooms = Rooms(self._show)
        self._desk = Desk(log, arrivals, self.rooms, signer or Signer(), clock)
        self.session = WebChatSession(log, files, self.rooms)
        self.bot = web_bot(self.session)
        pages = Pages(doors)
        self.app = self._app(pages, Uploads(self._desk, files), public_url)
        if guests is not None:
            self.app.add_routes(GuestRoutes(pages, guests).routes())
        self._runner: web.AppRunner | None = None

    def _show(self, login: Login, entry: Entry) -> dict[str, object]:
        return self._desk.frame(login, entry)

    def _app(self, pages: Pages, uploads: Uploads, public_url: str) -> web.Application:
        app = web.Application(
            client_max_size=BODY_LIMIT, middlewares=[refusing_strangers(public_url)]
        )
        app.on_response_prepare.append(harden)
        app.add_routes(pages.routes())
        app.add_routes(
            [
                web.get("/ws", self._socket),
                web.post("/upload", uploads.take),
                web.get("/file/{sha}/{name}", uploads.give),
            ]
        )
        app.on_shutdown.append(self._say_goodbye)
        return app

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        return await converse(self._desk, request)

    async def _say_goodbye(self, app: web.Application) -> None:
        await self.rooms.close()

    async def start(self, host: str = "127.0.0.1", port: int = 8080) -> int:
        """Listen, and return the port (asked for as 0: any that is free)."""
        runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=2)
        await runner.setup()
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            await runner.cleanup()
            raise CannotListen(_why(error, host, port)) from error
        self._runner = runner
        listening: int = runner.addresses[0][1]
        return listening

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被别的程序占用，请在 ANXING_WEB_PORT 里换一个。"
    if error.errno == errno.EACCES:
        return f"没有权限使用端口 {port}，请在 ANXING_WEB_PORT 里换一个 1024 以上的。"
    return f"不能在 {host}:{port} 上打开网页：{error.strerror or error}。"
