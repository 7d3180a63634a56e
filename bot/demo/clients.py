"""The clients' side of an agency's past: contacts, somebody to be played, a major hazard told."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.demo.by_link import LINK_DAYS, contact_of
from bot.demo.cast import Habits
from bot.demo.company import person
from bot.demo.dealings import DEALINGS, Dealing
from bot.demo.life import Engagement, Life
from bot.demo.scene import Deed, Scene
from bot.demo.visits import Call, Served
from storage.alarm_calls import CLIENT_CONTACT, PRINCIPAL, calls_of, person_of
from storage.alarms import acknowledge, alarm_of, escalate, raise_alarm
from storage.contact import (
    Contact,
    confirm_by_code,
    confirm_by_supervisor,
    give_code,
    new_confirmation_code,
)
from storage.handing_over import hand_over
from storage.organisation import Membership, Role
from storage.person import Person
from storage.store import ZONE, Store
from storage.visit import Grade, Visit

ALARM_HOURS = 2
OBJECTION = "检查当天已当场整改完毕，请在清单上注明"


@dataclass
class Clients:
    """``played`` is who may be played, once they are there."""

    habits: Habits
    scene: Scene
    life: Life
    supervisor: str
    played: list[tuple[Person, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Dice of its own: what is told here changes nothing else of the world.
        self.scene = replace(self.scene, dice=random.Random(f"{self.habits.code17} clients"))

    @property
    def dealing(self) -> Dealing:
        return DEALINGS[self.habits.name]

    def deeds(self) -> Iterator[Deed]:
        scene = self.scene
        planned: list[Deed] = [
            (scene.at(scene.ago(24), 10), self._enter),
            (scene.at(scene.ago(21), 15), self._confirm),
        ]
        for served, engagement in self.life.served:
            if engagement.loose >= 0 and engagement.loose == self.dealing.waiting:
                planned += self._waiting(served, engagement)
        if self.dealing.alarm:
            planned += self._alarm(next(filter(self._steady, self.life.served))[0])
        yield from (deed for deed in planned if deed[0] < scene.midnight)

    def _enter(self, store: Store) -> None:
        there = [served for served, _ in self.life.served if served.client.id]
        for served in there[: self.dealing.contacts]:
            contact_of(store, served.client, served.company.post)

    def _confirm(self, store: Store) -> None:
        """A third by the supervisor, a third by a code, of which the last has not come back."""
        store = store.at(store.now, self.supervisor)
        found = [c for c in store.find(Contact, agency_id=self.scene.agency_id) if not c.confirmed]
        for contact in found[::3]:
            confirm_by_supervisor(store, contact)
        for contact in found[1::3]:
            code = new_confirmation_code()
            given = give_code(store, contact, code)
            if contact is not found[1::3][-1]:
                confirm_by_code(store, given, code)

    def _waiting(self, served: Served, engagement: Engagement) -> Iterator[Deed]:
        """Somebody to be played: one list signed with an objection, another waits."""
        scene, on = self.scene, max(self.scene.ago(26), engagement.signed + timedelta(days=4))
        call = Call(
            scene,
            self.habits,
            served,
            scene.between(on, on + timedelta(days=2)),
            least=2,
            objection=OBJECTION,
        )
        yield scene.at(call.on, 8), lambda store: self._play(store, served)
        yield from call.deeds()
        yield scene.at(scene.ago(3), 18), lambda store: self._hand_over(store, served)

    def _play(self, store: Store, served: Served) -> None:
        client = served.client
        contact = contact_of(store, client, "安全负责人")
        player = store.add(Person(name=contact.name, phone=contact.phone))
        held = Membership(person_id=player.id, role=Role.CLIENT, since=store.today)
        store.add(replace(held, client_id=client.id))
        contact = store.revise(
            contact, reason="联系人打开了链接", person_id=player.id, post="安全负责人"
        )
        if not contact.confirmed:
            confirm_by_supervisor(store.at(store.now, self.supervisor), contact)
        self.played.append((player, client.name))

    def _hand_over(self, store: Store, served: Served) -> None:
        (contact,) = store.find(Contact, client_id=served.client.id)
        visit = store.find(Visit, client_id=served.client.id, order="-on", limit=1)[0]
        hand_over(store, visit, contact, LINK_DAYS)

    def _steady(self, one: tuple[Served, Engagement]) -> bool:
        """A client with a contract that runs, and nothing else told of it."""
        engagement = one[1]
        days = (self.scene.today - engagement.signed).days
        return engagement.loose < 0 and not engagement.ending and 30 < days < 300

    def _alarm(self, served: Served) -> Iterator[Deed]:
        """Found yesterday and told at once; some have answered, some have not."""
        scene = self.scene
        call = Call(scene, self.habits, served, scene.ago(1), least=1, major=True)
        yield _at(call.on, 9, 10), lambda store: self._name(store, served)
        yield from call.deeds()
        yield _at(call.on, 18, 1), lambda store: self._tell(store, call)
        yield _at(call.on, 18, 9), lambda store: self._heard(store, call, PRINCIPAL)
        yield _at(call.on, 20, 2), lambda store: self._silence(store, call)
        yield _at(call.on, 20, 17), lambda store: self._heard(store, call, CLIENT_CONTACT)

    def _name(self, store: Store, served: Served) -> None:
        """The client's safety officer, and its principal."""
        contact_of(store, served.client, "安全管理员")
        store.add(
            Contact(
                agency_id=served.client.agency_id,
                client_id=served.client.id,
                name=person(self.scene.dice),
                post="总经理",
                phone="13800009027",
                principal=True,
            )
        )

    def _tell(self, store: Store, call: Call) -> None:
        (hazard,) = (one for one in call.found if one.grade is Grade.MAJOR)
        raise_alarm(store, hazard, ALARM_HOURS)

    def _heard(self, store: Store, call: Call, part: str) -> None:
        alarm = alarm_of(store, call.found[-1].id)
        assert alarm is not None
        for one in calls_of(store, alarm):
            if one.part == part:
                acknowledge(store.at(store.now, person_of(store, one)), one)

    def _silence(self, store: Store, call: Call) -> None:
        alarm = alarm_of(store, call.found[-1].id)
        assert alarm is not None
        escalate(store.at(store.now, None), alarm.id)


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)
