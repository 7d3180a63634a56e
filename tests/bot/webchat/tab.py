"""A tab as the server sees it: a websocket that speaks the page's frames."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.bot.webchat.stage import Stage

Frame = dict[str, Any]


class Tab:
    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.welcome: Frame = {}

    async def say(self, frame: Frame) -> None:
        await self.socket.send_json(frame)

    async def next(self, *types: str) -> Frame:
        """The next frame of these types; others are passed over."""
        while True:
            frame: Frame = await self.socket.receive_json(timeout=60)
            if not types or frame["type"] in types:
                return frame

    async def text(self, text: str, client_id: str | None = None) -> str:
        id = client_id or str(uuid.uuid4())
        await self.say({"type": "text", "client_id": id, "text": text})
        return id

    async def all_answered(self) -> list[Frame]:
        """What comes before the answer to a ping: frames are answered in their order."""
        await self.say({"type": "ping"})
        frames = []
        while (frame := await self.next())["type"] != "pong":
            frames.append(frame)
        return frames


@asynccontextmanager
async def tab(stage: Stage, token: str, since: int = 0) -> AsyncIterator[Tab]:
    """An open tab that was welcomed."""
    async with (
        aiohttp.ClientSession(stage.url, headers={"Origin": stage.url}) as http,
        http.ws_connect("/ws") as socket,
    ):
        opened = Tab(socket)
        await opened.say({"type": "hello", "token": token, "since": since})
        opened.welcome = await opened.next("welcome")
        yield opened
