"""Random and hand-made books of an agency, written straight into the tables."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from sqlalchemy import Connection, insert

from scoring.settings import POLICIES, Readings
from storage.accident import Accident, AccidentRegister
from storage.agency import Agency, Profile
from storage.client import Client
from storage.contract import Contract
from storage.cycle import Cycle, Participation
from storage.entity import Record
from storage.evidence.site import FLAGS
from storage.follow_up import FollowUp
from storage.gathering import Gathered, Gathering
from storage.person import Person
from storage.site_check import SiteCheck, SiteFinding
from storage.staff import Qualification, StaffMember, Title
from storage.visit import Grade, Hazard, SignedList, Visit

R = TypeVar("R", bound=Record)
START, END = date(2025, 1, 1), date(2026, 12, 31)
AFTER = date(2027, 1, 20)
ENTERED = datetime(2025, 1, 1, 1, 0, tzinfo=UTC)


def put(connection: Connection, records: Iterable[Record]) -> None:
    """Insert records as they stand, in an order that satisfies their keys."""
    for record in records:
        connection.execute(insert(record.table).values(record.values()))


class Books:
    """Collects the records of one agency in one cycle; ``add`` gives them ids."""

    def __init__(self, name: str, joined: date = START) -> None:
        self.name = name
        self.records: list[Record] = []
        self.cycle = self.add(
            Cycle(
                name="周期",
                start=START,
                end=END,
                edition="jiaxing-1",
                readings=Readings().as_dict(),
            )
        )
        self.agency = self.add(Agency(name=f"机构{name}", credit_code=name))
        self.joined = self.add(
            Participation(cycle_id=self.cycle.id, agency_id=self.agency.id, joined_on=joined)
        )

    def add(self, record: R) -> R:
        number = len(self.records)
        made = replace(
            record,
            id=f"{self.name}-{number:04d}",
            number=record.number or f"N-{number}",
            entered_at=record.entered_at or ENTERED,
        )
        self.records.append(made)
        return made

    def client(self, **values: Any) -> Client:
        known: dict[str, Any] = {"address": "路1号", "industry": "机械", "contact": "王某"}
        return self.add(Client(agency_id=self.agency.id, name="某公司", **{**known, **values}))

    def contract(self, client: Client, signed_on: date, **values: Any) -> Contract:
        whole: dict[str, Any] = {
            "content": "技术服务",
            "starts_on": signed_on,
            "ends_on": signed_on + timedelta(days=364),
            "visits": 4,
            "scan": ("a" * 64,),
            "uploaded_on": signed_on,
            **values,
        }
        return self.add(
            Contract(agency_id=self.agency.id, client_id=client.id, signed_on=signed_on, **whole)
        )

    def visit(self, client: Client, on: date, done: str | None = "排查") -> Visit:
        return self.add(Visit(agency_id=self.agency.id, client_id=client.id, on=on, done=done))

    def hazard(self, visit: Visit, uploaded_on: date | None = None) -> Hazard:
        return self.add(
            Hazard(
                agency_id=self.agency.id,
                client_id=visit.client_id,
                visit_id=visit.id,
                place="车间",
                description="通道堵塞",
                grade=Grade.GENERAL,
                uploaded_on=uploaded_on,
            )
        )

    def signed(self, visit: Visit, on: date, **values: Any) -> SignedList:
        return self.add(
            SignedList(
                agency_id=self.agency.id,
                client_id=visit.client_id,
                visit_id=visit.id,
                signed_on=on,
                signer="王某",
                **values,
            )
        )

    def follow_up(self, client: Client, on: date) -> FollowUp:
        return self.add(
            FollowUp(
                agency_id=self.agency.id, client_id=client.id, on=on, way="电话", outcome="满意"
            )
        )

    def gathering(self, kind: Gathered, on: date) -> Gathering:
        return self.add(
            Gathering(agency_id=self.agency.id, kind=kind, on=on, topic="安全生产法")
        )

    def accident(self, client: Client, on: date) -> Accident:
        return self.add(Accident(agency_id=self.agency.id, client_id=client.id, on=on))

    def register(self, until: date) -> AccidentRegister:
        return self.add(
            AccidentRegister(
                agency_id=self.agency.id, cycle_id=self.cycle.id, until=until
            )
        )

    def profile(self, since: date, **values: Any) -> Profile:
        return self.add(Profile(agency_id=self.agency.id, since=since, **values))

    def staff(self, **values: Any) -> StaffMember:
        hired: dict[str, Any] = {"contract_from": START, "insured_from": START, **values}
        return self.add(StaffMember(agency_id=self.agency.id, name="李某", **hired))

    def site_check(self, client: Client, on: date, **values: Any) -> SiteCheck:
        return self.add(
            SiteCheck(
                agency_id=self.agency.id,
                participation_id=self.joined.id,
                client_id=client.id,
                inspector_id=self.add(Person(name="陈评定")).id,
                on=on,
                **values,
            )
        )

    def finding(
        self, check: SiteCheck, advised: bool | None = None, grade: Grade = Grade.GENERAL
    ) -> SiteFinding:
        return self.add(
            SiteFinding(
                agency_id=self.agency.id,
                client_id=check.client_id,
                site_check_id=check.id,
                place="车间",
                description="护栏缺失",
                grade=grade,
                advised=advised,
            )
        )

    def closes_sample(self, on: date | None) -> None:
        at = self.records.index(self.joined)
        self.joined = self.records[at] = replace(self.joined, sample_closed_on=on)


OFFSETS = (-9, -8, -7, -6, -1, 0, 1, -29, -30, -31, -32, -60, -100, -200, 30)


def random_books(seed: int) -> tuple[Books, date]:
    """Books whose days crowd around the day asked about, the quarters' ends and the cycle's."""
    rng = Random(seed)
    day = rng.choice((date(2026, 3, 31), date(2026, 4, 1), date(2026, 8, 9), END, AFTER))
    joined = rng.choice((START, START, date(2025, 2, 14), day - timedelta(days=40)))
    books = Books(f"b{seed}", joined)
    corners = [START, START - timedelta(days=1), END, END + timedelta(days=1), joined]
    corners += [joined - timedelta(days=1), date(2025, 6, 30), date(2025, 7, 1)]

    def some_day() -> date:
        if rng.random() < 0.3:
            return rng.choice(corners)
        return day + timedelta(days=rng.choice(OFFSETS))

    def maybe(chance: float = 0.7) -> date | None:
        return some_day() if rng.random() < chance else None

    def text(chance: float = 0.8) -> str | None:
        return "有" if rng.random() < chance else rng.choice((None, "", " \u3000\n"))

    clients = [
        books.client(address=text(), industry=text(), contact=text())
        for _ in range(rng.randrange(1, 6))
    ]
    for _ in range(rng.randrange(0, 9)):
        books.contract(
            rng.choice(clients),
            some_day(),
            content=text(),
            starts_on=maybe(),
            ends_on=maybe(),
            visits=rng.choice((None, 1, 4)),
            scan=rng.choice((None, (), ("a",), ("a", "b"))),
            uploaded_on=maybe(0.6),
        )
    for _ in range(rng.randrange(0, 14)):
        visit = books.visit(rng.choice(clients), some_day(), text())
        for _ in range(rng.choice((0, 0, 1, 3))):
            books.hazard(visit, maybe(0.6))
        for _ in range(rng.choice((0, 1, 1, 2))):
            books.signed(
                visit,
                some_day(),
                refusal=text(0.3),
                witness=text(0.3),
                photos=rng.choice(((), (), ("p",))),
            )
    for _ in range(rng.randrange(0, 5)):
        books.follow_up(rng.choice(clients), some_day())
    for _ in range(rng.randrange(0, 12)):
        books.gathering(rng.choice(list(Gathered)), some_day())
    for _ in range(rng.randrange(0, 4)):
        books.accident(rng.choice(clients), some_day())
    for until in rng.sample([day, day - timedelta(days=1), END], rng.randrange(0, 3)):
        books.register(until)
    for _ in range(rng.randrange(0, 3)):
        books.profile(
            some_day(),
            office_area=rng.choice((None, Decimal("199.5"))),
            equipment=rng.choice((None, True, False)),
            policies=rng.choice((None, (), POLICIES, POLICIES[1:4])),
            grading_body=rng.choice((None, True, False)),
        )
    for _ in range(rng.choice((0, 5, 12))):
        books.staff(
            contract_from=maybe(0.9),
            contract_until=maybe(0.3),
            insured_from=maybe(0.9),
            insured_until=maybe(0.3),
            qualification=rng.choice((None, *Qualification)),
            certificate_until=maybe(0.5),
            title=rng.choice((None, *Title)),
        )
    _checked(books, rng, clients, some_day)
    books.closes_sample(maybe(0.6))
    books.records = [_aged(record, rng, day) for record in books.records]
    return books, day


def _checked(
    books: Books, rng: Random, clients: list[Client], some_day: Callable[[], date]
) -> None:
    """Site checks, mostly at few clients, so that a later one takes the place of an earlier."""
    words = (None, False, False, False, True)
    for _ in range(rng.randrange(0, 6)):
        client, on = rng.choice(clients), some_day()
        if rng.random() < 0.6:
            books.contract(client, on - timedelta(days=rng.choice((0, 9, 364, 365))))
        check = books.site_check(client, on, **{name: rng.choice(words) for name in FLAGS})
        compared = rng.choice(((False,), (True, False), (True, False, False, None)))
        for _ in range(rng.choice((0, 1, 3, 9, 10, 11))):
            grade = Grade.MAJOR if rng.random() < 0.1 else Grade.GENERAL
            books.finding(check, rng.choice(compared), grade)


def _aged(record: Record, rng: Random, day: date) -> Record:
    """Some were withdrawn; some entered in the last minute of the day in Shanghai, or the next."""
    if isinstance(record, Cycle | Agency | Participation | Person):
        return record
    night = datetime(day.year, day.month, day.day, 15, 59, 59, tzinfo=UTC)
    entered = rng.choice((ENTERED, ENTERED, night, night + timedelta(seconds=1)))
    gone = night if rng.random() < 0.08 else None
    return replace(record, entered_at=entered, withdrawn_at=gone)
