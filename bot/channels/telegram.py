"""Telegram by long polling: an update is confirmed by the poll after the commit that keeps it."""

import asyncio
import logging
import time
from collections.abc import Iterator, Sequence
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import SetMyCommands, TelegramMethod
from aiogram.types import BotCommand, BotCommandScopeAllGroupChats, InputFile

from bot.arrivals import sender_of
from bot.attached import StoredInput
from bot.channel import Incoming, Intake
from bot.groups import Patience, heard, is_group
from bot.pace import Pace
from storage.database import Unavailable
from storage.files import Files
from storage.letters import ShownFile

log = logging.getLogger(__name__)

CHANNEL = "telegram"
POLL_SECONDS = 25
LONGEST = 30.0
GROUP_GAP = 4.0
"""Telegram takes twenty messages a minute for a group: five at once and fifteen after them."""

KINDS = ["message", "callback_query", "my_chat_member"]
COMMANDS = (
    ("start", "开始，或接着填没填完的"),
    ("menu", "菜单"),
    ("score", "得分"),
    ("help", "帮助"),
    ("results", "评定公告：已公布的星级和得分"),
    ("cancel", "取消正在填的表"),
)
IN_GROUPS = (("results", "已公布的星级和得分"), ("help", "在群里能问什么"))


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates without a look inside: an update of a kind nobody knows yet stops no others."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = 100
    timeout: int = POLL_SECONDS
    allowed_updates: list[str] = KINDS


class Telegram:
    """``api`` is a Bot API server of one's own."""

    name, toasts = CHANNEL, True

    def __init__(self, token: str, files: Files, api: str = "") -> None:
        server = TelegramAPIServer.from_base(api) if api else PRODUCTION
        self.bot = Bot(token, session=AiohttpSession(api=server))
        self.pace = Pace(per_second=27, chat_gap=1.05, burst=5, group_gap=GROUP_GAP)
        self._files = files
        self._patience = Patience(time.monotonic)
        self._username: str | None = None
        self._offset: int | None = None
        self._polling: asyncio.Task[None] | None = None

    @property
    def invitations(self) -> tuple[str, str] | None:
        if self._username is None:
            return None
        return ("Telegram", f"https://t.me/{self._username}?start={{code}}")

    def attach(self, file: ShownFile) -> InputFile | str:
        return StoredInput(self._files, file["sha256"], file["name"])

    def whisper(self, account: str, text: str) -> bool:
        """Telegram keeps what it shows itself: a message will do."""
        return False

    async def start(self, intake: Intake) -> None:
        self._polling = asyncio.create_task(self._poll(intake), name="telegram")

    async def stop(self) -> None:
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)

    async def close(self) -> None:
        await self.bot.session.close()

    async def _poll(self, intake: Intake) -> None:
        """Never ends by itself: what goes wrong is said once a minute at most, and tried again."""
        pause, greeted = 0.5, False
        while True:
            try:
                if not greeted:
                    await self._greet()
                    greeted = True
                await self._round(intake)
                pause = 0.5
            except TelegramRetryAfter as error:
                await asyncio.sleep(error.retry_after)
            except Exception as error:
                log.warning(_sentence(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST)

    async def _greet(self) -> None:
        self._username = (await self.bot.get_me()).username
        commands = [BotCommand(command=name, description=said) for name, said in COMMANDS]
        await self.bot(SetMyCommands(commands=commands))
        public = [BotCommand(command=name, description=said) for name, said in IN_GROUPS]
        await self.bot(SetMyCommands(commands=public, scope=BotCommandScopeAllGroupChats()))

    async def _round(self, intake: Intake) -> None:
        """One poll: kept first, confirmed by the next."""
        asked = GetRawUpdates(offset=self._offset)
        updates = await self.bot(asked, request_timeout=POLL_SECONDS + 10)
        if not updates:
            return
        if incoming := list(_incoming(updates, self._username or "", self._patience)):
            await intake.accept(self.name, incoming)
        self._offset = max(int(update["update_id"]) for update in updates) + 1


def _incoming(
    updates: Sequence[dict[str, Any]], username: str, patience: Patience
) -> Iterator[Incoming]:
    """What is said in a group and not to us is never kept."""
    for update in updates:
        account, raw = sender_of(update), update
        if is_group(update):
            found = heard(update, username)
            if found is None or not patience.hears(found[0]):
                continue
            account, raw = found
        yield Incoming(str(update["update_id"]), account, raw)


def _sentence(error: Exception) -> str:
    """What the operator reads: the cause, and what to do."""
    match error:
        case TelegramConflictError():
            return "另一个程序正在用同一个令牌收消息（409）：请停掉它，本程序稍后再试"
        case TelegramUnauthorizedError():
            return "Telegram 不认这个令牌（401）：请检查 ANXING_TELEGRAM_TOKEN"
        case Unavailable():
            return f"收到的消息暂时存不下，先不确认：{error}"
        case ClientDecodeError():
            return "Telegram 的回答看不懂，可能是中间的代理出了问题，稍后再试"
        case TelegramNetworkError():
            return f"连不上 Telegram，稍后再试：{error.message}"
        case TelegramAPIError():
            return f"Telegram 拒绝了：{error.message}"
    return f"收消息时出错：{type(error).__name__}: {error}"
