"""A Bot whose Telegram is in this process and answers at once: what is measured is the bot."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import EditMessageText, SendMessage, TelegramMethod
from aiogram.types import Chat, Message, User

T = TypeVar("T")
Raw = dict[str, Any]
"""An update as Telegram sends it."""
SHOWN = Message(
    message_id=1, date=datetime(2026, 1, 1, tzinfo=UTC), chat=Chat(id=1, type="private")
)
"""Copied for each answer: what a server does is not to be measured."""


class QuietSession(BaseSession):
    """Keeps the last message of each chat and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0
        self.last: dict[int, Message] = {}
        self._ids = 0
        self._chats: dict[int, Chat] = {}
        self._awaited: dict[int, asyncio.Future[None]] = {}

    def answer_to(self, chat_id: int) -> "asyncio.Future[None]":
        """Done at the next message shown in a chat."""
        self._awaited[chat_id] = asyncio.get_running_loop().create_future()
        return self._awaited[chat_id]

    def _chat(self, id: int) -> Chat:
        if id not in self._chats:
            self._chats[id] = Chat(id=id, type="private")
        return self._chats[id]

    async def make_request(
        self, bot: Bot, method: TelegramMethod[T], timeout: int | None = None
    ) -> T:
        self.calls += 1
        answer: Any = True
        if isinstance(method, SendMessage | EditMessageText):
            self._ids += 1
            chat_id = int(method.chat_id or 0)
            edited = method.message_id if isinstance(method, EditMessageText) else None
            markup: Any = method.reply_markup
            changed = {
                "message_id": edited or self._ids,
                "chat": self._chat(chat_id),
                "text": method.text,
                "reply_markup": markup,
            }
            answer = SHOWN.model_copy(update=changed).as_(bot)
            self.last[chat_id] = answer
            if waiter := self._awaited.pop(chat_id, None):
                waiter.set_result(None)
        return answer  # type: ignore[no-any-return]

    async def stream_content(
        self, url: str, *args: Any, **kwargs: Any
    ) -> AsyncGenerator[bytes, None]:
        yield b""

    async def close(self) -> None:
        return None


class Person:
    """Somebody whose updates can be made: what they type, and the button they press."""

    def __init__(self, session: QuietSession, id: int) -> None:
        self.session, self.id, self._updates = session, id, 0
        self._user = {"id": id, "is_bot": False, "first_name": f"用户{id}"}
        self._chat = {"id": id, "type": "private"}

    def types(self, text: str) -> Raw:
        entities = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        message: Raw = {
            "message_id": 10**6 + self._updates,
            "date": 1767225600,
            "chat": self._chat,
            "from": self._user,
            "text": text,
        }
        if text.startswith("/"):
            message["entities"] = entities
        return self._update(message=message)

    def presses(self, label: str) -> Raw:
        """The button of that label on the last message of the chat."""
        shown = self.session.last[self.id]
        rows = shown.reply_markup.inline_keyboard if shown.reply_markup else []
        found = [b.callback_data for row in rows for b in row if b.text == label]
        if not found:
            raise LookupError(f"no button {label} on: {shown.text}")
        return self.presses_data(found[0] or "")

    def presses_data(self, data: str) -> Raw:
        """A press on the last message, of whatever it holds."""
        shown = self.session.last[self.id]
        message = {
            "message_id": shown.message_id,
            "date": 1767225600,
            "chat": self._chat,
            "text": shown.text or "…",
        }
        query = {
            "id": str(self._updates),
            "from": self._user,
            "chat_instance": str(self.id),
            "message": message,
            "data": data,
        }
        return self._update(callback_query=query)

    def _update(self, **content: Any) -> Raw:
        self._updates += 1
        return {"update_id": self.id * 10**6 + self._updates, **content}


def quiet_bot() -> tuple[Bot, QuietSession]:
    session = QuietSession()
    bot = Bot("42:quiet", session=session)
    bot._me = User(id=42, is_bot=True, first_name="quiet", username="quiet_bot")
    return bot, session
