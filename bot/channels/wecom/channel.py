"""WeCom as a channel: what it tells goes into the inbox in order, clicks are answered in time."""

import asyncio
import logging
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from aiogram.types import InputFile

from bot.attached import StoredInput
from bot.channel import Intake
from bot.channels.wecom.cards import Card, busy, dead
from bot.channels.wecom.clicks import OPEN, PATIENCE, Click, Clicks
from bot.channels.wecom.incoming import Entered, Heard, Unreadable, read
from bot.channels.wecom.link import Link, Timing
from bot.channels.wecom.names import Names
from bot.channels.wecom.outgoing import Outgoing, Patience
from bot.channels.wecom.session import WeComSession, wecom_bot
from bot.channels.wecom.windows import LIMITS, MARGIN, Limits, Windows
from bot.channels.wecom.wire import CHANNEL, INVITATION, Frame, Unanswered
from bot.clock import Clock
from bot.groups import Patience as GroupPatience
from bot.pace import Pace
from storage import inbox
from storage.database import Connection, Database, Unavailable
from storage.files import Files
from storage.inbox import Received
from storage.letters import ShownFile

log = logging.getLogger(__name__)

RETRY = 1.0
AWAY, LAST = 2.0, 5.0
"""Seconds between two looks whether the connection is back; for what is on its way at the end."""

WELCOME = (
    "您好，这里是安星，安全生产技术服务机构星级评定助手。\n"
    "发送“菜单”看能做什么，“帮助”看怎么用。\n"
    "第一次使用，请发送您收到的邀请码；在别处用过的，请发送绑定码。"
)


class Fate(Enum):
    REPEATED = auto()
    DEAD = auto()


Kept = Received | Fate
"""What became of something heard."""


@dataclass(frozen=True)
class Rhythm:
    """Seconds and counts of the real 企业微信; tests have a faster one."""

    timing: Timing = field(default_factory=Timing)
    limits: Limits = LIMITS
    uploads: Limits = LIMITS
    margin: float = MARGIN
    patience: Patience = field(default_factory=Patience)
    click_patience: float = PATIENCE
    click_open: float = OPEN
    retry: float = RETRY


