"""A notice is marked as on its way just before it goes, so that a crash never sends it twice; the
mark is taken back once it is certain that nobody got it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.parcels import Parcel
from storage import outbox
from storage.database import Database
from storage.outbox import Delivery, Urgency


class Unclaimed(Exception):
    """It can't be marked: it waits in the outbox."""


class Claims:
    """By their numbers in the outbox. What is given back is written down by whoever collects it:
    many at once, for a messenger that is away sends all of them back."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._taken: set[int] = set()
        self._returned: set[int] = set()

    def of(self, parcel: Parcel) -> "Claim | None":
        """None of what may be sent again."""
        if parcel.seq is None or parcel.urgency is not Urgency.NOTICE:
            return None
        return Claim(self, parcel.seq)

    async def take(self, seq: int) -> None:
        """Raises ``Unclaimed``."""
        if seq in self._taken:
            return
        self._taken.add(seq)
        try:
            await self._database.write(lambda c: outbox.mark(c, seq, Delivery.SENDING))
        except BaseException as error:
            self.give_back(seq)
            if isinstance(error, Exception):
                raise Unclaimed from error
            raise
        self._returned.discard(seq)

    def give_back(self, seq: int) -> None:
        self._taken.discard(seq)
        self._returned.add(seq)

    def settled(self, seq: int) -> None:
        self._taken.discard(seq)
        self._returned.discard(seq)

    def collect(self) -> set[int]:
        """What was given back and not taken again since."""
        found = self._returned - self._taken
        self._returned -= found
        return found

    def keep(self, seqs: Iterable[int]) -> None:
        """What was collected and could not be written down."""
        self._returned.update(seqs)


@dataclass
class Claim:
    """That of one notice: given back only while no part of it has been said."""

    claims: Claims
    seq: int
    said: bool = False

    async def take(self) -> None:
        await self.claims.take(self.seq)

    def give_back(self) -> None:
        if not self.said:
            self.claims.give_back(self.seq)
