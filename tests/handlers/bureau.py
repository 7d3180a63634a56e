"""A bureau with agencies under rating, and people who answer the bot by typing alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from handlers.dispatch import dispatch
from handlers.formkit.events import Event, Pressed, Sent, SentFile, Typed
from handlers.formkit.view import View
from handlers.registry import tables
from handlers.turn import Actor, Turn
from scoring.editions import CURRENT
from scoring.settings import Readings
from storage.account import Account, accounts_of, open_account, touch
from storage.agency import Agency, Profile
from storage.client import Client
from storage.contract import Contract
from storage.cycle import Cycle, Participation
from storage.database import Database
from storage.entity import Record
from storage.organisation import Department, Level, Membership, Role
from storage.person import Person
from storage.staff import Qualification, StaffMember, Title
from storage.store import Store
from storage.visit import Grade, Hazard, Visit
from tests.bot.wecom.usable import usable

R = TypeVar("R", bound=Record)
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
TABLES = tables()
Work = Callable[[Store], Any]


@dataclass
class Phone:
    """A person before their phone. Every view they are shown is checked to be answerable: buttons
    small enough and no two alike, text short enough for one message."""

    database: Database
    person: Person
    now: datetime = NOW
    view: View = field(default_factory=lambda: View(""))
    toast: str = ""

    async def do(self, event: Event) -> View:
        turn = await self.database.write(
            lambda connection: self._turn(Store(connection, self.now, self.person.id), event)
        )
        self.now += timedelta(seconds=20)
        self.toast = turn.toasted
        usable(*(view for view, _edit in turn.said))
        for view, _edit in turn.said:
            self.view = answerable(view)
        return self.view

    def _turn(self, store: Store, event: Event) -> Turn:
        member = store.find(Membership, person_id=self.person.id)[0]
        actor = Actor(self.person, member)
        turn = Turn(store, actor, self._account(store), event, pressed=isinstance(event, Pressed))
        dispatch(turn, TABLES)
        for view, _edit in turn.said:
            choices = [[choice.label, choice.data] for choice in view.choices]
            touch(store, turn.account, view={"choices": choices, "numbered": view.numbered})
        return turn

    def _account(self, store: Store) -> Account:
        found = accounts_of(store, self.person.id)
        return found[0] if found else open_account(store, "test", self.person.id, self.person.id)

    async def types(self, *texts: str) -> View:
        for text in texts:
            await self.do(Typed(text))
        return self.view

    async def picks(self, *labels: str) -> View:
        """By its number where the view is a numbered menu, else by its words."""
        for label in labels:
            shown = [choice.label for choice in self.view.choices]
            found = [one for one in shown if one.startswith(label)]
            found += [one for one in shown if label in one]
            assert found, f"no {label!r} in:\n{self.screen}"
            await self.types(str(shown.index(found[0]) + 1) if self.view.numbered else found[0])
        return self.view

    async def presses(self, label: str) -> View:
        return await self.do(self.button(label))

    async def shows(self, label: str) -> list[tuple[View, bool]]:
        """What a press says, each with whether it goes in the place of what was pressed."""
        turn = await self.database.write(
            lambda c: self._turn(Store(c, self.now, self.person.id), self.button(label))
        )
        self.view = turn.said[-1][0]
        return turn.said

    def button(self, label: str) -> Pressed:
        data = next(c.data for c in self.view.choices if label in c.label)
        pressed = Pressed.parse(data)
        assert pressed is not None
        return pressed

    async def sends(self, *names: str) -> View:
        return await self.do(Sent(tuple(SentFile(n * 8, n, "image/jpeg", 9) for n in names)))

    async def writes(self, work: Work) -> Any:
        return await self.database.write(lambda c: work(Store(c, self.now, self.person.id)))

    @property
    def screen(self) -> str:
        return "\n".join([self.view.title, self.view.text, *(c.label for c in self.view.choices)])

    def sees(self, *texts: str) -> None:
        for text in texts:
            assert text in self.screen, f"{text!r} is not in:\n{self.screen}"

    def misses(self, *texts: str) -> None:
        for text in texts:
            assert text not in self.screen, f"{text!r} is in:\n{self.screen}"


def answerable(view: View) -> View:
    labels = [choice.label for choice in view.choices if choice.label != "·"]
    assert view.text.strip()
    assert labels or not view.title, f"a dead end:\n{view.text}"
    assert len(set(labels)) == len(labels), labels
    assert max(map(len, labels), default=0) <= 64
    assert len(view.text.encode("utf-16-le")) // 2 + len(view.title) < 4096
    return view


@dataclass
class Bureau:
    """One cycle; the first agency has books with a fault here and there, the second has none."""

    inspector: Phone
    colleague: Phone
    supervisor: Phone
    principal: Phone
    agency: Agency
    other: Agency
    joined: Participation


def member(store: Store, name: str, role: Role, **where: str) -> Person:
    person = store.add(Person(name=name))
    store.add(Membership(person_id=person.id, role=role, since=date(2026, 1, 1), **where))  # type: ignore[arg-type]
    return person


def books(store: Store, agency: Agency) -> None:
    """Eight people, five clients; contract 4 vague, contract 5 not uploaded, a visit unproven."""
    store.add(
        Profile(
            agency_id=agency.id,
            since=date(2026, 1, 1),
            legal_person=True,
            fixed_assets=Decimal(500_000),
            office_area=Decimal(180),
            equipment=True,
            policies=("员工从业守则", "考核培训", "工作流程", "服务回访"),
        )
    )
    for n in range(8):
        store.add(
            StaffMember(
                agency_id=agency.id,
                name=f"员工{n}",
                contract_from=date(2026, 1, 1),
                insured_from=date(2026, 1, 1),
                qualification=Qualification.ASSESSOR if n < 3 else None,
                title=Title.INTERMEDIATE if n >= 3 else None,
            )
        )
    for n in range(1, 6):
        client = store.add(
            Client(
                agency_id=agency.id,
                name=f"嘉兴{n}号机械厂",
                address="中山路1号",
                industry="机械",
                contact="沈某",
            )
        )
        store.add(
            Contract(
                agency_id=agency.id,
                client_id=client.id,
                signed_on=date(2026, 2, n),
                content="安全生产技术服务",
                starts_on=date(2026, 2, n),
                ends_on=date(2027, 1, 31),
                visits=None if n == 4 else 4,
                scan=("c" * 64,),
                uploaded_on=None if n == 5 else date(2026, 2, 10),
            )
        )
        visits(store, client, n)


def visits(store: Store, client: Client, n: int) -> None:
    """A visit each; at clients 2 and 3 hazards that nobody signed for, of 3 not uploaded."""
    visit = store.add(
        Visit(
            agency_id=client.agency_id,
            client_id=client.id,
            on=date(2026, 9, n),
            done="检查车间、仓库和配电间",
        )
    )
    if n in (2, 3):
        store.add(
            Hazard(
                agency_id=client.agency_id,
                client_id=client.id,
                visit_id=visit.id,
                place="配电间",
                description="堆放纸箱",
                grade=Grade.GENERAL,
                advice="清理",
                uploaded_on=date(2026, 9, 5) if n == 2 else None,
            )
        )


def found(store: Store) -> dict[str, Any]:
    bureau = store.add(Department(name="嘉兴市应急管理局", level=Level.CITY))
    agency = store.add(Agency(name="嘉兴安达安全技术有限公司", credit_code="91330402MA2BC1D23T"))
    other = store.add(Agency(name="嘉兴恒信安全技术有限公司", credit_code="91330411MA28A7KX0L"))
    books(store, agency)
    cycle = store.add(
        Cycle(
            name="2026–2027年度评定",
            start=date(2026, 1, 1),
            end=date(2027, 12, 31),
            edition=CURRENT.code,
            readings=Readings().as_dict(),
        )
    )
    joined = [
        store.add(
            Participation(cycle_id=cycle.id, agency_id=one.id, joined_on=date(2026, 1, 1))
        )
        for one in (agency, other)
    ]
    at = {"department_id": bureau.id}
    return {
        "inspector": member(store, "陈评定", Role.INSPECTOR, **at),
        "colleague": member(store, "吴评定", Role.INSPECTOR, **at),
        "supervisor": member(store, "周科长", Role.SUPERVISOR, **at),
        "principal": member(store, "沈经理", Role.PRINCIPAL, agency_id=agency.id),
        "agency": agency,
        "other": other,
        "joined": joined[0],
    }


async def open_bureau(database: Database) -> Bureau:
    made = await database.write(lambda c: found(Store(c, NOW - timedelta(days=1))))
    return Bureau(
        inspector=Phone(database, made["inspector"]),
        colleague=Phone(database, made["colleague"]),
        supervisor=Phone(database, made["supervisor"]),
        principal=Phone(database, made["principal"]),
        agency=made["agency"],
        other=made["other"],
        joined=made["joined"],
    )
