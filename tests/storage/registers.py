"""An agency's books written through the store, a record at a time, for what asks about them."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from scoring.settings import Readings
from storage.account import open_account
from storage.agency import Agency
from storage.client import Client
from storage.contact import Contact
from storage.contract import Contract
from storage.cycle import Cycle, Participation
from storage.hand_over import HandOver
from storage.inspection import Inspection
from storage.organisation import Membership, Role
from storage.person import Person
from storage.sign_off import hand_over
from storage.staff import StaffMember
from storage.store import Store
from storage.talk import Candidate, Origin, Outcome, Talk, TalkKind
from storage.visit import Grade, Hazard, Visit
from tests.storage.results import disclosed, objected


@dataclass(frozen=True)
class Register:
    """One agency in one cycle, with a client; what is added is dated from ``store.today``."""

    store: Store
    cycle: Cycle
    agency: Agency
    taking_part: Participation
    client: Client

    def day(self, offset: int) -> date:
        return self.store.today + timedelta(days=offset)

    def another_client(self, name: str) -> Client:
        return self.store.add(Client(agency_id=self.agency.id, name=name))

    def visit(self, offset: int, client: Client | None = None) -> Visit:
        whose = (client or self.client).id
        return self.store.add(
            Visit(agency_id=self.agency.id, client_id=whose, on=self.day(offset), done="巡查")
        )

    def hazard(self, visit: Visit, **values: Any) -> Hazard:
        return self.store.add(
            Hazard(
                agency_id=self.agency.id,
                client_id=visit.client_id,
                visit_id=visit.id,
                place="配电间",
                description="堆放杂物",
                grade=values.pop("grade", Grade.GENERAL),
                **values,
            )
        )

    def handed(self, visit: Visit, days: int = 14) -> HandOver:
        """The visit's list handed to a contact who has an account of their own."""
        person = self.store.add(Person(name="许厂长"))
        held = Membership(
            person_id=person.id, role=Role.CLIENT, client_id=visit.client_id, since=self.day(-9)
        )
        self.store.add(held)
        open_account(self.store, "telegram", f"telegram:{person.id}", person.id)
        contact = Contact(
            agency_id=self.agency.id,
            client_id=visit.client_id,
            name=person.name,
            person_id=person.id,
        )
        return hand_over(self.store, visit, self.store.add(contact), days)[0]

    def contract(self, offset: int, **values: Any) -> Contract:
        return self.store.add(
            Contract(
                agency_id=self.agency.id,
                client_id=self.client.id,
                signed_on=self.day(offset),
                **values,
            )
        )

    def staff(self, **values: Any) -> StaffMember:
        return self.store.add(StaffMember(agency_id=self.agency.id, name="沈志强", **values))

    def inspection(self, offset: int, inspector: Person) -> Inspection:
        return self.store.add(
            Inspection(
                participation_id=self.taking_part.id,
                agency_id=self.agency.id,
                cycle_id=self.cycle.id,
                inspector_id=inspector.id,
                opened_on=self.day(offset),
            )
        )

    def person(self, name: str, role: Role, channel: str = "telegram") -> Person:
        """Somebody with a role since long ago, and (``channel``) an account."""
        bureau = role in (Role.INSPECTOR, Role.SUPERVISOR)
        person = self.store.add(Person(name=name))
        self.store.add(
            Membership(
                person_id=person.id,
                role=role,
                agency_id=None if bureau else self.agency.id,
                since=self.day(-400),
            )
        )
        if channel:
            open_account(self.store, channel, f"{channel}:{person.id}", person.id)
        return person


def register(
    store: Store,
    start: int = -600,
    end: int = 130,
    name: str = "嘉安",
    agency: Agency | None = None,
) -> Register:
    """``start`` and ``end``: the cycle's first and last day, counted from today."""
    today = store.today
    cycle = store.add(
        Cycle(
            name="2025—2026年度",
            start=today + timedelta(days=start),
            end=today + timedelta(days=end),
            edition="jiaxing-1",
            readings=Readings().as_dict(),
        )
    )
    agency = agency or store.add(Agency(name=name, credit_code=name))
    joined = store.add(
        Participation(cycle_id=cycle.id, agency_id=agency.id, joined_on=cycle.start)
    )
    client = store.add(Client(agency_id=agency.id, name="嘉善宏达机械有限公司"))
    return Register(store, cycle, agency, joined, client)


def everything_due(store: Store, agency: Agency | None = None) -> Register:
    """Books in which each source finds something."""
    books = register(store, end=60, agency=agency)
    visit = books.visit(-41)
    books.hazard(visit, deadline=books.day(-5))
    books.hazard(visit, grade=Grade.MAJOR, rectified_on=books.day(-9), rectification="已修复")
    books.handed(visit)
    books.contract(-100, visits=9, ends_on=books.day(20))
    books.staff(certificate_until=books.day(20))
    inspection = books.inspection(-5, books.person("吴敏", Role.INSPECTOR))
    objected(books, disclosed(books, inspection, 3))
    principal = books.person("周卫东", Role.PRINCIPAL)
    one_talk_at_each_step(store, books.agency.id, principal.id)
    return books


def one_talk_at_each_step(store: Store, agency_id: str, principal_id: str) -> None:
    """Planned, held, confirmed and rectified; and a circumstance that nobody has decided on, with
    one that is to be talked about."""
    since, soon = store.today - timedelta(days=9), store.today + timedelta(days=1)
    found: dict[str, Any] = {"code": "A8", "origin": Origin.PERSON, "found_on": since}
    case = Candidate(of_agency_id=agency_id, evidence={}, photos=("a" * 64,), **found)
    store.add(case)
    store.add(replace(case, outcome=Outcome.TALK, decided_on=since))
    talk = Talk(
        agency_id=agency_id,
        codes=("A8",),
        grounds="见情形",
        place="三楼",
        kind=TalkKind.REMIND,
        planned_at=store.now,
        principal_id=principal_id,
    )
    held = replace(talk, held_on=since, minutes="纪要", demands="补齐", rectify_by=soon)
    both = replace(held, bureau_confirmed_at=store.now, agency_confirmed_at=store.now)
    for one in (talk, held, both):
        store.add(one)
    store.revise(store.add(both), rectified_on=store.today, rectification="已补齐")
