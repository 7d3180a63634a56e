"""A small town to fill forms in: a bureau, two agencies, and records for every look-up."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from handlers.dispatch import Tables
from handlers.formkit.draft import Draft
from handlers.formkit.events import Pressed
from handlers.formkit.form import Form
from handlers.formkit.places import REASON, spot
from handlers.formkit.question import Question
from handlers.formkit.runner import Conversations
from handlers.forms import FORMS
from handlers.records import Records
from scoring.editions import CURRENT
from scoring.settings import Readings
from storage.agency import Agency
from storage.client import Client
from storage.contact import Contact
from storage.contract import Contract
from storage.cycle import Cycle
from storage.database import Database
from storage.drafts import active_draft
from storage.entity import Record
from storage.organisation import Department, Level, Membership, Role
from storage.person import Person
from storage.staff import StaffMember
from storage.store import Store
from storage.visit import Grade, Hazard, Visit
from tests.handlers.formkit.office import NOW, Phone
from tests.handlers.typing import TYPED

R = TypeVar("R", bound=Record)
TODAY = date(2026, 11, 20)
GIVEN = {
    "agency": {"credit_code": "91330402MA28B0AB16"},
    "participation": {"agency_id": "1", "cycle_id": "2"},
    "staff": {"contract_until": "2028-01-01", "insured_until": "2028-01-01"},
    "signed_list": {"signed_on": "今天"},
    "cycle": {"start": "2030-01-01", "end": "2031-12-31"},
    "end_membership": {"membership_id": "安达同事|1"},
}
"""What a form must be told that no kind of question answers by itself, by form."""

AGENCIES = (
    ("嘉兴安达安全技术有限公司", "91330402MA2BC1D23T"),
    ("嘉兴恒信安全技术有限公司", "91330411MA28A7KX0L"),
)


class Desk(Phone):
    """A phone that knows where its form stands, so that a test can fill it in by typing alone."""

    def tables(self) -> Tables:
        talk, records = self.conversations, Records(FORMS)
        actions = {"form": talk.handle, "rec": records.handle}
        return Tables(actions, {"取消": talk.cancel, "查看记录": records.menu}, talk.otherwise)

    async def draft(self) -> Draft | None:
        kept = await self.reads(lambda store: active_draft(store, self.person.id))
        return Draft.from_json(kept.state) if kept else None

    async def reads(self, read: Any) -> Any:
        return await self.database.read(lambda c: read(Store(c, NOW, self.person.id)))

    async def find(self, kind: type[R], **equal: Any) -> list[R]:
        found: list[R] = await self.reads(lambda store: store.find(kind, **equal))
        return found

    async def fill(self, form: type[Form], given: dict[str, str] | None = None, **how: bool) -> str:
        """Fill the opened form up to its review, and return the review's text."""
        for _event in range(120):
            draft = await self.draft()
            assert draft is not None, self.view.text
            here = spot(form, draft, draft.at)
            if here is not None:
                await self._answer(here.question, draft, given or {}, how.get("fully", True))
            elif len(draft.at) == 2:
                await self.types("返回")
            else:
                return self.view.text
        raise AssertionError(f"no end in sight: {self.view.text}")

    async def _answer(
        self, question: Question, draft: Draft, given: dict[str, str], fully: bool
    ) -> None:
        if question.name in given:
            await self.types(*given[question.name].split("|"))
        elif question.optional and not fully:
            await self.types("跳过")
        elif question.kind == "files":
            await self.sends("照片123")
            await self.types("完成上传")
        elif question.kind == "several":
            await self.types("1", "完成选择")
        elif question.kind == "group":
            await self.types("完成" if draft.answers.get(question.name) else "添加")
        else:
            await self.types(TYPED.get(question.kind, question.example or "按要求已经做了"))

    async def submits(self, form: type[Form], given: dict[str, str] | None = None) -> str:
        await self.opens(form)
        await self.fill(form, given)
        await self.types("提交")
        assert self.view.title == f"已提交 · {form.spec.title}", self.view.text
        return self.view.text

    async def corrects(self, form: type[Form], given: dict[str, str]) -> str:
        """From the receipt: change these answers, with a reason."""
        await self.types("更正")
        for name, said in given.items():
            draft = await self.draft()
            assert draft is not None
            asked = [q.name for q in form.spec.asked(draft.answers)]
            await self.types(str(asked.index(name) + 1), *said.split("|"))
            await self.fill(form, {REASON: "写错了"})
        await self.types("提交")
        assert self.view.title == f"已更正 · {form.spec.title}", self.view.text
        return self.view.text

    @property
    def made(self) -> str:
        """The id of the record behind the receipt's 更正."""
        data = next(c.data for c in self.view.choices if c.label == "更正")
        pressed = Pressed.parse(data)
        assert pressed is not None
        return pressed.id


