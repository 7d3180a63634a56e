"""A person at the web page of a server in another process: by its link, and in its own words."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

Frame = dict[str, Any]


class Tab:
    """An open page. ``kept`` are the words that the server acknowledged."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self.kept: list[str] = []
        self.shown: list[Frame] = []

    async def welcomed(self, token: str) -> None:
        await self._socket.send_json({"type": "hello", "token": token, "since": 0})
        self.shown += (await self._next("welcome"))["messages"]

    async def says(self, text: str) -> None:
        """Returns once the server says that it is kept."""
        id = str(uuid.uuid4())
        await self._socket.send_json({"type": "text", "client_id": id, "text": text})
        while (await self._next("ack"))["client_id"] != id:
            pass
        self.kept.append(text)

    async def sees(self, text: str) -> None:
        """A message with these words comes, or is there."""
        while not any(text in str(one) for one in self.shown):
            await self._next("message")

    async def _next(self, type: str) -> Frame:
        while True:
            frame: Frame = await self._socket.receive_json(timeout=60)
            if frame["type"] in ("message", "edit"):
                self.shown.append(frame["message"])
            if frame["type"] == type:
                return frame


async def enter(link: str) -> str:
    """Press the button behind an invitation's link; gives the login's token."""
    origin = link.partition("/i/")[0]
    async with (
        aiohttp.ClientSession() as http,
        http.post(link, headers={"Origin": origin}) as answer,
    ):
        return str((await answer.json())["token"])


async def look(link: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(link) as answer:
        return answer.status, await answer.text()


@asynccontextmanager
async def tab(address: str, token: str) -> AsyncIterator[Tab]:
    async with (
        aiohttp.ClientSession(headers={"Origin": address}) as http,
        http.ws_connect(f"{address}/ws") as socket,
    ):
        opened = Tab(socket)
        await opened.welcomed(token)
        yield opened
