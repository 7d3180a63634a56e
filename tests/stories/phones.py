"""People with 企业微信 open: a stage on the gateway that keeps its rules, in faster minutes."""

import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.app import Anxing
from bot.channels.wecom.channel import Rhythm, WeCom
from bot.channels.wecom.link import Timing
from bot.settings import Settings
from tests.bot.office import FixedClock
from tests.bot.wecom.gateway import Gateway, gateway_running
from tests.bot.wecom.phone import Phone
from tests.stories.stage import Stage, Visitor
from tests.stories.town import Town

MINUTE = 0.2
"""Seconds: thirty messages in each, a thousand in sixty of them."""


def rhythm_of(minute: float = MINUTE, ping: float = 30) -> Rhythm:
    """The documented windows in such minutes."""
    limits = ((30, minute), (1000, 60 * minute))
    timing = Timing(ping=ping, pong=4 * ping, first_pause=0.02, longest_pause=0.2)
    return Rhythm(timing=timing, limits=limits, uploads=limits, margin=0.01)


@dataclass
class Phones(Stage):
    """企业微信 on the loopback."""

    robot: Gateway
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def phone(self, name: str) -> Phone:
        """Somebody of the organisation who finds the robot."""
        return Phone(self.app, self.robot, f"member{next(self._numbers)}", name)

    async def let_in(self, code: str, name: str) -> Visitor:
        phone = self.phone(name)
        await phone.says(code)
        return phone

    async def knocks(self, code: str) -> str:
        phone = self.phone("陌生人")
        await phone.says(code)
        return phone.screen


def robot_of(app: Anxing, gateway: Gateway, rhythm: Rhythm | None = None) -> WeCom:
    """The channel on that gateway."""
    return WeCom(
        gateway.url,
        gateway.bot_id,
        gateway.secret,
        app.database,
        app.files,
        app.clock,
        rhythm or rhythm_of(),
    )


@asynccontextmanager
async def on_phones(settings: Settings, town: Town) -> AsyncIterator[Phones]:
    async with (
        gateway_running(minute=MINUTE) as gateway,
        served(settings, town, gateway, FixedClock()) as stage,
    ):
        yield stage


@asynccontextmanager
async def served(
    settings: Settings, town: Town, gateway: Gateway, clock: FixedClock, ping: float = 30
) -> AsyncIterator[Phones]:
    """The app on a gateway that may outlive it."""
    before = gateway.subscriptions
    async with Anxing(settings, clock=clock, reminding=False) as app:
        await app.serve([robot_of(app, gateway, rhythm_of(ping=ping))])
        await gateway.subscribed(before + 1)
        yield Phones(app, clock, town, gateway)
