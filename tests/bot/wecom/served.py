"""A running app whose only channel is WeCom, on the tests' gateway."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import Anxing
from bot.channels.wecom.channel import Rhythm, WeCom
from bot.channels.wecom.link import Timing
from bot.channels.wecom.outgoing import Patience
from storage.organisation import Role
from tests.bot.office import FixedClock, Office, found, settings_in
from tests.bot.talk import TalkChannel
from tests.bot.wecom.gateway import Gateway
from tests.bot.wecom.phone import Phone

MINUTE = 0.3
"""Seconds, here and on the gateway."""

CLICK = 60.0
"""Seconds for which a click is open: no test is to depend on them by the way."""

RHYTHM = Rhythm(
    timing=Timing(first_pause=0.02, longest_pause=0.2),
    limits=((30, MINUTE), (1000, 60 * MINUTE)),
    uploads=((30, MINUTE), (1000, 60 * MINUTE)),
    margin=0.01,
    patience=Patience(0.02, 0.2),
    retry=0.05,
    click_patience=40,
    click_open=CLICK - 10,
)


async def until(fact: Callable[[], Awaitable[object]]) -> None:
    """Looked at again and again: for what nobody tells of."""
    async with asyncio.timeout(60):
        for _look in itertools.count():
            if await fact():
                return
            await asyncio.sleep(0.02)


@dataclass
class Served:
    office: Office
    gateway: Gateway
    channel: WeCom

    @property
    def app(self) -> Anxing:
        return self.office.app

    def phone(self, userid: str = "wang") -> Phone:
        return Phone(self.app, self.gateway, userid)

    async def person(
        self, name: str = "王建国", role: Role = Role.AGENCY, userid: str = "wang"
    ) -> Phone:
        """Somebody who was invited and has just come in."""
        visitor = self.phone(userid)
        await visitor.says(await self.office.invitation(name, role))
        return visitor

    def tell(self, account: str, *views: dict[str, Any], **more: Any) -> None:
        """A letter that no handler wrote."""
        self.app.sender.say(self.channel.name, account, {"views": list(views), **more})

    def texts(self, userid: str = "wang") -> list[str]:
        return [one.text for one in self.gateway.chats.of(userid)]


@asynccontextmanager
async def serving(
    data: Path, gateway: Gateway, rhythm: Rhythm = RHYTHM, database: str = "", **more: Any
) -> AsyncIterator[Served]:
    """``database`` is an address of PostgreSQL; without one it is the file in ``data``."""
    clock = FixedClock()
    settings = settings_in(data, database=database)
    async with Anxing(settings, clock=clock, reminding=False, **more) as app:
        channel = WeCom(
            gateway.url,
            gateway.bot_id,
            gateway.secret,
            app.database,
            app.files,
            clock,
            rhythm,
        )
        before = gateway.subscriptions
        await app.serve([channel])
        agency, department = await found(app, clock)
        await gateway.subscribed(before + 1)
        office = Office(app, TalkChannel(app.files), clock, agency, department)
        yield Served(office, gateway, channel)
