"""The web chat as an aiogram session: a Bot's ordinary calls arrive in the page."""

from collections.abc import AsyncGenerator
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType

from bot.channels.webchat.answers import ANSWERS, ME, refusal
from bot.channels.webchat.rooms import Rooms
from bot.channels.webchat.seams import FileStore, MessageLog


def web_bot(session: "WebChatSession") -> Bot:
    """The Bot of the web chat: the token is a form that aiogram asks for, no secret."""
    return Bot(f"{ME.id}:webchat", session=session)


class WebChatSession(BaseSession):
    """Dispatches on the type of the method; what a page can't do is refused in Telegram's words."""

    def __init__(self, log: MessageLog, files: FileStore, rooms: Rooms) -> None:
        super().__init__()
        self.log, self.files, self.rooms = log, files, rooms

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        answer = ANSWERS.get(type(method))
        if answer is None:
            raise refusal(method, "method is not available in this chat")
        result: TelegramType = await answer(self, bot, method)
        return result

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Nothing is fetched from here: what a page sends is stored before its update is."""
        raise NotImplementedError("files of the web chat are in the file store")
        yield b""

    async def close(self) -> None:
        """Nothing of its own to close: the server holds the sockets."""
