"""A messenger that is opened by an address and one into which only words lead, side by side."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.app import Anxing
from bot.channels.wecom.wire import INVITATION
from tests.bot.office import FixedClock, Office, found, settings_in
from tests.bot.signing import PAGE, Signing
from tests.bot.talk import Person, TalkChannel

TYPED = re.compile(r"发送 ([a-z]-[A-Za-z0-9]{24})")


@dataclass
class Messengers:
    """``office`` has the channel with a page's address; ``wecom`` is beside it."""

    office: Office
    wecom: TalkChannel
    _last: int = 8000

    def member(self, name: str) -> Person:
        """Somebody who has found the bot in 企业微信."""
        self._last += 1
        return Person(self.office.app, self.wecom, self._last, name)

    async def hears(self, person: Person) -> None:
        """What was told in passing is on its way."""
        await self.office.app.sender.look()
        async with asyncio.timeout(60):
            await person.settled()


@asynccontextmanager
async def side_by_side(data: Path) -> AsyncIterator[Messengers]:
    clock = FixedClock()
    async with Anxing(settings_in(data), clock=clock, reminding=False) as app:
        own, wecom = TalkChannel(app.files), TalkChannel(app.files, "wecom")
        own.invitations, wecom.invitations = ("网页", PAGE), INVITATION
        await app.serve([own, wecom])
        agency, department = await found(app, clock)
        yield Messengers(Office(app, own, clock, agency, department), wecom)


async def code_to_type(signing: Signing) -> str:
    """The list is handed over; what its contact is told to send in 企业微信."""
    await signing.hands_over()
    return last_typed(signing.staff)


def last_typed(reader: Person) -> str:
    found = [TYPED.search(message.text) for message in reader.messages]
    return [one[1] for one in found if one][-1]