@dataclass(frozen=True)
class Town:
    principal: Desk
    rival: Desk
    supervisor: Desk

    def who(self, form: type[Form]) -> Desk:
        return self.principal if Role.PRINCIPAL in form.spec.roles else self.supervisor


def _agency(store: Store, name: str, code: str) -> tuple[Agency, Person]:
    agency = store.add(Agency(name=name, credit_code=code))
    person = store.add(Person(name=f"{name[2:4]}负责人"))
    store.add(_member(store, person, Role.PRINCIPAL, agency_id=agency.id))
    return agency, person


def _member(store: Store, person: Person, role: Role, **where: Any) -> Membership:
    return Membership(person_id=person.id, role=role, since=store.today, **where)


def _books(store: Store, agency: Agency) -> None:
    """Clients with contracts, and visits whose hazards are neither signed nor uploaded; two are
    rectified."""
    for n in range(3):
        store.add(StaffMember(agency_id=agency.id, name=f"{agency.name[2:4]}员工{n}"))
    colleague = store.add(Person(name=f"{agency.name[2:4]}同事"))
    store.add(_member(store, colleague, Role.AGENCY, agency_id=agency.id))
    for n in range(8):
        client = store.add(Client(agency_id=agency.id, name=f"{agency.name[2:4]}{n}号厂"))
        whose = {"agency_id": agency.id, "client_id": client.id}
        store.add(Contract(**whose, signed_on=date(2026, 1, 5)))  # type: ignore[arg-type]
        store.add(Contact(**whose, name="王建国", phone="0573-82000000"))  # type: ignore[arg-type]
        visit = store.add(Visit(**whose, on=date(2026, 11, 2), done="检查"))  # type: ignore[arg-type]
        for place in ("配电间", "仓库"):
            store.add(
                Hazard(
                    agency_id=agency.id,
                    client_id=client.id,
                    visit_id=visit.id,
                    place=place,
                    description=f"{place}堆放杂物",
                    grade=Grade.GENERAL,
                    rectified_on=date(2026, 11, 10) if n > 5 and place == "仓库" else None,
                )
            )


def build(store: Store) -> list[Person]:
    bureau = store.add(Department(name="嘉兴市应急管理局", level=Level.CITY))
    official = store.add(Person(name="周科长"))
    store.add(_member(store, official, Role.SUPERVISOR, department_id=bureau.id))
    for name in ("陈评定", "吴评定"):
        inspector = store.add(Person(name=name))
        store.add(_member(store, inspector, Role.INSPECTOR, department_id=bureau.id))
    people = []
    for name, code in AGENCIES:
        agency, person = _agency(store, name, code)
        _books(store, agency)
        people.append(person)
    for n in range(2):
        start = date(2026 + 2 * n, 1, 1)
        cycle = Cycle(
            name=f"第{n}轮",
            start=start,
            end=start + timedelta(729),
            edition=CURRENT.code,
            readings=Readings().as_dict(),
        )
        store.add(cycle)
    return [*people, official]


def inhabited(database: Database, people: list[Person]) -> Town:
    talk = Conversations(FORMS)
    return Town(*(Desk(database, talk, person) for person in people))


async def settle(database: Database) -> Town:
    """For the tests that run on either kind of database; the others take the fixture ``town``."""
    return inhabited(database, await database.write(lambda c: build(Store(c, NOW))))
