"""A link of ours to the gateway of the tests, and an ear that keeps what it hears."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.channels.wecom.link import Link, Timing
from bot.channels.wecom.wire import Frame
from tests.bot.wecom.gateway import Gateway

QUICK = Timing(ping=0.05, pong=30, answer=30, first_pause=0.01, longest_pause=0.05, goodbye=0.2)
PATIENCE = 60


class Ear(list[Frame]):
    """Keeps what it hears; ``wait`` until so many."""

    def __init__(self) -> None:
        super().__init__()
        self._more = asyncio.Event()

    def __call__(self, frame: Frame) -> None:
        self.append(frame)
        self._more.set()

    async def wait(self, many: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self) < many:
                self._more.clear()
                await self._more.wait()

    @property
    def texts(self) -> list[str]:
        return [frame.body["text"]["content"] for frame in self]


@asynccontextmanager
async def linked(
    gateway: Gateway, ear: Callable[[Frame], None], timing: Timing = QUICK, secret: str = ""
) -> AsyncIterator[Link]:
    link = Link(gateway.url, gateway.bot_id, secret or gateway.secret, ear, timing)
    await link.start()
    try:
        yield link
    finally:
        async with asyncio.timeout(PATIENCE):
            await link.stop()
