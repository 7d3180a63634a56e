"""A client, its agency and the bureau, with a major hazard to tell them of."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from storage import outbox
from storage.alarm import Alarm, AlarmCall
from storage.alarm_calls import calls_of, name_of
from storage.alarms import acknowledge, raise_alarm
from storage.contact import Contact
from storage.database import Database
from storage.organisation import Role
from storage.person import Person
from storage.store import Store
from storage.visit import Grade, Hazard
from tests.storage.registers import Register, register

Work = Callable[[Store], Any]
MINUTES = timedelta(minutes=1)


class Lane:
    """A client with a principal and a safety officer, an agency, a bureau, and a major hazard."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database, self.now = database, now

    async def build(self, *contacts: str, account: bool = False) -> "Lane":
        def write(store: Store) -> tuple[Register, Hazard]:
            made = register(store)
            made.person("沈总", Role.PRINCIPAL)
            made.person("小陆", Role.AGENCY)
            made.person("周科长", Role.SUPERVISOR)
            for number, name in enumerate(contacts):
                contact(made, name, number == 0, account)
            hazard = made.hazard(made.visit(0), grade=Grade.MAJOR, advice="停电整改")
            return made, hazard

        self.books, self.hazard = await self.write(write)
        return self

    async def write(self, work: Work, later: timedelta = timedelta()) -> Any:
        at = self.now + later
        return await self.database.write(lambda connection: work(Store(connection, at)))

    async def report(self) -> Alarm:
        made: Alarm = await self.write(lambda store: raise_alarm(store, self.hazard, 2))
        return made

    async def told(self) -> list[str]:
        """Who has been sent something, by name, once for each letter."""

        def look(store: Store) -> list[str]:
            people = {person.id: person.name for person in store.find(Person)}
            letters = outbox.waiting(store.connection)
            return sorted(people[letter.account.partition(":")[2]] for letter in letters)

        found: list[str] = await self.write(look)
        return found

    async def calls(self) -> dict[str, AlarmCall]:
        def look(store: Store) -> dict[str, AlarmCall]:
            (alarm,) = store.find(Alarm)
            return {name_of(store, call): call for call in calls_of(store, alarm)}

        found: dict[str, AlarmCall] = await self.write(look)
        return found

    async def answers(self, *names: str, later: timedelta = MINUTES) -> None:
        calls = await self.calls()
        for call in [calls[name] for name in names]:
            await self.write(partial(acknowledge, call=call), later)

    async def alarm(self) -> Alarm:
        def look(store: Store) -> Alarm:
            (alarm,) = store.find(Alarm)
            return alarm

        found: Alarm = await self.write(look)
        return found


def contact(made: Register, name: str, principal: bool, account: bool = False) -> Contact:
    """``account``: they have one of their own."""
    person = made.person(name, Role.CLIENT) if account else None
    return made.store.add(
        Contact(
            agency_id=made.agency.id,
            client_id=made.client.id,
            name=name,
            principal=principal,
            person_id=person.id if person else None,
        )
    )
