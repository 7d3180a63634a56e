"""A person's hands on every channel: what a conformance test types, presses, sends and sees."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp

from bot.app import Anxing
from bot.channels.telegram import Telegram
from bot.commands.run import web_channel
from storage.organisation import Role
from tests.bot.fake_telegram import TOKEN, FakeTelegram, message
from tests.bot.office import FixedClock, Office, found, opened
from tests.bot.talk import Person, TalkChannel


@dataclass(frozen=True)
class Seen:
    """A message on screen. ``files`` counts those it carries."""

    id: int
    text: str
    buttons: tuple[tuple[str, str], ...]
    files: int


class Hands(Protocol):
    """Every verb returns at once; ``until`` waits for what comes of it."""

    async def says(self, text: str) -> None: ...

    async def presses(self, label: str) -> None: ...

    async def sends(self, content: bytes) -> None: ...

    @property
    def screen(self) -> list[Seen]:
        """The bot's messages, edits in place."""

    @property
    def bot(self) -> Any: ...


async def until(true: Callable[[], Any], seconds: float = 60.0) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not true():
        assert loop.time() < end, "it did not come true"
        await asyncio.sleep(0.01)


def data_of(screen: list[Seen], label: str) -> tuple[str, int]:
    """The button of that label nearest the end, and its message."""
    for seen in reversed(screen):
        for shown, data in seen.buttons:
            if shown == label:
                return data, seen.id
    raise AssertionError(f"no button {label}")


class Talking:
    """In this process."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self.bot = person.channel.bot

    async def says(self, text: str) -> None:
        await self._person.says(text)

    async def presses(self, label: str) -> None:
        await self._person.taps(label)

    async def sends(self, content: bytes) -> None:
        await self._person.sends_photo(content)

    @property
    def screen(self) -> list[Seen]:
        return [
            Seen(one.id, one.text, tuple(b for row in one.rows for b in row), one.files)
            for one in self._person.messages
        ]


class Telegraphing:
    """Through a Bot API server on loopback."""

    def __init__(self, server: FakeTelegram, bot: Any, id: int) -> None:
        self._server, self.bot, self._id = server, bot, id

    async def says(self, text: str) -> None:
        self._server.says(self._id, text)

    async def presses(self, label: str) -> None:
        data, shown = data_of(self.screen, label)
        pressed = message(self._id, text="…")["message"] | {"message_id": shown}
        query = {"id": uuid.uuid4().hex, "from": pressed["from"], "chat_instance": "1"}
        self._server.deliver({"callback_query": {**query, "message": pressed, "data": data}})

    async def sends(self, content: bytes) -> None:
        id = f"f{len(self._server.files)}"
        self._server.files[id] = content
        held = {"file_id": id, "file_unique_id": id, "file_size": len(content)}
        self._server.deliver(message(self._id, photo=[{**held, "width": 9, "height": 9}]))

    @property
    def screen(self) -> list[Seen]:
        shown: dict[int, Seen] = {}
        for one in self._server.sent:
            rows = (one.get("reply_markup") or {}).get("inline_keyboard", [])
            buttons = tuple((b["text"], b["callback_data"]) for row in rows for b in row)
            edited = one["method"] == "editMessageText"
            id = int(one["message_id"]) if edited else one["id"]
            files = 1 if one["method"] in ("sendPhoto", "sendDocument") else 0
            shown[id] = Seen(id, str(one.get("text", "")), buttons, files)
        return list(shown.values())


class Browsing:
    """Through the web chat's socket, as its page does."""

    def __init__(
        self, http: aiohttp.ClientSession, socket: Any, token: str, bot: Any
    ) -> None:
        self._http, self._socket, self._token, self.bot = http, socket, token, bot
        self._shown: dict[int, Seen] = {}
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for packet in self._socket:
            frame = packet.json()
            for one in frame.get("messages", [frame.get("message")]):
                if one and one["from"] == "bot":
                    rows = [(b["text"], b["data"]) for row in one["rows"] for b in row]
                    seen = Seen(one["id"], one["text"], tuple(rows), len(one["files"]))
                    self._shown[one["id"]] = seen

    async def _send(self, **frame: Any) -> None:
        await self._socket.send_json({"client_id": str(uuid.uuid4()), **frame})

    async def says(self, text: str) -> None:
        await self._send(type="text", text=text)

    async def presses(self, label: str) -> None:
        data, id = data_of(self.screen, label)
        await self._send(type="press", message_id=id, data=data)

    async def sends(self, content: bytes) -> None:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", content, filename="照片.jpg", content_type="image/jpeg")
        proof = {"Authorization": f"Bearer {self._token}"}
        async with self._http.post("/upload", data=form, headers=proof) as answer:
            reference = (await answer.json())["file"]
        await self._send(type="files", text="", files=[reference])

    @property
    def screen(self) -> list[Seen]:
        return [self._shown[id] for id in sorted(self._shown)]

    async def close(self) -> None:
        await self._socket.close()
        await self._listening


@asynccontextmanager
async def talking(
    app: Anxing, clock: FixedClock, _after: AsyncExitStack
) -> AsyncIterator[Hands]:
    office = await opened(app, clock)
    yield Talking(await office.person("王建国", Role.AGENCY))


async def _office(app: Anxing, clock: FixedClock) -> Office:
    agency, department = await found(app, clock)
    return Office(app, TalkChannel(app.files), clock, agency, department)


@asynccontextmanager
async def telegraphing(
    app: Anxing, clock: FixedClock, after: AsyncExitStack
) -> AsyncIterator[Hands]:
    server = FakeTelegram()
    await server.start()
    after.push_async_callback(server.stop)
    channel = Telegram(TOKEN, app.files, server.url)
    await app.serve([channel])
    code = await (await _office(app, clock)).invitation("王建国", Role.AGENCY)
    server.says(7, f"/start {code}")
    hands = Telegraphing(server, channel.bot, 7)
    await until(lambda: hands.screen)
    yield hands


@asynccontextmanager
async def browsing(
    app: Anxing, clock: FixedClock, _after: AsyncExitStack
) -> AsyncIterator[Hands]:
    channel, doors = web_channel(app, 0)
    await app.serve([channel])
    code = await (await _office(app, clock)).invitation("王建国", Role.AGENCY)
    token = await doors.use(code)
    url = channel.address
    async with (
        aiohttp.ClientSession(url, headers={"Origin": url}) as http,
        http.ws_connect("/ws") as socket,
    ):
        await socket.send_json({"type": "hello", "token": token, "since": 0})
        hands = Browsing(http, socket, token, channel.bot)
        await until(lambda: hands.screen)
        yield hands
        await hands.close()


EVERY_CHANNEL = {"in process": talking, "telegram": telegraphing, "web": browsing}
"""Each serves a channel and lets a person in; ``after`` is done when the app has closed."""
