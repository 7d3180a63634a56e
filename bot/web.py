"""The web chat as a channel of the app: its messages and the inbox share one commit."""

from collections.abc import Callable
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.types import InputFile

from bot.channel import Incoming, Intake
from bot.channels.webchat import CHANNEL, Body, Doors, Entry, WebChat
from bot.channels.webchat.stored import StoredFiles, StoredLog, entry_of
from bot.clock import Clock
from bot.guests import StoredGuests
from bot.pace import Pace
from bot.settings import page_address
from storage import webchat
from storage.database import Connection, Database
from storage.files import Files
from storage.ids import new_id
from storage.inbox import Received
from storage.letters import ShownFile

T = TypeVar("T")


class WebChannel:
    """``port`` 0 is any that is free; ``address`` is where the page is, once it is started."""

    name, toasts = CHANNEL, True

    def __init__(
        self,
        database: Database,
        folder: Files,
        doors: Doors,
        clock: Clock,
        *,
        host: str = "127.0.0.1",
        port: int = 8080,
        public_url: str = "",
    ) -> None:
        self.pace = Pace()
        self.address = public_url
        self._clock, self._host, self._port = clock, host, port
        self._intake: Intake | None = None
        self.chat = WebChat(
            log=StoredLog(database, clock),
            arrivals=self,
            files=StoredFiles(database, folder, clock),
            doors=doors,
            clock=clock,
            public_url=public_url,
            guests=StoredGuests(database, folder, clock),
        )

    @property
    def bot(self) -> Bot:
        return self.chat.bot

    def attach(self, file: ShownFile) -> InputFile | str:
        return f"sha256:{file['sha256']}"

    def whisper(self, account: str, text: str) -> bool:
        """The page keeps what it shows, which is no help when nothing can be kept: a passing word
        it is."""
        frame = {"type": "toast", "text": text, "alert": False, "client_id": ""}
        self.chat.rooms.tell(account, frame)
        return True

    @property
    def invitations(self) -> tuple[str, str] | None:
        return ("网页", f"{self.address}/i/{{code}}") if self.address else None

    async def greet(self, account: str) -> None:
        """Whoever comes in is welcomed as if they had said /start."""
        if self._intake is None:
            return
        person = {"id": int(account), "is_bot": False, "first_name": account}
        chat = {"id": int(account), "type": "private"}
        message = {"message_id": 0, "date": 0, "chat": chat, "from": person, "text": "/start"}
        raw = {"update_id": 0, "message": message}
        await self._intake.accept(self.name, [Incoming(f"hello:{new_id()}", account, raw)])

    async def start(self, intake: Intake) -> None:
        self._intake = intake
        self._port = await self.chat.start(self._host, self._port)
        self.address = self.address or page_address(self._host, self._port)

    async def stop(self) -> None:
        """Nothing more is let in; what is still said is kept for the page's return."""
        self._intake = None
        await self.chat.stop()

    async def close(self) -> None:
        """Stopped is closed."""

    async def message(
        self, account: str, client_id: str, body: Body, update: Callable[[int], dict[str, Any]]
    ) -> Entry:
        """``Arrivals``: log and inbox in one commit."""
        now = self._clock()

        def keep(connection: Connection) -> tuple[webchat.WebMessage, list[Received]]:
            message, received = webchat.arrive(connection, account, client_id, body, update, now)
            return message, [received] if received else []

        return entry_of(await self._take(account, keep))

    async def press(self, account: str, client_id: str, update: dict[str, Any]) -> None:
        now = self._clock()

        def keep(connection: Connection) -> tuple[None, list[Received]]:
            received = webchat.press(connection, account, client_id, update, now)
            return None, [received] if received else []

        await self._take(account, keep)

    async def _take(
        self, account: str, keep: Callable[[Connection], tuple[T, list[Received]]]
    ) -> T:
        if self._intake is None:
            raise ConnectionError("the web chat is closing")
        return await self._intake.take(self.name, {account}, keep)
