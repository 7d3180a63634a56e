"""One person of every role before the bot, and a walk over all the buttons that they are shown."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select

from handlers.dispatch import dispatch
from handlers.formkit.events import Event, Pressed, Typed
from handlers.formkit.view import View
from handlers.registry import tables
from handlers.turn import Actor, Turn
from storage import sign_off
from storage.account import accounts_of, open_account, touch
from storage.alarms import raise_alarm
from storage.audit import trail
from storage.contact import Contact
from storage.cycle import Participation
from storage.database import Database
from storage.drawing import draws_of, make, prepare
from storage.organisation import Membership, Role
from storage.person import Person
from storage.satisfaction import ask_client, open_survey
from storage.site_check import SiteCheck, SiteFinding
from storage.store import Store
from storage.visit import Grade, Hazard, Visit
from tests.bot.wecom.usable import usable
from tests.conftest import NOW
from tests.handlers.bureau import member
from tests.storage.registers import one_talk_at_each_step
from tests.stories.town import Town, build

TABLES = tables()


@dataclass
class Hand:
    """A person who presses and types. ``refused``: whether the last thing they did was."""

    database: Database
    person: Person
    role: Role
    view: View = field(default_factory=lambda: View(""))
    text: str = ""
    refused: bool = False

    async def do(self, event: Event) -> list[View]:
        turn, refused = await self.database.write(
            lambda connection: self._turn(Store(connection, NOW, self.person.id), event)
        )
        self.refused = refused
        views = [view for view, _edit in turn.said]
        usable(*views)
        self.text = "\n".join([*(view.text for view in views), turn.toasted])
        if views:
            self.view = views[-1]
        return views

    def _turn(self, store: Store, event: Event) -> tuple[Turn, bool]:
        member = store.find(Membership, person_id=self.person.id)[0]
        found = accounts_of(store, self.person.id)
        account = found[0] if found else open_account(store, "test", self.person.id, self.person.id)
        turn = Turn(store, Actor(self.person, member), account, event, isinstance(event, Pressed))
        before = refusals(store)
        dispatch(turn, TABLES)
        for view, _edit in turn.said:
            if not view.keep:
                choices = [[choice.label, choice.data] for choice in view.choices]
                touch(store, turn.account, view={"choices": choices, "numbered": view.numbered})
        return turn, refusals(store) > before

    async def press(self, data: str) -> list[View]:
        pressed = Pressed.parse(data)
        assert pressed is not None, data
        return await self.do(pressed)

    async def type(self, text: str) -> list[View]:
        return await self.do(Typed(text))


def refusals(store: Store) -> int:
    wanted = select(func.count()).select_from(trail).where(trail.c.act == "refused")
    return store.connection.scalar(wanted) or 0


def action_of(data: str) -> str:
    """A button's action without what it is about: 第4项 and 第5项 are one kind of button."""
    event = Pressed.parse(data)
    assert event is not None
    name = re.sub(r"(\.[0-9]+)+|\.y$", "", event.action)
    return f"{name} {event.id}" if name == "form.open" else name


async def walk(
    hand: Hand, words: list[str], leave: Collection[str] = (), most: int = 400
) -> dict[str, str]:
    """Every kind of button that this person is shown, with one of each; those to ``leave`` are not
    pressed. What is refused to them on the way is a mistake of the bot."""
    seen: dict[str, str] = {}
    waiting: list[str] = []

    def look(views: list[View]) -> None:
        for view in views:
            for choice in view.choices:
                if choice.data and Pressed.parse(choice.data):
                    name = action_of(choice.data)
                    if name not in seen:
                        seen[name] = choice.data
                        waiting.extend([] if name in leave else [choice.data])

    for word in words:
        look(await hand.type(word))
    while waiting and most:
        most -= 1
        look(await hand.press(waiting.pop(0)))
        assert not hand.refused, f"{hand.role} was shown a button that is refused: {hand.text}"
    return seen




async def inhabited(database: Database) -> dict[Role, Hand]:
    """A town with one person of every role. At the client a list waits to be signed, a major hazard
    was told of, and a survey asks."""

    def settle(store: Store) -> dict[Role, Person]:
        town = build(store)
        visit = store.find(Visit)[2]
        bureau = {"department_id": town.bureau.id}
        agency = {"agency_id": town.agency.id}
        places = (
            (Role.AGENCY, "王晓芳", agency),
            (Role.PRINCIPAL, "周卫东", agency),
            (Role.INSPECTOR, "顾晓燕", bureau),
            (Role.SUPERVISOR, "陆文斌", bureau),
            (Role.CLIENT, "王建国", {"client_id": visit.client_id}),
        )
        people = {role: member(store, name, role, **place) for role, name, place in places}
        for person in people.values():
            open_account(store, "test", person.id, person.id)
        known = Contact(agency_id=town.agency.id, client_id=visit.client_id, name="王建国")
        contact = replace(known, principal=True, person_id=people[Role.CLIENT].id)
        _concerns(store, town, visit, store.add(contact))
        _checked(store, town, visit, people[Role.INSPECTOR])
        one_talk_at_each_step(store, town.agency.id, people[Role.PRINCIPAL].id)
        return people

    people = await database.write(lambda connection: settle(Store(connection, NOW)))
    return {role: Hand(database, person, role) for role, person in people.items()}


def _concerns(store: Store, town: Town, visit: Visit, contact: Contact) -> None:
    (hazard,) = store.find(Hazard, visit_id=visit.id)
    major = store.revise(hazard, grade=Grade.MAJOR)
    sign_off.hand_over(store, visit, contact, 14)
    raise_alarm(store, major, 2)
    open_survey(store, town.cycle)
    ask_client(store, town.cycle, contact)
    part = store.find(Participation, agency_id=town.agency.id)[0]
    make(store, prepare(store, town.cycle, part, 1))
    prepare(store, town.cycle, part, 1)


def _checked(store: Store, town: Town, visit: Visit, inspector: Person) -> None:
    """An inspector was at the client, and found a hazard that nobody compared yet; before, at all
    clients, so that the agency may see its draws, whomever they pick."""
    part = store.find(Participation, agency_id=town.agency.id)[0]
    by: dict[str, Any] = {"agency_id": town.agency.id, "inspector_id": inspector.id}
    for row in draws_of(store, part.id)[-1].population["clients"]:
        drawn = SiteCheck(participation_id=part.id, client_id=row["id"], on=store.today, **by)
        store.add(drawn)
    whose: dict[str, Any] = {"agency_id": town.agency.id, "client_id": visit.client_id}
    made = store.add(
        SiteCheck(
            participation_id=part.id, inspector_id=inspector.id, on=store.today, **whose
        )
    )
    found: dict[str, Any] = {"place": "车间", "description": "护栏缺失", "grade": Grade.GENERAL}
    store.add(SiteFinding(site_check_id=made.id, **whose, **found))
