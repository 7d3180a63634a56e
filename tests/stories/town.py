"""The town in which the stories happen: a bureau, and one agency with its books in a cycle."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

from scoring.editions import CURRENT
from scoring.settings import Readings
from storage.agency import Agency, Profile
from storage.client import Client
from storage.contract import Contract
from storage.cycle import Cycle, Participation
from storage.follow_up import FollowUp
from storage.organisation import Department, Level
from storage.staff import Qualification, StaffMember, Title
from storage.store import ZONE, Store
from storage.visit import Grade, Hazard, Visit

START = date(2026, 1, 1)
CLIENTS = (
    ("嘉兴恒丰纺织有限公司", "新丰镇"),
    ("海宁鑫源箱包有限公司", "许村镇"),
    ("桐乡瑞禾毛衫有限公司", "濮院镇"),
    ("平湖永泰塑业有限公司", "新埭镇"),
    ("嘉善宏图五金有限公司", "姚庄镇"),
)
STAFF = ("沈建明", "陆海英", "周文杰", "吴丽萍", "钱志强", "孙晓燕", "姚国平", "顾美娟")
SCAN = "c" * 64


@dataclass(frozen=True)
class Town:
    """Who and what a story may name."""

    agency: Agency
    bureau: Department
    cycle: Cycle
    joined: Participation


def build(store: Store) -> Town:
    """Each client has a contract and a visit. The visits to the third and the fourth found a
    hazard each; the fourth's is not uploaded and nobody has called back; nor is the last contract
    uploaded."""
    opening = store.at(datetime.combine(START, time(9), ZONE).astimezone(UTC), None)
    bureau = opening.add(Department(name="嘉兴市应急管理局", level=Level.CITY))
    agency = opening.add(Agency(name="嘉兴安正技术服务有限公司", credit_code="91330400MA2B8K5Y4L"))
    cycle = opening.add(
        Cycle(
            name="2026—2027年度星级评定",
            start=START,
            end=date(2027, 12, 31),
            edition=CURRENT.code,
            readings=Readings().as_dict(),
        )
    )
    joined = Participation(cycle_id=cycle.id, agency_id=agency.id, joined_on=START)
    town = Town(agency, bureau, cycle, opening.add(joined))
    _house(opening, agency)
    for number, (name, place) in enumerate(CLIENTS):
        _books(opening, agency, number, name, place)
    return town


def _house(store: Store, agency: Agency) -> None:
    store.add(
        Profile(
            agency_id=agency.id,
            since=START,
            legal_person=True,
            fixed_assets=Decimal(620_000),
            office_area=Decimal(220),
            equipment=True,
            policies=("员工从业守则", "考核培训", "工作流程", "服务回访"),
        )
    )
    plain = StaffMember(agency_id=agency.id, name="", contract_from=START, insured_from=START)
    for number, name in enumerate(STAFF):
        kind = (
            replace(plain, qualification=Qualification.ASSESSOR)
            if number < 3
            else replace(plain, title=Title.INTERMEDIATE)
        )
        store.add(replace(kind, name=name))


def _books(store: Store, agency: Agency, number: int, name: str, place: str) -> None:
    client = store.add(
        Client(
            agency_id=agency.id,
            name=name,
            town=place,
            address=f"{place}工业园区{number + 1}号",
            industry="制造业",
            contact="沈佳怡",
        )
    )
    store.add(
        Contract(
            agency_id=agency.id,
            client_id=client.id,
            signed_on=date(2026, 2, 2),
            content="隐患排查治理、安全培训",
            starts_on=date(2026, 2, 2),
            ends_on=date(2027, 2, 1),
            visits=4,
            scan=(SCAN,),
            uploaded_on=None if number == 4 else date(2026, 2, 10),
        )
    )
    on = date(2026, 10, 12 + number)
    done = "检查车间、仓库和配电间"
    visit = store.add(Visit(agency_id=agency.id, client_id=client.id, on=on, done=done))
    if number in (2, 3):
        store.add(
            Hazard(
                agency_id=agency.id,
            client_id=client.id,
                visit_id=visit.id,
                place="配电间",
                description="配电箱前堆放纸箱",
                grade=Grade.GENERAL,
                advice="当日清理",
                uploaded_on=on if number == 2 else None,
            )
        )
    if number != 3:
        store.add(
            FollowUp(
                agency_id=agency.id,
                client_id=client.id,
                on=date(2026, 11, 2),
                way="电话",
                outcome="满意",
            )
        )
