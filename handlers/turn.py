"""One turn of a conversation: who did what, the store of its unit, and what is said back."""

from dataclasses import dataclass, field
from datetime import date, datetime

from handlers.formkit.events import Event
from handlers.formkit.view import View
from storage.account import Account
from storage.organisation import Membership, Role
from storage.person import Person
from storage.store import Store


@dataclass(frozen=True)
class Actor:
    """A person acting in one of their memberships: whose rights count in this turn. ``account``:
    where they are, of which they may have several."""

    person: Person
    membership: Membership
    others: tuple[Membership, ...] = ()
    account: Account | None = None

    @property
    def id(self) -> str:
        return self.person.id

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def role(self) -> Role:
        return self.membership.role

    @property
    def agency_id(self) -> str | None:
        return self.membership.agency_id

    def may_see(self, agency_id: str | None) -> bool:
        """An agency's people see their own agency; the bureau's see all; a client sees none."""
        if self.role is Role.CLIENT:
            return False
        return self.agency_id is None or self.agency_id == agency_id


@dataclass
class Turn:
    """What a handler gets. It reads and writes through ``store`` and speaks through ``say``.

    ``pressed`` tells whether the event was a press on a button of a shown message: then the first
    view said edits that message, unless it is ``fresh``.
    """

    store: Store
    actor: Actor
    account: Account
    event: Event
    pressed: bool = False
    said: list[tuple[View, bool]] = field(default_factory=list)
    toasted: str = ""

    @property
    def now(self) -> datetime:
        return self.store.now

    @property
    def today(self) -> date:
        return self.store.today

    def say(self, view: View, *, fresh: bool = False) -> None:
        """Show a view: in place of the pressed message, or (``fresh``) as a message of its own."""
        edits = self.pressed and not fresh and not any(edit for _view, edit in self.said)
        self.said.append((view, edits))

    def toast(self, text: str) -> None:
        """A short word at a press: shown beside the message, without one of its own."""
        self.toasted = text


class Refused(Exception):
    """What was asked is not this person's to do; the sentence is what they read. Audited."""
