"""One person with several accounts: a running app with two messengers and the page."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.app import Anxing
from bot.commands.run import web_channel
from bot.web import WebChannel
from storage.account import Account, accounts_of
from storage.person import Person as Somebody
from storage.store import Store
from tests.bot.office import FixedClock, Office, found, settings_in
from tests.bot.talk import Person, TalkChannel

WAYS = {
    "telegram": ("Telegram", "https://t.me/anxing_bot?start={code}"),
    "wecom": ("企业微信", "在企业微信里打开“安星”，发送 {code}"),
}
_CODE = re.compile(r"绑定码：(\w+)")
_LINK = re.compile(r"网页：(\S+)")


@dataclass(kw_only=True)
class House(Office):
    """``channel`` is Telegram; people come in there first."""

    wecom: TalkChannel
    web: WebChannel

    def on_wecom(self, name: str = "陌生人") -> Person:
        self._ids[0] += 1
        return Person(self.app, self.wecom, self._ids[0], name)

    async def accounts(self, name: str) -> list[Account]:
        def work(store: Store) -> list[Account]:
            (person,) = store.find(Somebody, name=name)
            return accounts_of(store, person.id)

        kept: list[Account] = await self.read(work)
        return kept

    async def posts(self, someone: Person) -> None:
        """What waits in the outbox goes now, not when the sender looks next."""
        await self.app.sender.look()
        await someone.settled()

    async def comes_along(self, someone: Person) -> Person:
        """Somebody's account of the other messenger, bound by a code."""
        other = self.on_wecom(someone.name)
        await other.says(f"绑定 {await code_of(someone)}")
        await other.sees("已绑定")
        return other


async def code_of(someone: Person) -> str:
    await someone.says("绑定")
    await someone.taps("生成绑定码")
    return code_on(someone.screen)


def code_on(screen: str) -> str:
    shown = _CODE.search(screen)
    assert shown, screen
    return shown[1]


def link_on(screen: str) -> str:
    shown = _LINK.search(screen)
    assert shown, screen
    return shown[1]


@asynccontextmanager
async def housed(folder: Path) -> AsyncIterator[House]:
    clock = FixedClock()
    async with Anxing(settings_in(folder), clock=clock, reminding=False) as app:
        telegram, wecom = (TalkChannel(app.files, name) for name in WAYS)
        telegram.invitations, wecom.invitations = WAYS["telegram"], WAYS["wecom"]
        web, _doors = web_channel(app, 0)
        await app.serve([telegram, wecom, web])
        agency, department = await found(app, clock)
        yield House(app, telegram, clock, agency, department, wecom=wecom, web=web)

