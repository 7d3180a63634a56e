"""A messenger in this process: a real aiogram session that keeps chats, and people who use them."""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiogram import Bot, methods
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Chat, File, FSInputFile, InputFile, Message

from bot.app import Anxing
from bot.arrivals import sender_of
from bot.channel import Incoming, Intake
from bot.pace import Pace
from bot.render import units
from storage.files import Files
from storage.ids import new_id
from storage.letters import ShownFile
from tests.bot.wecom.usable import usable_message

TOKEN = "424242:inprocess-inprocess-inprocess"


@dataclass
class Shown:
    """A message as a person sees it."""

    id: int
    text: str
    rows: list[list[tuple[str, str]]]
    files: int = 0

    @property
    def screen(self) -> str:
        buttons = ["".join(f"[{label}]" for label, _data in row) for row in self.rows]
        return "\n".join([self.text, *buttons])


class TalkSession(BaseSession):
    """Answers Bot API calls from memory, with Telegram's limits and refusals. ``trouble`` may raise
    instead, by method: a messenger having a bad day."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[TelegramMethod[Any]] = []
        self.chats: dict[int, list[Shown]] = {}
        self.toasts: dict[str, str] = {}
        self.answered: list[str] = []
        self.files: dict[str, bytes] = {}
        self.announced: dict[str, int] = {}
        self.cut_at: int | None = None
        self.trouble: Callable[[TelegramMethod[Any]], None] = lambda method: None
        self._ids = itertools.count(1000)

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        await asyncio.sleep(0)
        self.calls.append(method)
        self.trouble(method)
        answer: Any = self._answer(bot, method)
        return answer  # type: ignore[no-any-return]

    def _answer(self, bot: Bot, method: Any) -> Any:
        match method:
            case methods.AnswerCallbackQuery():
                self.answered.append(method.callback_query_id)
                self.toasts[method.callback_query_id] = method.text or ""
                return True
            case methods.SendMessage():
                return self._say(bot, method, method.text, 0)
            case methods.SendPhoto() | methods.SendDocument():
                return self._say(bot, method, method.caption or "", 1)
            case methods.SendMediaGroup():
                return [self._say(bot, method, "", 1) for _one in method.media]
            case methods.EditMessageText():
                return self._edit(bot, method)
            case methods.GetFile():
                size = self.announced.get(method.file_id, len(self.files[method.file_id]))
                return File(
                    file_id=method.file_id,
                    file_unique_id=method.file_id,
                    file_size=size,
                    file_path=method.file_id,
                )
        raise TelegramNotFound(method=method, message="Not Found")

    def _say(self, bot: Bot, method: Any, text: str, files: int) -> Message:
        self._check(method, text, files)
        markup = getattr(method, "reply_markup", None)
        shown = Shown(next(self._ids), text, _rows(markup), files)
        self.chats.setdefault(int(method.chat_id), []).append(shown)
        return self._message(bot, method, shown)

    def _edit(self, bot: Bot, method: Any) -> Message:
        self._check(method, method.text, 0)
        chat = self.chats.get(int(method.chat_id), ())
        found = [one for one in chat if one.id == method.message_id]
        if not found:
            raise self._refuse(method, "message to edit not found")
        rows = _rows(method.reply_markup)
        if (found[0].text, found[0].rows) == (method.text, rows):
            raise self._refuse(method, "message is not modified: specified new message content")
        found[0].text, found[0].rows = method.text, rows
        return self._message(bot, method, found[0])

    def _check(self, method: Any, text: str, files: int) -> None:
        if not files and not text.strip():
            raise self._refuse(method, "message text is empty")
        if units(text) > 4096:
            raise self._refuse(method, "message is too long")
        assert not isinstance(getattr(method, "parse_mode", None), str)
        for row in _rows(getattr(method, "reply_markup", None)):
            for label, data in row:
                if not label or len(data.encode()) > 64:
                    raise self._refuse(method, "BUTTON_DATA_INVALID")
        if not files:
            usable_message(method)

    @staticmethod
    def _refuse(method: Any, words: str) -> TelegramBadRequest:
        return TelegramBadRequest(method=method, message=f"Bad Request: {words}")

    @staticmethod
    def _message(bot: Bot, method: Any, shown: Shown) -> Message:
        message = Message(
            message_id=shown.id,
            date=datetime(2026, 1, 1, tzinfo=UTC),
            chat=Chat(id=int(method.chat_id), type="private"),
            text=shown.text or None,
        )
        return message.as_(bot)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        yield self.files[url.rpartition("/")[2]][: self.cut_at]

    async def close(self) -> None:
        """Nothing is open."""


def _bytes(file: InputFile | str) -> bytes:
    assert isinstance(file, FSInputFile)
    return Path(file.path).read_bytes()


def _rows(markup: Any) -> list[list[tuple[str, str]]]:
    if markup is None:
        return []
    return [[(b.text, b.callback_data or "") for b in row] for row in markup.inline_keyboard]


class TalkChannel:
    """The channel; ``deliver`` is what a person's messenger does."""

    def __init__(self, files: Files, name: str = "talk", pace: Pace | None = None) -> None:
        self.name = name
        self.invitations: tuple[str, str] | None = None
        self.toasts = True
        self.session = TalkSession()
        self.bot = Bot(TOKEN, session=self.session)
        self.pace = pace or Pace()
        self._files = files
        self._intake: Intake | None = None
        self._updates = itertools.count(1)
        self._series = new_id()

    def attach(self, file: ShownFile) -> InputFile | str:
        return FSInputFile(self._files.path(file["sha256"]), filename=file["name"])

    def whisper(self, account: str, text: str) -> bool:
        return False

    async def start(self, intake: Intake) -> None:
        self._intake = intake

    async def stop(self) -> None:
        self._intake = None

    async def close(self) -> None:
        await self.bot.session.close()

    async def deliver(self, *raws: dict[str, Any], key: str = "") -> None:
        assert self._intake is not None
        incoming = [
            Incoming(key or f"{self._series}.{next(self._updates)}", sender_of(raw), raw)
            for raw in raws
        ]
        await self._intake.accept(self.name, incoming)


