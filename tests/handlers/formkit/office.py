"""An agency with people and clients in a real database, and turns taken in it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from handlers.dispatch import Tables, dispatch
from handlers.formkit.events import Event, Pressed, Sent, SentFile, Typed
from handlers.formkit.form import Form
from handlers.formkit.runner import Conversations
from handlers.formkit.view import View
from handlers.turn import Actor, Turn
from storage.account import Account, accounts_of, open_account, touch
from storage.agency import Agency
from storage.client import Client
from storage.database import Database
from storage.organisation import Membership, Role
from storage.person import Person
from storage.staff import StaffMember
from storage.store import Store
from tests.bot.wecom.usable import usable

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@dataclass
class Phone:
    """A person before their phone: what they see, and ways to answer."""

    database: Database
    conversations: Conversations
    person: Person
    view: View = field(default_factory=lambda: View(""))
    toast: str = ""
    shown: list[View] = field(default_factory=list)

    async def do(self, event: Event, role: Role | None = None) -> View:
        turn = await self.database.write(
            lambda connection: self._turn(Store(connection, NOW, self.person.id), event, role)
        )
        self.toast = turn.toasted
        self.shown = [view for view, _edit in turn.said]
        usable(*self.shown)
        if self.shown:
            self.view = self.shown[-1]
        return self.view

    def _turn(self, store: Store, event: Event, role: Role | None) -> Turn:
        member = store.find(Membership, person_id=self.person.id)[0]
        actor = Actor(self.person, replace(member, role=role or member.role))
        turn = Turn(store, actor, self._account(store), event, pressed=isinstance(event, Pressed))
        dispatch(turn, self.tables())
        for view, _edit in turn.said:
            choices = [[choice.label, choice.data] for choice in view.choices]
            shown = {"choices": choices, "numbered": view.numbered}
            touch(store, turn.account, view=shown)
        return turn

    def tables(self) -> Tables:
        talk = self.conversations
        return Tables({"form": talk.handle}, {"取消": talk.cancel}, talk.otherwise)

    def _account(self, store: Store) -> Account:
        found = accounts_of(store, self.person.id)
        return found[0] if found else open_account(store, "test", self.person.id, self.person.id)

    async def opens(self, form: type[Form]) -> View:
        return await self.do(Pressed("form.open", form.spec.name))

    async def types(self, *texts: str) -> View:
        for text in texts:
            await self.do(Typed(text))
        return self.view

    async def sends(self, *names: str) -> View:
        return await self.do(Sent(tuple(SentFile(n * 8, n, "image/jpeg", 9) for n in names)))

    async def presses(self, label: str) -> View:
        data = next(c.data for c in self.view.choices if c.label == label)
        pressed = Pressed.parse(data)
        assert pressed is not None
        return await self.do(pressed)


def move_in(store: Store, agencies: int = 2) -> list[Person]:
    """One person per agency, with seven clients and two staff members each."""
    people = []
    for n in range(agencies):
        agency = store.add(Agency(name=f"第{n}安全技术公司", credit_code=f"{n:018}"))
        person = store.add(Person(name=f"王{n}"))
        store.add(
            Membership(
                person_id=person.id, role=Role.AGENCY, agency_id=agency.id, since=store.today
            )
        )
        for c in range(1, 8):
            store.add(Client(agency_id=agency.id, name=f"嘉兴{n}{c}号厂"))
        for name in ("李强", "王芳"):
            store.add(StaffMember(agency_id=agency.id, name=f"{name}{n}"))
        people.append(person)
    return people


async def office(database: Database, *forms: type[Form]) -> list[Phone]:
    people = await database.write(lambda c: move_in(Store(c, NOW)))
    return [Phone(database, Conversations(forms), person) for person in people]
