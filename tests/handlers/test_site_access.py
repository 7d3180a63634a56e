"""现场核查: who may write, who may only look, and whom a conflict or an assignment keeps away."""

import pytest

from handlers.formkit.events import Pressed
from storage.assignment import Assignment
from storage.client import Client
from storage.conflict import Conflict
from storage.cycle import Participation
from storage.database import Database
from storage.organisation import Role
from storage.site_check import SiteCheck, SiteFinding
from tests.handlers.bureau import TODAY, Bureau, Phone, member, open_bureau
from tests.handlers.sitting import kept
from tests.handlers.visiting import check, close, submitted

LIKE = "配电间|堆放纸箱，箱门未关|一般"


@pytest.fixture
async def bureau(sqlite_database: Database) -> Bureau:
    return await open_bureau(sqlite_database)


async def test_who_may_write_and_who_may_only_look(bureau: Bureau) -> None:
    await submitted(bureau.inspector, "嘉兴2号机械厂", hazards=(LIKE,))
    (made,) = await kept(bureau.inspector, SiteCheck)
    (finding,) = await kept(bureau.inspector, SiteFinding)
    writing = ("new", "at", "picked", "next", "no", "listed", "close", "closed", "reopen")
    for phone in (bureau.supervisor, bureau.principal):
        await phone.types("/site")
        if phone is bureau.supervisor:
            await phone.picks("嘉兴安达")
        phone.sees("核查了1家委托单位", "嘉兴2号机械厂 2026-11-20")
        phone.misses("登记现场核查", "结束现场核查")
        await phone.picks("1. 嘉兴2号")
        phone.misses("更正\n", "作废")
        await phone.picks("1. [待比对]")
        phone.misses("未提出")
        for verb in writing:
            id = {"no": finding.id, "listed": finding.id}.get(verb, bureau.joined.id)
            await phone.do(Pressed(f"site.{verb}", id, 0))
            phone.sees("现场核查由评定人员进行")
    assert (await kept(bureau.inspector, SiteFinding))[0].advised is None
    stranger = await another_agency(bureau)
    for verb, id in (("of", bureau.joined.id), ("check", made.id), ("finding", finding.id)):
        await stranger.do(Pressed(f"site.{verb}", id, 0))
        stranger.sees("这不是本单位的核查记录")
    await stranger.types("现场核查")
    stranger.sees("核查了0家")


async def another_agency(bureau: Bureau) -> Phone:
    database = bureau.inspector.database
    person = await bureau.supervisor.writes(
        lambda s: member(s, "冯某", Role.PRINCIPAL, agency_id=bureau.other.id)
    )
    return Phone(database, person)


async def test_a_conflict_at_a_client_an_assignment_and_a_closed_sample_keep_one_away(
    bureau: Bureau,
) -> None:
    phone, other = bureau.inspector, bureau.colleague
    clients = await kept(phone, Client, agency_id=bureau.agency.id)
    declared = Conflict(
        person_id=phone.person.id,
        of_agency_id=bureau.agency.id,
        client_id=clients[0].id,
        grounds="亲属在该单位任职",
        declared_on=TODAY,
    )
    await bureau.supervisor.writes(lambda s: s.add(declared))
    await phone.do(Pressed("site.at", clients[0].id, 0))
    phone.sees("应当回避，请由其他评定人员核查")
    await check(phone, clients[0].name)
    await phone.types("提交")
    phone.sees("应当回避")
    await phone.do(Pressed("site.at", clients[1].id, 0))
    phone.sees("核查日期")
    await phone.types("取消", "1")
    given = Assignment(
        participation_id=bureau.joined.id,
        of_agency_id=bureau.agency.id,
        inspector_id=other.person.id,
        since=TODAY,
    )
    await bureau.supervisor.writes(lambda s: s.add(given))
    await phone.do(Pressed("site.new", bureau.joined.id, 0))
    phone.sees("已分派给其他评定人员")
    await phone.types("/site")
    phone.misses("嘉兴安达")
    assert await kept(phone, SiteCheck) == []
    await submitted(other, clients[0].name)
    await close(other)
    await other.do(Pressed("site.at", clients[1].id, 0))
    other.sees("现场核查已经结束")
    await other.do(Pressed("site.closed", bureau.joined.id, 0))
    other.sees("现场核查已经结束", "现场核查已于")
    (part,) = await kept(phone, Participation, id=bureau.joined.id)
    assert part.sample_closed_on == TODAY
