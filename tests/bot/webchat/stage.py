"""A web chat on a real database with a small bot behind it: enough to look at the page."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    Update,
)

from bot.channels.webchat import (
    Arrivals,
    Body,
    Closed,
    Entry,
    Invitation,
    Persona,
    WebChat,
)
from bot.channels.webchat.signing import Signer
from bot.channels.webchat.stored import StoredFiles, StoredLog, entry_of
from bot.guests import StoredGuests
from storage import webchat
from storage.database import Database, Unavailable
from storage.files import FileFolder
from storage.inbox import Received
from storage.organisation import Membership, Role
from storage.person import Person
from storage.store import Store

Rows = list[list[tuple[str, str]]]


def keyboard(rows: Rows) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=label, callback_data=data) for label, data in row]
            for row in rows
        ]
    )


class Porch:
    """One invitation and two personas, on the real logins."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self.database, self.clock = database, clock
        self.used: list[str] = []
        self.demo = True

    async def admit(self, name: str) -> str:
        def work(connection: Any) -> str:
            store = Store(connection, self.clock())
            found = store.find(Person, name=name)
            if not found:
                person = store.add(Person(name=name))
                since = store.today
                store.add(Membership(person_id=person.id, role=Role.SUPERVISOR, since=since))
                found = [person]
            return webchat.admit(store, found[0].id)

        return await self.database.write(work)

    async def look(self, code: str) -> Invitation | None:
        if code != "good" or self.used:
            return None
        until = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
        return Invitation(
            "加入 <b>嘉安</b>安全技术服务有限公司",
            "王敏",
            "嘉安安全技术服务有限公司",
            "机构人员",
            until,
        )

    async def use(self, code: str) -> str:
        if await self.look(code) is None:
            raise Closed("这条链接已经用过了。")
        self.used.append(code)
        return await self.admit("沈佳怡")

    async def personas(self) -> tuple[Persona, ...]:
        if not self.demo:
            return ()
        return (
            Persona("supervisor", "陈国平", "嘉兴市应急管理局 · 监管人员", "看全部机构的得分"),
            Persona("agency", "沈佳怡", "嘉安安全技术 · 机构人员", "上报合同、服务记录和回访"),
        )

    async def enter(self, key: str) -> str:
        return await self.admit({"supervisor": "陈国平", "agency": "沈佳怡"}[key])


class StoredArrivals:
    """The way into the inbox without an intake behind it: the commit, then ``take``."""

    def __init__(
        self,
        database: Database,
        take: Callable[[Received], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._take, self._clock = database, take, clock

    async def message(
        self, account: str, client_id: str, body: Body, update: Callable[[int], dict[str, Any]]
    ) -> Entry:
        now = self._clock()
        message, received = await self._database.write(
            lambda c: webchat.arrive(c, account, client_id, body, update, now)
        )
        if received is not None:
            self._take(received)
        return entry_of(message)

    async def press(self, account: str, client_id: str, update: dict[str, Any]) -> None:
        now = self._clock()
        received = await self._database.write(
            lambda c: webchat.press(c, account, client_id, update, now)
        )
        if received is not None:
            self._take(received)


class Stage:
    """``received`` is what the inbox took; ``answer`` may be replaced by another bot."""

    def __init__(self, database: Database, folder: Path, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.folder = FileFolder(folder)
        self.files = StoredFiles(database, self.folder, clock)
        self.log = StoredLog(database, clock)
        self.arrivals = StoredArrivals(database, self.take, clock)
        self.doors = Porch(database, clock)
        self.signer = Signer(b"stage")
        self.received: list[Received] = []
        self.answering = False
        self.tasks: set[asyncio.Task[None]] = set()
        self.clock = clock
        self.url = ""
        self.chat = self.web_chat(self.arrivals)

    def web_chat(self, arrivals: Arrivals) -> WebChat:
        return WebChat(
            log=self.log,
            arrivals=arrivals,
            files=self.files,
            doors=self.doors,
            clock=self.clock,
            signer=self.signer,
            guests=StoredGuests(self.database, self.folder, self.clock),
        )

    async def open(self, port: int = 0) -> None:
        self.url = f"http://127.0.0.1:{await self.chat.start(port=port)}"

    async def close(self) -> None:
        await self.chat.stop()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def reopen(self, arrivals: Arrivals | None = None) -> None:
        """Stop, and start anew at the same address, as after a restart."""
        port = int(self.url.rpartition(":")[2])
        await self.close()
        self.chat = self.web_chat(arrivals or self.arrivals)
        await self.open(port)

    async def account(self, token: str) -> int:
        login = await self.log.login(token)
        assert login is not None
        return int(login.account)

    def take(self, received: Received) -> None:
        self.received.append(received)
        if self.answering:
            task = asyncio.create_task(self.answer(Update.model_validate(received.raw)))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def answer(self, update: Update) -> None:
        if update.callback_query is not None:
            await self.pressed(update.callback_query)
        elif update.message is not None:
            await self.ask(update.message.chat.id, update.message.text or "收到文件")

    async def ask(self, chat: int, said: str) -> None:
        title = "服务合同 · 第3/8步"
        await self.chat.bot.send_message(
            chat,
            f"{title}\n您说的是：{said}\n请选择服务期起。\n例如：2026-03-05",
            entities=[MessageEntity(type="bold", offset=0, length=len(title))],
            reply_markup=keyboard(
                [
                    [("今天", "form.pick.0:d:1"), ("昨天", "form.pick.1:d:1")],
                    [("上一步", "form.back:d:1"), ("跳过", "form.skip:d:1"), ("取消", "x:d:1")],
                ]
            ),
        )

    async def pressed(self, query: CallbackQuery) -> None:
        assert query.message is not None
        await self.chat.bot.answer_callback_query(query.id, text="已记下")
        await self.chat.bot.edit_message_text(
            "服务合同 · 第4/8步\n请输入服务期止。",
            chat_id=query.message.chat.id,
            message_id=query.message.message_id,
            reply_markup=keyboard([[("上一步", "form.back:d:2"), ("取消", "form.cancel:d:2")]]),
        )


class Gate(StoredArrivals):
    """Arrivals that wait before they commit until they are let through."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.database, stage.take, stage.clock)
        self.open = asyncio.Event()
        self.failures = 0

    async def message(
        self, account: str, client_id: str, body: Body, update: Callable[[int], dict[str, Any]]
    ) -> Entry:
        if self.failures:
            self.failures -= 1
            raise Unavailable("database or disk is full")
        await self.open.wait()
        return await super().message(account, client_id, body, update)