@dataclass
class Person:
    """Somebody with the messenger open. Implements ``tests.stories.talker.Talker``."""

    app: Anxing
    channel: TalkChannel
    id: int
    name: str = "某人"
    _counted: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def messages(self) -> list[Shown]:
        return self.channel.session.chats.setdefault(self.id, [])

    @property
    def screen(self) -> str:
        return self.messages[-1].screen if self.messages else ""

    @property
    def choices(self) -> list[str]:
        rows = self.messages[-1].rows if self.messages else []
        return [label for row in rows for label, _data in row]

    @property
    def toast(self) -> str:
        toasts = self.channel.session.toasts
        return next(reversed(toasts.values())) if toasts else ""

    def message(self, **content: Any) -> dict[str, Any]:
        update_id = next(self._counted)
        user = {"id": self.id, "is_bot": False, "first_name": self.name}
        body = {
            "message_id": 10_000_000 + update_id,
            "date": 1_790_000_000,
            "chat": {"id": self.id, "type": "private"},
            "from": user,
            **content,
        }
        return {"update_id": update_id, "message": body}

    def press(self, data: str, message_id: int | None) -> dict[str, Any]:
        update_id = next(self._counted)
        query: dict[str, Any] = {
            "id": f"{self.id}.{update_id}",
            "from": {"id": self.id, "is_bot": False, "first_name": self.name},
            "chat_instance": "1",
            "data": data,
        }
        if message_id is not None:
            query["message"] = {
                "message_id": message_id,
                "date": 1_790_000_000,
                "chat": {"id": self.id, "type": "private"},
                "text": "…",
            }
        return {"update_id": update_id, "callback_query": query}

    async def settled(self) -> None:
        """Everything on the way has been handled and answered."""
        for _ in range(20_000):
            if self.app.intake.idle and self.app.sender.idle:
                return
            await asyncio.sleep(0.002)
        raise AssertionError("it never came to rest")

    async def deliver(self, *raws: dict[str, Any]) -> None:
        await self.channel.deliver(*raws)
        await self.settled()

    async def says(self, text: str) -> None:
        await self.deliver(self.message(text=text))

    async def taps(self, label: str) -> None:
        await self.deliver(self.button(label))

    def button(self, label: str) -> dict[str, Any]:
        """A press on the last button of that label, or one that begins with it."""
        for exact in (True, False):
            for message in reversed(self.messages):
                for row in message.rows:
                    for shown, data in row:
                        if shown == label or (not exact and shown.startswith(label)):
                            return self.press(data, message.id)
        raise AssertionError(f"no button {label!r} in:\n{self.screen}")

    async def presses(self, data: str, message_id: int | None = None) -> None:
        """A button that nobody offered, perhaps."""
        last = self.messages[-1].id if self.messages else None
        await self.deliver(self.press(data, message_id if message_id is not None else last))

    async def forges(self, data: str) -> str:
        await self.presses(data)
        return "\n".join([*(message.screen for message in self.messages), self.toast])

    async def sends_photo(self, content: bytes) -> None:
        await self.deliver(self.photo(content))

    def photo(self, content: bytes, **more: Any) -> dict[str, Any]:
        return self.message(photo=[self.held(content)], **more)

    async def sends_file(self, name: str, content: bytes) -> None:
        await self.deliver(self.message(document={**self.held(content), "file_name": name}))

    async def downloads(self) -> bytes:
        sent = [one for one in self.channel.session.calls if isinstance(one, methods.SendDocument)]
        files = [_bytes(one.document) for one in sent if str(one.chat_id) == str(self.id)]
        return files[-1] if files else b""

    async def pictures(self) -> list[bytes]:
        sent = [one for one in self.channel.session.calls if isinstance(one, methods.SendPhoto)]
        return [_bytes(one.photo) for one in sent if str(one.chat_id) == str(self.id)]

    def held(self, content: bytes) -> dict[str, Any]:
        """A file as the messenger keeps it."""
        file_id = f"file{len(self.channel.session.files)}"
        self.channel.session.files[file_id] = content
        size = {"file_id": file_id, "file_unique_id": file_id, "file_size": len(content)}
        return {**size, "width": 800, "height": 600}

    async def sends_sticker(self) -> None:
        sticker = {
            "file_id": "s",
            "file_unique_id": "s",
            "type": "regular",
            "width": 1,
            "height": 1,
            "is_animated": False,
            "is_video": False,
        }
        await self.deliver(self.message(sticker=sticker))

    async def sees(self, *texts: str) -> None:
        for text in texts:
            assert text in self.screen, f"{text!r} is not in:\n{self.screen}"

    async def sees_nothing_of(self, text: str) -> None:
        assert text not in self.screen, f"{text!r} is in:\n{self.screen}"
