"""The outbox on its way to the messengers: per chat in order, replies before notices, paced."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from aiogram.types import Message

from bot.channel import Channel
from bot.claims import Claims, Unclaimed
from bot.clock import Clock
from bot.delivery import Blocked, Failed, InDoubt, make
from bot.parcels import Lane, Parcel, calls
from storage import outbox
from storage.database import Connection, Database
from storage.outbox import Delivery, Letter, Urgency
from storage.store import Store
from storage.telling import unreached

log = logging.getLogger(__name__)

LOOK_SECONDS = 3.0
MARK_SECONDS = 0.2
Chat = tuple[str, str]


class Sender:
    """``offer`` what was committed this moment; all else that is in the outbox is looked for."""

    def __init__(self, database: Database, channels: Mapping[str, Channel], clock: Clock) -> None:
        self._database, self._channels, self._clock = database, channels, clock
        self._lanes: dict[Chat, Lane] = {}
        self._sending: dict[Chat, asyncio.Task[None]] = {}
        self._known: set[int] = set()
        self._claims = Claims(database)
        self._marks: dict[int, dict[str, Any]] = {}
        self._marked: set[int] = set()
        self._refused: set[tuple[str, str, int | None]] = set()
        self._woken, self._looking = asyncio.Event(), asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """What a crash kept back goes first."""
        await self._database.write(outbox.recover)
        await self.look()
        self._tasks = [
            asyncio.create_task(self._keep_looking(), name="outbox"),
            asyncio.create_task(self._keep_marking(), name="receipts"),
        ]

    async def stop(self, seconds: float = 20.0) -> None:
        """Send what waits, as long as that takes not too long and its messenger is there; the rest
        is in the outbox."""
        end = asyncio.get_running_loop().time() + seconds
        while going := [task for chat, task in self._sending.items() if not self._held(chat)]:
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                break
            await asyncio.wait(going, timeout=min(left, 0.2))
        for task in (*self._tasks, *self._sending.values()):
            task.cancel()
        for channel in self._channels.values():
            await channel.pace.close()
        await asyncio.gather(*self._tasks, *self._sending.values(), return_exceptions=True)
        with suppress(Exception):
            await self._mark()

    def _held(self, chat: Chat) -> bool:
        return self._channels[chat[0]].pace.held

    def offer(self, letters: Iterable[Letter]) -> None:
        for letter in letters:
            if letter.seq in self._known or letter.channel not in self._channels:
                continue
            self._known.add(letter.seq)
            self._add(
                Parcel(
                    letter.channel,
                    letter.account,
                    letter.urgency,
                    letter.payload,
                    letter.seq,
                    letter.tries,
                )
            )

    def say(self, channel: str, account: str, payload: dict[str, Any]) -> None:
        """Say something that is not worth keeping, or can't be kept just now."""
        self._add(Parcel(channel, account, Urgency.REPLY, payload))

    def wake(self) -> None:
        """There is something new in the outbox."""
        self._woken.set()

    @property
    def idle(self) -> bool:
        """Whether nothing is on its way."""
        return not self._sending

    def _add(self, parcel: Parcel) -> None:
        chat = (parcel.channel, parcel.account)
        self._lanes.setdefault(chat, Lane()).add(parcel)
        if chat not in self._sending:
            self._sending[chat] = asyncio.create_task(self._serve(chat))

    async def _serve(self, chat: Chat) -> None:
        lane = self._lanes[chat]
        try:
            while parcel := lane.take():
                try:
                    await self._send(parcel)
                except Exception as error:
                    log.exception("a letter could not be sent")
                    self._settle(parcel, Delivery.FAILED, error=str(error)[:500])
        finally:
            del self._sending[chat]
            if not lane.replies and not lane.notices:
                del self._lanes[chat]

    async def _send(self, parcel: Parcel) -> None:
        channel = self._channels[parcel.channel]
        claim = self._claims.of(parcel)
        try:
            for method in calls(parcel, channel):
                answer = await make(channel, parcel.account, parcel.urgency, method, claim)
                if isinstance(answer, Message):
                    parcel.message_id = str(answer.message_id)
        except Unclaimed as error:
            log.error("a notice waits: the database can't be written: %r", error.__cause__)
            self._known -= {parcel.seq}
        except Blocked as error:
            self._refused.add((parcel.channel, parcel.account, parcel.seq))
            self._settle(parcel, Delivery.FAILED, error=str(error)[:500])
        except Failed as error:
            log.warning("a letter was refused: %s", error)
            self._settle(parcel, Delivery.FAILED, error=str(error)[:500])
        except InDoubt as error:
            self._settle(parcel, Delivery.UNKNOWN, error=str(error)[:500])
        else:
            self._settle(parcel, Delivery.SENT, sent_at=self._clock())

    def _settle(self, parcel: Parcel, state: Delivery, **changes: Any) -> None:
        if parcel.seq is not None:
            self._claims.settled(parcel.seq)
            changes |= {"state": state, "message_id": parcel.message_id}
            self._marks[parcel.seq] = {**changes, "tries": parcel.tries + 1}

    async def _keep_looking(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._woken.wait()
            self._woken.clear()
            try:
                await self.look()
            except Exception:
                log.exception("the outbox can't be read")

    async def look(self) -> None:
        """Send what waits in the outbox. What was marked while it was read may stand in it as
        waiting still: sent again, an old view would take the place of the one that followed it.
        Each channel by itself: what waits for one that is away fills nobody else's list."""
        async with self._looking:
            self._marked.clear()
            for served in tuple(self._channels):
                found = await self._database.read(partial(outbox.waiting, channel=served))
                self.offer(one for one in found if one.seq not in self._marked)

    async def _keep_marking(self) -> None:
        while True:
            await asyncio.sleep(MARK_SECONDS)
            try:
                await self._mark()
            except Exception as error:
                log.warning("receipts wait: %s", error)
                await asyncio.sleep(1)

    async def _mark(self) -> None:
        """Write down what became of letters, many in one unit."""
        marks, refused, returned = dict(self._marks), set(self._refused), self._claims.collect()
        if not marks and not refused and not returned:
            return
        waiting: dict[int, dict[str, Any]] = {seq: {"state": Delivery.QUEUED} for seq in returned}

        def write(connection: Connection) -> None:
            outbox.mark_all(connection, waiting | marks)
            for channel, account, seq in refused:
                unreached(Store(connection, self._clock()), channel, account, seq)

        try:
            await self._database.write(write)
        except BaseException:
            self._claims.keep(returned)
            raise
        for seq in marks:
            del self._marks[seq]
            self._known.discard(seq)
        self._marked.update(marks)
        self._refused -= refused
