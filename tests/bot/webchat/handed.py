"""A hazard list handed over at the web chat's stage: its link, its people, what became of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import aiohttp

from storage import sign_off, webchat
from storage.contact import Contact
from storage.database import Connection
from storage.files import keep
from storage.hand_over import HandOver
from storage.organisation import Membership, Role
from storage.person import Person
from storage.store import Store
from storage.visit import Grade, Hazard, SignedList, Visit
from tests.bot.webchat.pictures import picture
from tests.bot.webchat.stage import Stage
from tests.stories.town import Town, build

T = TypeVar("T")


@dataclass(frozen=True)
class Handed:
    """``photos``: of the list's second hazard, and one that belongs to nobody's list."""

    stage: Stage
    town: Town
    visit: Visit
    contact: Contact
    made: HandOver
    code: str
    hazards: tuple[str, str]
    photos: tuple[str, str]

    async def write(self, work: Callable[[Store], T]) -> T:
        def unit(connection: Connection) -> T:
            return work(Store(connection, self.stage.clock()))

        return await self.stage.database.write(unit)

    async def kept(self) -> HandOver:
        found = await self.write(lambda store: store.get(HandOver, self.made.id))
        assert found is not None
        return found

    async def signatures(self) -> list[SignedList]:
        return await self.write(lambda store: store.find(SignedList, visit_id=self.visit.id))

    async def login(self, role: Role) -> str:
        """The name of a chat login that a person of this role has in their browser."""

        def work(store: Store) -> str:
            person = store.add(Person(name="某人"))
            held = Membership(person_id=person.id, role=role, since=store.today)
            if role is Role.SUPERVISOR:
                store.add(replace(held, department_id=self.town.bureau.id))
            else:
                store.add(replace(held, agency_id=self.town.agency.id))
            tab = webchat.tab_of(store.connection, webchat.admit(store, person.id))
            assert tab is not None
            return tab.id

        return await self.write(work)

    def signing(self, **more: Any) -> dict[str, Any]:
        """What the page would send."""
        return {
            "outcome": "signed",
            "seal": self.made.content_hash,
            "name": "沈佳怡",
            "post": "安全负责人",
            **more,
        }


async def hand(stage: Stage) -> Handed:
    """A list of two hazards, given to the contact of a client."""

    def work(connection: Connection) -> Handed:
        store = Store(connection, stage.clock())
        town = build(store)
        shots = tuple(stage.folder.put(picture(shade)) for shade in (1, 2))
        for sha in shots:
            keep(store, sha, "现场.png", "image/png", 99)
        visit = store.find(Visit)[2]
        (first,) = store.find(Hazard, visit_id=visit.id)
        second = store.add(
            Hazard(
                agency_id=visit.agency_id,
                client_id=visit.client_id,
                visit_id=visit.id,
                place="二号车间</h2>",
                description="<script>alert('除尘')</script>",
                grade=Grade.MAJOR,
                advice='停产"整改"',
                photos=shots[:1],
            )
        )
        known = Contact(agency_id=visit.agency_id, client_id=visit.client_id, name="沈佳怡")
        contact = store.add(replace(known, post="安全负责人"))
        made, code = sign_off.hand_over(store, visit, contact, 14)
        photos = (shots[0], shots[1])
        return Handed(stage, town, visit, contact, made, code, (first.id, second.id), photos)

    return await stage.database.write(work)


async def post(
    http: aiohttp.ClientSession, path: str, what: object, logins: str = ""
) -> tuple[int, str]:
    """The status of a submission, and the sentence it was answered with."""
    body = what if isinstance(what, bytes) else json.dumps(what).encode()
    async with http.post(path, data=body, headers={"X-Anxing-Logins": logins}) as answer:
        said = await answer.json()
        return answer.status, str(said.get("text", ""))
