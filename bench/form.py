"""One five-step form by 32 people at once: ours with every answer durable, beside its peers."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from aiogram import Bot, Dispatcher
from aiogram.types import Update

from bench.ours import product
from bench.peers import peer
from bench.quiet import Person, QuietSession, Raw, quiet_bot
from handlers.formkit.view import press

PEOPLE = 32
Feed = Callable[[int, Raw], Awaitable[None]]
Step = Callable[[Person], Raw]


def types(text: str) -> Step:
    return lambda person: person.types(text)


def presses(label: str) -> Step:
    return lambda person: person.presses(label)


PEERS_WAY = (
    types("/form"),
    presses("培训"),
    types("三楼会议室"),
    types("有限空间作业安全"),
    types("12"),
    types("无"),
    presses("提交"),
)
OUR_WAY = (
    lambda person: person.presses_data(press("form.open", "five")),
    presses("培训"),
    types("三楼会议室"),
    types("有限空间作业安全"),
    types("12"),
    types("无"),
    presses("提交"),
)


class Runner:
    """Somebody's way through the form again and again, on one implementation."""

    def __init__(self, feed: Feed, session: QuietSession, way: Sequence[Step]) -> None:
        self._feed, self._way = feed, way
        self.people = [Person(session, n) for n in range(1, PEOPLE + 1)]

    async def forms(self, each: int) -> int:
        """How many forms were filled."""
        await asyncio.gather(*(self._one(person, each) for person in self.people))
        return each * PEOPLE

    async def _one(self, person: Person, each: int) -> None:
        for _ in range(each):
            for step in self._way:
                await self._feed(person.id, step(person))


async def feed(dispatcher: Dispatcher, bot: Bot, _account: int, raw: Raw) -> None:
    await dispatcher.feed_update(bot, Update.model_validate(raw, context={"bot": bot}))


@asynccontextmanager
async def runners() -> AsyncIterator[dict[str, Runner]]:
    """Ours first, then each peer, all open at once so that rounds can be interleaved."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        channel = await stack.enter_async_context(product(folder / "ours", PEOPLE))
        ours = Runner(channel.feed, channel.session, OUR_WAY)
        await asyncio.gather(*(channel.feed(p.id, p.types("/start")) for p in ours.people))
        found = {"ours": ours}
        for kind in ("bare", "stored", "dialog"):
            bot, session = quiet_bot()
            dispatcher = await stack.enter_async_context(peer(kind, bot, folder))

            found[kind] = Runner(partial(feed, dispatcher, bot), session, PEERS_WAY)
        yield found