class WeCom:
    """``database`` keeps whom 企业微信 calls what, and which of its messages are dead."""

    name, toasts = CHANNEL, False

    def __init__(
        self,
        url: str,
        bot_id: str,
        secret: str,
        database: Database,
        files: Files,
        clock: Clock,
        rhythm: Rhythm | None = None,
    ) -> None:
        rhythm = rhythm or Rhythm()
        self._retry, self._files, self._clock = rhythm.retry, files, clock
        self._database = database
        self.link = Link(url, bot_id, secret, self._hear, rhythm.timing)
        windows = Windows(rhythm.limits, rhythm.margin)
        uploads = Windows(rhythm.uploads, rhythm.margin)
        self._outgoing = Outgoing(self.link, windows, uploads, rhythm.patience)
        self._clicks = Clicks(self._late, rhythm.click_patience, rhythm.click_open)
        self._names = Names(database, clock)
        self._session = WeComSession(self.link, self._outgoing, self._clicks, self._names)
        self.bot = wecom_bot(self._session)
        self.pace = Pace(longest=AWAY, full=lambda one: windows.full(self._names.known(one)))
        self._groups = GroupPatience(time.monotonic)
        self._heard: asyncio.Queue[Heard] = asyncio.Queue()
        self._taking: asyncio.Task[None] | None = None
        self._keeping = asyncio.Lock()
        self._stopped = False
        self._asides: set[asyncio.Task[None]] = set()

    @property
    def invitations(self) -> tuple[str, str] | None:
        return INVITATION

    def attach(self, file: ShownFile) -> InputFile | str:
        return StoredInput(self._files, file["sha256"], file["name"])

    def whisper(self, account: str, text: str) -> bool:
        """企业微信 keeps what it shows: a message will do."""
        return False

    @property
    def idle(self) -> bool:
        """Whether nothing that was heard is still on its way to the inbox."""
        return self._heard.empty() and not self._keeping.locked() and not self._asides

    async def start(self, intake: Intake) -> None:
        self._taking = asyncio.create_task(self._take(intake), name="wecom")
        await self.link.start()

    async def stop(self) -> None:
        """What is heard from now on is only kept: it would not be told again."""
        self._stopped = True
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST), self._keeping:
                pass

    async def close(self) -> None:
        await self.link.stop()
        if self._taking is not None:
            try:
                async with asyncio.timeout(LAST):
                    await self._heard.join()
            except TimeoutError:
                log.error("企业微信：最后收到的消息没能保存")
            self._asides.add(self._taking)
        for aside in self._asides:
            aside.cancel()
        await asyncio.gather(*self._asides, return_exceptions=True)
        await self.bot.session.close()

    def _hear(self, frame: Frame) -> None:
        """What can't be read stops nothing else."""
        try:
            heard = read(frame, self._clock())
        except Unreadable as error:
            return log.warning("企业微信：一条消息读不懂（缺 %s），已跳过", error)
        if isinstance(heard, Entered):
            self._aside(self._outgoing.welcome(heard.name, OPEN, WELCOME, heard.request))
        elif heard is not None and self._wanted(heard):
            self._names.heard(int(heard.incoming.account), heard.name)
            self._heard.put_nowait(heard)

    def _wanted(self, heard: Heard) -> bool:
        click = heard.click
        if click is None:
            return not heard.group or self._groups.hears(heard.incoming.account)
        if not self._clicks.opened(click):
            return False
        if click.tapped is None:
            self._left_behind(click)
        return click.tapped is not None

    async def _take(self, intake: Intake) -> None:
        """Never ends by itself. What waits goes together, in the order it came."""
        while True:
            batch = [await self._heard.get()]
            try:
                async with self._keeping:
                    await self._keep(intake, batch)
            except Exception:
                log.exception("企业微信：收到的消息没有保存")
            for _ in batch:
                self._heard.task_done()

    async def _keep(self, intake: Intake, batch: list[Heard]) -> None:
        """Until it is kept: ``batch`` grows by what comes while it can't be."""
        told = False
        while True:
            while not self._heard.empty():
                batch.append(self._heard.get_nowait())
            try:
                return await self._attempt(intake, batch)
            except Unavailable as error:
                if not told:
                    log.warning("企业微信：收到的消息暂时存不下，稍后再试：%s", error)
                told = True
                await intake.excuse(self.name, [one.incoming for one in batch])
            await asyncio.sleep(self._retry)

    async def _attempt(self, intake: Intake, batch: list[Heard]) -> None:
        try:
            await self._keep_all(intake, batch)
        except Unavailable:
            raise
        except Exception:
            if len(batch) == 1:
                return log.exception("企业微信：一条消息没有保存")
            for one in batch:
                await self._attempt(intake, [one])

    async def _keep_all(self, intake: Intake, batch: list[Heard]) -> None:
        def keep(connection: Connection) -> tuple[list[Kept], list[Received]]:
            kept = [self._kept(connection, one) for one in batch]
            return kept, [found for found in kept if isinstance(found, Received)]

        if self._stopped:
            kept, _new = await self._database.write(keep)
        else:
            accounts = {one.incoming.account for one in batch}
            kept = await intake.take(self.name, accounts, keep)
        for click, found in zip((one.click for one in batch), kept, strict=True):
            if click is not None and found is Fate.REPEATED:
                self._clicks.drop(click.request)
            elif click is not None and found is Fate.DEAD:
                self._left_behind(click)

    def _kept(self, connection: Connection, one: Heard) -> Kept:
        self._names.meet(connection, one.name, group=one.group)
        if one.click is not None and self._names.is_dead(connection, one.click.message_id):
            return Fate.DEAD
        said, now = one.incoming, self._clock()
        found = inbox.accept(connection, self.name, said.key, said.account, said.raw, now)
        return found or Fate.REPEATED

    def _left_behind(self, click: Click) -> None:
        """Nobody handles a press on what is no longer there."""
        if found := self._clicks.claim(click.request):
            self._aside(self._outgoing.change(*found, dead(click.tapped)))

    def _late(self, click: Click, left: float, answering: bool) -> None:
        """A letter that leaves the card alone leaves it as it was; one that is not there yet will
        bring a message of its own."""
        card: Card | None = busy(click.tapped) if click.tapped is not None else None
        if answering:
            card = self._session.cards.get(click.message_id)
        if card is not None:
            self._aside(self._outgoing.change(click, left, card))

    def _aside(self, work: Coroutine[Any, Any, bool]) -> None:
        async def quietly() -> None:
            with suppress(Unanswered):
                await work

        task = asyncio.create_task(quietly())
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)
