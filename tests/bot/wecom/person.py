"""An office whose people have 企业微信 open: the stories of the other messengers run in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.app import Anxing
from bot.channels.wecom.channel import WeCom
from bot.settings import Settings
from storage.peers import number_of
from tests.bot.office import FixedClock, Office, found
from tests.bot.talk import Person, Shown, TalkChannel
from tests.bot.wecom import chats
from tests.bot.wecom.gateway import Gateway, gateway_running
from tests.bot.wecom.members import Raw
from tests.bot.wecom.phone import Phone, is_closed, to_type
from tests.bot.wecom.served import CLICK, MINUTE, RHYTHM


@dataclass
class OnPhone(Person):
    """Does with a phone what a person of this process does. A choice is a press on a card, or the
    number or word that is typed for it; all of them stand in brackets on the screen."""

    phone: Phone = field(kw_only=True)

    @property
    def messages(self) -> list[Shown]:
        return [_seen(at, one) for at, one in enumerate(self.phone.messages)]

    @property
    def screen(self) -> str:
        return "\n".join([self.phone.screen, "".join(f"[{one}]" for one in self.choices)])

    @property
    def choices(self) -> list[str]:
        return self.phone.choices

    @property
    def toast(self) -> str:
        """A word in passing is a line of its own."""
        lines = [line for one in self.phone.messages for line in one.text.split("\n")]
        return next((line[2:] for line in reversed(lines) if line.startswith("> ")), "")

    async def settled(self) -> None:
        await self.phone.settled()

    async def deliver(self, *raws: dict[str, Any]) -> None:
        self.phone.acts()
        await self.phone.waits_for(*[await self._does(raw) for raw in raws])

    async def taps(self, label: str) -> None:
        await self.phone.taps(label)

    async def sends_photo(self, content: bytes) -> None:
        await self.phone.sends_photo(content)

    async def sends_file(self, name: str, content: bytes) -> None:
        await self.phone.sends_file(name, content)

    async def downloads(self) -> bytes:
        return await self.phone.downloads()

    async def pictures(self) -> list[bytes]:
        await self.phone.settled()
        return [one.content for one in self.phone.messages if one.kind == "image"]

    async def sees(self, *texts: str) -> None:
        await self.phone.sees(*texts)

    async def sees_nothing_of(self, text: str) -> None:
        await self.phone.sees_nothing_of(text)

    async def _does(self, raw: dict[str, Any]) -> Raw:
        member = self.phone.robot.member(self.phone.userid)
        if "message" in raw:
            return await member.says(raw["message"]["text"])
        how, _space, what = raw["callback_query"]["data"].partition(" ")
        if how == "typed":
            return await member.says(what)
        if how == "card":
            task, _space, key = what.partition(" ")
            return await member.clicks(task, key, member.id)
        forged = self.phone.forged(how)
        return await member.clicks(forged.task_id, forged.buttons[0].key, member.id)


def _seen(at: int, one: chats.Shown) -> Shown:
    if is_closed(one):
        return Shown(at, one.text, [])
    buttons = [(button.label, f"card {one.task_id} {button.key}") for button in one.buttons]
    typed = [(label, f"typed {word}") for label, word in to_type(one)]
    return Shown(at, one.text.replace("**", ""), [buttons + typed], 1 if one.content else 0)


@dataclass
class WeComOffice(Office):
    """``channel`` is served beside it, for whoever has no WeCom."""

    robot: Gateway = field(kw_only=True)

    def stranger(self, name: str = "陌生人") -> Person:
        self._ids[0] += 1
        userid = f"member{self._ids[0]}"
        phone = Phone(self.app, self.robot, userid, name)
        return OnPhone(self.app, self.channel, number_of(userid), name, phone=phone)


@asynccontextmanager
async def office_on_wecom(settings: Settings) -> AsyncIterator[Office]:
    clock = FixedClock()
    async with (
        gateway_running(minute=MINUTE, click=CLICK) as robot,
        Anxing(settings, clock=clock, reminding=False) as app,
    ):
        talk = TalkChannel(app.files)
        where = (robot.url, robot.bot_id, robot.secret)
        await app.serve([talk, WeCom(*where, app.database, app.files, clock, RHYTHM)])
        agency, department = await found(app, clock)
        await robot.subscribed()
        yield WeComOffice(app, talk, clock, agency, department, robot=robot)
