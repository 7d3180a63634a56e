"""What the guests' pages share on the real storage: units, and who sits at the browser."""

from collections.abc import Callable
from typing import TypeVar

from bot.channels.webchat import Closed
from bot.channels.webchat.guests import Visitor
from bot.clock import Clock
from storage import sign_off, webchat
from storage.database import Connection, Database
from storage.files import Files
from storage.link import Closed as LinkClosed
from storage.store import Store

T = TypeVar("T")


class Desk:
    def __init__(self, database: Database, folder: Files, clock: Clock) -> None:
        self.folder = folder
        self._database, self._clock = database, clock

    async def read(self, work: Callable[[Store], T]) -> T:
        """On a connection that can't write: looking changes nothing."""

        def unit(connection: Connection) -> T:
            return work(Store(connection, self._clock()))

        try:
            return await self._database.read(unit)
        except LinkClosed as closed:
            raise Closed(str(closed)) from None

    async def act(self, work: Callable[[Store], str]) -> None:
        """A unit; the sentence it ends with is a refusal whose cause was kept."""

        def unit(connection: Connection) -> str:
            return work(Store(connection, self._clock()))

        try:
            refusal = await self._database.write(unit)
        except LinkClosed as closed:
            raise Closed(str(closed)) from None
        if refusal:
            raise Closed(refusal)


def people_of(store: Store, visitor: Visitor) -> list[str]:
    """Whose logins the visitor's browser has had, those that still stand."""
    tabs = (webchat.tab(store.connection, login) for login in visitor.logins)
    return [tab.person_id for tab in tabs if tab is not None]


def staff_of(store: Store, visitor: Visitor, agency_id: str) -> str | None:
    """The agency's own person who sits at this browser, if one does: an ended login made them no
    other person."""
    people = (webchat.whose_login(store.connection, login) for login in visitor.logins)
    return next((one for one in people if sign_off.is_staff(store, one, agency_id)), None)
