"""From a channel into the inbox, then one update after another per account, each in its unit."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.arrivals import Arrival, clean, read, together
from bot.channel import Channel, Incoming
from bot.clock import Clock
from bot.exchange import Exchange, converse, fail, settle
from bot.fetch import fetched
from bot.sender import Sender
from handlers.dispatch import Tables
from storage import inbox
from storage.database import Connection, Database, Unavailable
from storage.files import Files
from storage.inbox import Received
from storage.outbox import Letter
from storage.store import Store
from storage.taking import room_of

log = logging.getLogger(__name__)

T = TypeVar("T")
Chat = tuple[str, str]

ALBUM_SECONDS = 0.6
SLOW_SECONDS = 2.0
RETRY_SECONDS = 1.0
ONE_MOMENT = "正在保存，请稍候…"
NO_ROOM = "现在存不下新的内容（磁盘已满或数据库不可用）。您发的内容没有丢，恢复后会自动处理。"


@dataclass(frozen=True)
class Waiting:
    """A kept update with what it says."""

    received: Received
    arrival: Arrival


class Intake:
    """``accept`` is the way in. What it took is handled in the order of each account, once."""

    def __init__(
        self,
        database: Database,
        files: Files,
        channels: Mapping[str, Channel],
        sender: Sender,
        tables: Tables,
        clock: Clock,
    ) -> None:
        self._database, self._files = database, files
        self._channels, self._sender = channels, sender
        self._tables, self._clock = tables, clock
        self._lanes: dict[Chat, deque[Waiting]] = {}
        self._serving: dict[Chat, asyncio.Task[None]] = {}
        self._glimpsed: dict[tuple[str, str], bool] = {}

    async def start(self) -> None:
        """Handle what a stop left unfinished, in the order it came."""
        for received in await self._database.read(inbox.unfinished):
            self._queue(received)

    async def stop(self, seconds: float = 20.0) -> None:
        """Finish what can be finished soon; the rest waits in the inbox."""
        if self._serving:
            await asyncio.wait(tuple(self._serving.values()), timeout=seconds)
        for task in self._serving.values():
            task.cancel()
        await asyncio.gather(*self._serving.values(), return_exceptions=True)

    @property
    def idle(self) -> bool:
        return not self._serving

    async def accept(self, channel: str, incoming: Sequence[Incoming]) -> None:
        """Keep updates; returns after the commit. Raises ``Unavailable``; until then whoever only
        wants to read has been answered, and the others told."""

        def keep(connection: Connection) -> tuple[None, list[Received]]:
            now = self._clock()
            kept = [
                inbox.accept(connection, channel, one.key, one.account, clean(one.raw), now)
                for one in incoming
            ]
            return None, [one for one in kept if one is not None]

        try:
            await self.take(channel, {one.account for one in incoming}, keep)
        except Unavailable:
            await self.excuse(channel, incoming)
            raise

    async def excuse(self, channel: str, incoming: Sequence[Incoming]) -> None:
        """Of what could not be kept: whoever only wants to read is answered, the others told."""
        for one in incoming:
            await self._glimpse(_unkept(channel, one, self._clock))

    async def take(
        self,
        channel: str,
        accounts: Collection[str],
        keep: Callable[[Connection], tuple[T, list[Received]]],
    ) -> T:
        """The same for a channel that keeps something of its own in the same commit."""
        chats = {(channel, account) for account in accounts if account}
        answer, kept = await self._slowly(chats, self._database.write(keep))
        for received in kept:
            self._queue(received)
        return answer

    def _queue(self, received: Received) -> None:
        chat = (received.channel, received.account)
        self._lanes.setdefault(chat, deque()).append(Waiting(received, read(received.raw)))
        if chat not in self._serving:
            self._serving[chat] = asyncio.create_task(self._serve(chat))

    async def _serve(self, chat: Chat) -> None:
        lane = self._lanes[chat]
        try:
            while lane:
                group = await self._next(lane)
                try:
                    await self._handle(chat, group, lane)
                except Exception:
                    log.exception("an update waits in the inbox for the next start")
        finally:
            del self._serving[chat]
            del self._lanes[chat]

    async def _next(self, lane: deque[Waiting]) -> list[Waiting]:
        """The next update; of an album all that comes within a moment."""
        group = [lane.popleft()]
        album = group[0].arrival.album
        while album is not None:
            if lane and lane[0].arrival.album == album:
                group.append(lane.popleft())
                continue
            before = len(lane)
            await asyncio.sleep(ALBUM_SECONDS)
            if len(lane) == before:
                break
            if lane[0].arrival.album != album:
                break
        return group

    async def _handle(self, chat: Chat, group: list[Waiting], lane: deque[Waiting]) -> None:
        arrival = together(*(one.arrival for one in group))
        exchange = Exchange([one.received for one in group], arrival)
        letters = None
        while letters is None:
            try:
                exchange = await self._with_files(exchange)
                letters = await self._attempt(chat, exchange)
            except (Unavailable, OSError) as error:
                log.warning("nothing can be written: %s", error)
                await self._glimpse(exchange)
                for one in lane:
                    await self._glimpse(Exchange([one.received], one.arrival))
                await asyncio.sleep(RETRY_SECONDS)
        self._sender.offer(letters)
        self._glimpsed.pop(_name(exchange), None)

    async def _with_files(self, exchange: Exchange) -> Exchange:
        """What was sent, once its bytes are here."""
        arrival, channel = exchange.arrival, self._channels.get(exchange.channel)
        if not arrival.files or arrival.event is not None or channel is None:
            return exchange
        room = await self._database.read(
            lambda c: room_of(Store(c, self._clock()), exchange.channel, exchange.account)
        )
        here = await fetched(channel, self._files, arrival, room)
        return replace(exchange, arrival=replace(arrival, event=here.event, taken=here.taken))

    async def _attempt(self, chat: Chat, exchange: Exchange) -> list[Letter] | None:
        """The letters of a unit that is settled, for good or ill; None of a try that failed."""
        try:
            return await self._slowly({chat}, self._database.write(self._unit(exchange)))
        except Unavailable:
            raise
        except Exception as error:
            log.exception("an update could not be handled")
            words = f"{type(error).__name__}: {error}"
            return await self._database.write(lambda c: fail(c, exchange, words, self._clock()))

    def _unit(self, exchange: Exchange) -> Callable[[Connection], list[Letter] | None]:
        answered = self._glimpsed.get(_name(exchange), False)

        def unit(connection: Connection) -> list[Letter] | None:
            now = self._clock()
            return settle(connection, exchange, self._tables, now, answered=answered)

        return unit

    async def _slowly(self, chats: set[Chat], work: Awaitable[T]) -> T:
        """Who waits long for a commit is told, once."""
        timer = asyncio.get_running_loop().call_later(SLOW_SECONDS, self._one_moment, chats)
        try:
            return await work
        finally:
            timer.cancel()

    def _one_moment(self, chats: set[Chat]) -> None:
        for channel, account in chats:
            self._say(channel, account, ONE_MOMENT)

    async def _glimpse(self, exchange: Exchange) -> None:
        """While nothing can be written: an answer to whoever only wants to read, a word to the
        others; once per update."""
        first, name = exchange.received[0], _name(exchange)
        if name in self._glimpsed or not first.account or first.channel not in self._channels:
            return
        self._glimpsed[name] = False
        try:
            if exchange.arrival.files:
                raise Unavailable
            now = self._clock()
            payload = await self._database.read(
                lambda c: converse(c, exchange, self._tables, now, keep=False)
            )
            self._glimpsed[name] = True
        except Exception:
            return self._say(first.channel, first.account, NO_ROOM, exchange.arrival.callback)
        if payload is not None:
            self._sender.say(first.channel, first.account, payload)

    def _say(self, channel: str, account: str, text: str, callback: str | None = None) -> None:
        """A word on how the saving goes, which can't be kept itself."""
        served = self._channels.get(channel)
        if not account or served is None or served.whisper(account, text):
            return
        payload: dict[str, Any] = {"views": [{"text": text}]}
        pressed = {"callback": callback} if callback else {}
        self._sender.say(channel, account, payload | pressed)


def _name(exchange: Exchange) -> tuple[str, str]:
    """What an exchange is known by while it can't be kept: an album is one."""
    return exchange.channel, exchange.arrival.album or exchange.received[0].key


def _unkept(channel: str, one: Incoming, clock: Clock) -> Exchange:
    """An update as it would be if it could be kept."""
    received = Received(0, channel, one.key, one.account, one.raw, clock(), inbox.NEW, 0, None)
    return Exchange([received], read(one.raw))
