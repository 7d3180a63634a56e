"""How a test goes to a client as an inspector: the check by typing, the comparisons by number."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from scoring.scorecard import ItemScore
from scoring.states import State
from storage.assessment import Assessment, assess
from storage.client import Client
from storage.cycle import Cycle, Participation
from storage.evidence.site import FLAGS
from storage.site_check import SiteCheck, SiteFinding
from storage.store import Store
from storage.visit import Grade, Hazard, SignedList, Visit
from tests.handlers.bureau import Bureau, Phone

AGENCY = "嘉兴安达"


async def at_agency(phone: Phone, agency: str = AGENCY) -> Phone:
    await phone.types("/site")
    await phone.picks(agency)
    return phone


async def check(
    phone: Phone,
    client: str,
    flags: Mapping[str, str] | None = None,
    hazards: Iterable[str] = (),
    day: str = "今天",
) -> Phone:
    """A whole check: ``flags`` 是, 否 or 跳过 by name (else 否); a hazard is 位置|情况|等级."""
    await at_agency(phone)
    await phone.picks("登记现场核查")
    await phone.types(client)
    await phone.types(day)
    for name in FLAGS:
        phone.sees("评定标准：")
        await phone.types((flags or {}).get(name, "否"))
    entered = list(hazards)
    for n, hazard in enumerate(entered):
        await phone.types("再添加" if n else "添加", *hazard.split("|"), "跳过", "跳过", "跳过")
    await phone.types("完成" if entered else "未发现隐患", "跳过", "跳过")
    phone.sees("核对")
    return phone


async def submitted(phone: Phone, *args: Any, **more: Any) -> Phone:
    await check(phone, *args, **more)
    await phone.types("提交")
    phone.sees("已提交")
    return phone


async def close(phone: Phone) -> Phone:
    await at_agency(phone)
    await phone.picks("结束现场核查")
    phone.sees("不再核查其他单位")
    await phone.picks("结束现场核查")
    phone.sees("现场核查已于")
    return phone


async def assessed(bureau: Bureau) -> Assessment:
    def work(store: Store) -> Assessment:
        part = store.get(Participation, bureau.joined.id)
        assert part is not None
        cycle = store.get(Cycle, part.cycle_id)
        assert cycle is not None
        return assess(store, cycle, part)

    found: Assessment = await bureau.supervisor.writes(work)
    return found


async def item(bureau: Bureau, number: int) -> tuple[ItemScore, State]:
    found = await assessed(bureau)
    return found.card.item(number), found.states[number]


def seen_at(store: Store, bureau: Bureau, client: Client, marks: str) -> SiteCheck:
    """A check written at once, its findings not compared: n a general one, N a major one."""
    good: dict[str, Any] = dict.fromkeys(FLAGS, False)
    made = store.add(
        SiteCheck(
            agency_id=bureau.agency.id,
            participation_id=bureau.joined.id,
            client_id=client.id,
            inspector_id=bureau.inspector.person.id,
            on=store.today,
            **good,
        )
    )
    for n, mark in enumerate(marks):
        store.add(
            SiteFinding(
                agency_id=bureau.agency.id,
                client_id=client.id,
                site_check_id=made.id,
                place="车间",
                description=f"第{n}台设备没有护栏",
                grade=Grade.MAJOR if mark == "N" else Grade.GENERAL,
            )
        )
    return made


def hand_over_lists(store: Store, day: date) -> None:
    """The lists of every visit were signed for on a day."""
    for hazard in store.find(Hazard):
        visit = store.get(Visit, hazard.visit_id)
        assert visit is not None
        whose: dict[str, Any] = {"agency_id": visit.agency_id, "client_id": visit.client_id}
        store.add(SignedList(visit_id=visit.id, signed_on=day, signer="沈某", **whose))
