"""What 企业微信 calls whom: remembered while we run, and in the database for good."""

import logging

from bot.channels.wecom.wire import CHANNEL
from bot.clock import Clock
from storage import peers
from storage.database import Connection, Database, Unavailable

log = logging.getLogger(__name__)

REMEMBERED = 5000


class Names:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._known: dict[int, str] = {}

    def heard(self, number: int, name: str) -> None:
        """So that they can be answered even while nothing can be kept."""
        self._known.pop(number, None)
        self._known[number] = name
        if len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]

    def meet(self, connection: Connection, name: str, *, group: bool) -> int:
        return peers.meet(connection, CHANNEL, name, self._clock(), group=group)

    def known(self, account: str) -> str:
        """What can be told without asking the database; empty where that would be needed."""
        return self._known.get(int(account), "")

    async def of(self, number: int) -> str | None:
        if number not in self._known:
            name = await self._database.read(lambda c: peers.name_of(c, CHANNEL, number))
            if name is None:
                return None
            self.heard(number, name)
        return self._known[number]

    def is_dead(self, connection: Connection, message_id: int) -> bool:
        return peers.is_dead(connection, CHANNEL, message_id)

    async def bury(self, message_id: int) -> None:
        """Nobody waits for their answer because this can't be written: the handlers know an old
        button too."""
        try:
            await self._database.write(
                lambda c: peers.bury(c, CHANNEL, message_id, self._clock())
            )
        except Unavailable as error:
            log.warning("a message that is no longer there could not be noted: %s", error)
