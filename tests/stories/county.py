"""A bureau with five agencies before a new cycle, and the books they keep once they joined it."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from scoring.editions import CURRENT
from scoring.settings import Readings
from storage.agency import Agency, Profile
from storage.client import Client
from storage.contract import Contract
from storage.cycle import Cycle, Participation
from storage.organisation import Department, Level
from storage.staff import Qualification, StaffMember, Title
from storage.store import Store
from storage.visit import Grade, Hazard, Visit
from tests.stories.town import Town

NAMES = ("博安", "安正", "恩泽", "诚泰", "鼎盛")
"""In the order of their names, as every list shows them."""

SINCE = date(2025, 1, 1)
STAFF = ("沈建明", "陆海英", "周文杰", "吴丽萍", "钱志强", "孙晓燕", "姚国平", "顾美娟")
TOWNS = ("新丰镇", "许村镇", "濮院镇")
SCAN = "c" * 64


@dataclass(frozen=True)
class County:
    """``town`` is what a stage needs: the bureau, the first agency, and the cycle that is over."""

    town: Town
    agencies: tuple[Agency, ...]


def full_name(name: str) -> str:
    return f"嘉兴{name}安全技术有限公司"


def build(store: Store) -> County:
    bureau = store.add(Department(name="嘉兴市应急管理局", level=Level.CITY))
    agencies = tuple(_agency(store, n, name) for n, name in enumerate(NAMES))
    over = store.add(
        Cycle(
            name="2024—2025年度星级评定",
            start=date(2024, 1, 1),
            end=date(2025, 12, 31),
            edition=CURRENT.code,
            readings=Readings().as_dict(),
            closed_on=date(2026, 1, 15),
        )
    )
    part = Participation(cycle_id=over.id, agency_id=agencies[0].id, joined_on=over.start)
    return County(Town(agencies[0], bureau, over, store.add(part)), agencies)


def _agency(store: Store, number: int, name: str) -> Agency:
    agency = store.add(Agency(name=full_name(name), credit_code=f"9133040{number}MA2B8K5Y4"))
    store.add(
        Profile(
            agency_id=agency.id,
            since=SINCE,
            legal_person=True,
            fixed_assets=Decimal(620_000),
            office_area=Decimal(180 if name == "诚泰" else 260),
            equipment=True,
            policies=("员工从业守则", "考核培训", "工作流程", "服务回访", "保密管理"),
            grading_body=True,
        )
    )
    plain = StaffMember(agency_id=agency.id, name="", contract_from=SINCE, insured_from=SINCE)
    assessor = replace(plain, qualification=Qualification.ASSESSOR)
    titled = replace(plain, title=Title.INTERMEDIATE)
    for n, member in enumerate(STAFF):
        store.add(replace(assessor if n < 3 else titled, name=member))
    for n, town in enumerate(TOWNS):
        _client(store, agency, f"{town}{name}{n + 1}号机械厂", town)
    return agency


def _client(store: Store, agency: Agency, name: str, town: str) -> None:
    store.add(
        Client(
            agency_id=agency.id,
            name=name,
            town=town,
            address=f"{town}工业园区",
            industry="机械加工",
            contact="沈佳怡",
        )
    )


def keep_books(store: Store, county: County) -> None:
    """On a day of the cycle every client has a contract and a visit; the second agency's first
    contract names no number of visits."""
    for agency in county.agencies:
        for n, client in enumerate(store.find(Client, agency_id=agency.id)):
            _serve(store, agency, client, vague=agency is county.agencies[1] and n == 0)


def _serve(store: Store, agency: Agency, client: Client, *, vague: bool) -> None:
    store.add(
        Contract(
            agency_id=agency.id,
            client_id=client.id,
            signed_on=store.today,
            content="隐患排查治理、安全培训",
            starts_on=store.today,
            ends_on=date(2027, 11, 19),
            visits=None if vague else 4,
            scan=(SCAN,),
            uploaded_on=store.today,
        )
    )
    done = "检查车间、仓库和配电间"
    visit = store.add(
        Visit(agency_id=agency.id, client_id=client.id, on=store.today, done=done)
    )
    store.add(
        Hazard(
            agency_id=agency.id,
            client_id=client.id,
            visit_id=visit.id,
            place="配电间",
            description="配电箱前堆放纸箱，箱门未关",
            grade=Grade.GENERAL,
            advice="当日清理",
            uploaded_on=store.today,
        )
    )
