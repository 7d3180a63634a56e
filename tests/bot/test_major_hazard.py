"""重大隐患快报 as people live it: one tap tells everybody, each answers, silence goes further."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from scheduler.alarms import escalate_all
from storage.agency import Agency
from storage.alarm import Alarm, AlarmCall
from storage.client import Client
from storage.contact import Contact
from storage.organisation import Membership, Role
from storage.store import Store
from storage.visit import Grade, Hazard, Visit
from tests.bot.office import IN_WECOM_TOO, Office
from tests.bot.talk import Person


@dataclass
class Town:
    office: Office
    staff: Person
    principal: Person
    supervisor: Person
    visit: Visit
    hazard: Hazard

    async def report(self) -> None:
        await self.staff.presses(f"rec.open:visit:{self.visit.id}:1")
        await self.staff.taps("一键快报")
        await self.settled()

    async def settled(self) -> None:
        await self.office.app.sender.look()
        for person in (self.staff, self.principal, self.supervisor):
            await person.settled()

    async def later(self, **time: float) -> None:
        """The clock moves, the sweep comes, what it says arrives."""
        self.office.clock.passes(**time)
        await escalate_all(self.office.app.database, self.office.clock())
        await self.settled()

    async def alarm(self) -> Alarm:
        found: list[Alarm] = await self.office.read(lambda store: store.find(Alarm))
        assert len(found) == 1
        return found[0]

    async def link_for(self, name: str) -> str:
        """The text that is passed on, with the link in it."""
        await self.staff.taps(f"给{name}的链接")
        return next(m.text for m in reversed(self.staff.messages) if "【重大隐患快报】" in m.text)


def _books(store: Store, agency_id: str) -> tuple[Visit, Hazard]:
    client = store.add(Client(agency_id=agency_id, name="嘉善宏达机械有限公司"))
    whose: dict[str, Any] = {"agency_id": agency_id, "client_id": client.id}
    store.add(Contact(**whose, name="王厂长", phone="13800000001", principal=True))
    visit = store.add(Visit(**whose, on=store.today, done="巡查"))
    hazard = store.add(
        Hazard(
            **whose,
            visit_id=visit.id,
            place="喷漆房",
            description="可燃气体报警器失效",
            grade=Grade.MAJOR,
            advice="立即停用，当日修复",
            deadline=store.today + timedelta(days=3),
        )
    )
    return visit, hazard


@pytest.fixture
async def town(office: Office) -> Town:
    office.channel.invitations = ("网页", "https://anxing.test/i/{code}")
    staff = await office.person("王建国", Role.AGENCY)
    principal = await office.person("沈总", Role.PRINCIPAL)
    supervisor = await office.person("周科长", Role.SUPERVISOR)
    visit, hazard = await office.write(lambda store: _books(store, office.agency.id))
    return Town(office, staff, principal, supervisor, visit, hazard)


def told(person: Person) -> int:
    return sum("可燃气体报警器失效" in one.text for one in person.messages)


@IN_WECOM_TOO
async def test_one_tap_on_the_visit_tells_everybody_and_each_answers_once(town: Town) -> None:
    await town.report()
    await town.staff.sees("快报已发出。2小时内没有确认的，会再往上报。", "没有账号，请转发链接")
    for person in (town.principal, town.supervisor):
        await person.sees("重大隐患快报 KB-2026-0001", "可燃气体报警器失效", "[收到]")
    await town.principal.deliver(town.principal.button("收到"), town.principal.button("收到"))
    assert town.principal.screen.count("沈总") == 0
    await town.principal.sees("您已确认收到。", "3人中1人已确认")
    await town.supervisor.says("收到")
    await town.supervisor.sees("3人中2人已确认")
    await town.staff.says("快报")
    await town.staff.says("1")
    await town.staff.sees("● 沈总（机构主要负责人）：11月20日 10:00 收到", "○ 王厂长（委托单位")
    calls: list[AlarmCall] = await town.office.read(lambda store: store.find(AlarmCall))
    assert sorted(c.revision for c in calls) == [1, 2, 2]


@IN_WECOM_TOO
async def test_the_client_opens_the_link_that_was_passed_on_and_answers(town: Town) -> None:
    await town.report()
    text = await town.link_for("王厂长")
    found = re.search(r"https://anxing\.test/a/([\w-]{24})$", text, re.MULTILINE)
    assert found is not None
    visitor = town.office.stranger("王厂长")
    await visitor.says(f"/start a-{found[1]}")
    await visitor.sees("重大隐患快报", "立即停用，当日修复", "[收到]")
    await visitor.sees_nothing_of("看这条隐患")
    await visitor.taps("收到")
    await visitor.sees("您已确认收到。")
    await town.principal.taps("收到")
    await town.supervisor.taps("收到")
    assert (await town.alarm()).closed_at is not None
    await town.settled()
    await town.staff.sees("被告知的人都已确认收到")


async def test_the_agencys_own_people_do_not_come_in_by_the_clients_link(town: Town) -> None:
    await town.report()
    found = re.search(r"/a/([\w-]{24})$", await town.link_for("王厂长"), re.MULTILINE)
    assert found is not None
    await town.principal.says(f"/start a-{found[1]}")
    await town.principal.sees("已记录")
    calls: list[AlarmCall] = await town.office.read(lambda store: store.find(AlarmCall))
    (asked,) = (call for call in calls if call.contact_id)
    assert asked.acknowledged_at is None
    entries = await town.office.read(lambda store: store.history(asked))
    assert [entry.act for entry in entries] == ["add", "refused_acknowledgement"]


@IN_WECOM_TOO
async def test_what_nobody_answers_goes_further_after_two_hours_and_shows_as_overdue(
    town: Town,
) -> None:
    await town.report()
    await town.principal.taps("收到")
    before = told(town.supervisor)
    await town.later(minutes=119)
    assert told(town.supervisor) == before
    await town.later(minutes=1)
    await town.staff.sees("请马上处理，并点“收到”确认。", "[收到]")
    await town.principal.sees("到时还没有确认收到：王厂长（委托单位负责人）、周科长（监管人员）")
    assert told(town.supervisor) == before + 1
    await town.later(hours=5)
    assert told(town.supervisor) == before + 1
    await town.supervisor.says("快报")
    await town.supervisor.sees("【逾期未确认】")


@IN_WECOM_TOO
async def test_another_agency_neither_raises_nor_reads_nor_answers(town: Town) -> None:
    await town.report()
    alarm = await town.alarm()
    mine = town.office.agency
    await _another_agency(town.office)
    rival = await town.office.person("同行", Role.PRINCIPAL)
    town.office.agency = mine
    calls: list[AlarmCall] = await town.office.read(lambda store: store.find(AlarmCall))
    asked = [
        f"alarm.raise:{town.hazard.id}:0",
        f"alarm.visit:{town.visit.id}:0",
        f"alarm.show:{alarm.id}:0",
        f"haz.rectify:{town.hazard.id}:0",
        f"haz.list:all:{town.hazard.client_id}:0",
        *(f"alarm.{act}:{call.id}:0" for call in calls for act in ("ack", "open", "link")),
    ]
    for data in asked:
        await rival.presses(data)
        await rival.sees_nothing_of("喷漆房")
    await rival.says("收到")
    assert calls == await town.office.read(lambda store: store.find(AlarmCall))
    await rival.says("隐患台账")
    await rival.sees("还没有登记过隐患")
    await rival.says("快报")
    await rival.sees("还没有重大隐患快报")


async def _another_agency(office: Office) -> None:
    def write(store: Store) -> None:
        known = office.agency
        office.agency = store.add(
            type(known)(name="嘉兴另一家技术服务有限公司", credit_code="91330402MA28B0AB16")
        )

    await office.write(write)


async def test_a_supervisor_answers_but_cannot_report_in_the_agencys_place(town: Town) -> None:
    await town.supervisor.presses(f"alarm.raise:{town.hazard.id}:0")
    await town.supervisor.sees("快报由查出隐患的机构发出")
    assert await town.office.read(lambda store: store.find(Alarm)) == []


@IN_WECOM_TOO
async def test_a_hazard_lives_from_found_to_closed_and_its_record_tells_who_and_when(
    town: Town,
) -> None:
    staff = town.staff
    await staff.says("隐患台账")
    await staff.sees("共1条：未整改1 · 待复查0 · 已销号0 · 重大隐患1", "【重大】喷漆房")
    await staff.taps("1. ")
    await staff.sees("● 发现：2026-11-20", "○ 签收：还没有签收", "○ 整改：还没有整改")
    await staff.taps("登记整改")
    for said in ("今天", "报警器已换新", "跳过", "提交"):
        await staff.says(said)
    await staff.sees("请登记“隐患复查”")
    await staff.presses(f"rec.open:hazard:{town.hazard.id}:1")
    await staff.taps("登记复查")
    for said in ("今天", "未到位，继续整改", "报警器还没通电", "11月22日", "提交"):
        await staff.says(said)
    await staff.sees("隐患已重新打开")
    await staff.presses(f"rec.open:hazard:{town.hazard.id}:1")
    await staff.sees("复查未到位：2026-11-20 报警器还没通电", "○ 整改：还没有整改，期限 2026-11-22")
    await staff.taps("登记整改")
    for said in ("今天", "已通电测试", "跳过", "提交"):
        await staff.says(said)
    await staff.presses(f"haz.recheck:{town.hazard.id}:0")
    for said in ("今天", "已到位，销号", "现场测试报警正常", "跳过", "提交"):
        await staff.says(said)
    await staff.presses(f"rec.open:hazard:{town.hazard.id}:1")
    await staff.sees(
        "经过（已销号）",
        "● 整改：2026-11-20　王建国　已通电测试（没有照片）",
        "● 复查：2026-11-20　王建国　现场测试报警正常",
        "● 销号：2026-11-20",
        "[更正复查登记]",
    )
    await staff.presses(f"haz.list:closed:{town.hazard.client_id}:0")
    await staff.sees("隐患台账 · 嘉善宏达机械有限公司", "已销号，2026-11-20销号")


@IN_WECOM_TOO
async def test_the_receipt_of_a_visit_offers_the_fast_lane_of_what_it_found(town: Town) -> None:
    staff = town.staff
    await staff.says("服务记录")
    for said in ("1", "今天", "跳过", "检查烘房", "跳过", "添加", "烘房", "温控失灵", "重大"):
        await staff.says(said)
    for said in ("停用", "跳过", "跳过", "返回", "完成", "未上传", "跳过", "提交"):
        await staff.says(said)
    await staff.sees("有重大隐患：请点“一键快报”", "[一键快报]")
    await staff.deliver(staff.button("一键快报"), staff.button("一键快报"))
    await town.settled()
    await town.supervisor.sees("温控失灵")
    told = [m for m in town.supervisor.messages if "温控失灵" in m.text]
    assert (len(told), (await town.alarm()).number) == (1, "KB-2026-0001")


async def test_a_client_without_a_contact_is_telephoned_and_gets_one(town: Town) -> None:
    def leaves(store: Store) -> None:
        (contact,) = store.find(Contact)
        store.withdraw(contact, reason="离职")
        (client,) = store.find(Client)
        store.revise(client, contact="孙学军", phone="0573-82000000")

    await town.office.write(leaves)
    await town.report()
    staff = town.staff
    await staff.sees("还没有登记联系人，请先电话告知（孙学军 0573-82000000）")
    await staff.taps("登记联系人")
    for said in ("孙学军", "跳过", "13800000002"):
        await staff.says(said)
    await staff.says("提交")
    await staff.sees("已提交 · 委托单位联系人")
    await staff.taps("补发给联系人")
    await staff.sees("○ 孙学军（委托单位负责人）", "[给孙学军的链接]")


async def test_who_went_to_another_agency_reads_it_no_more(town: Town) -> None:
    await town.report()
    (alarm, calls) = await town.office.read(lambda s: (s.find(Alarm)[0], s.find(AlarmCall)))

    def moves(store: Store) -> None:
        (held,) = store.find(Membership, role=Role.PRINCIPAL)
        rival = store.add(Agency(name="嘉兴恒信", credit_code="91330400MA2BCDEF3X"))
        store.revise(held, "离职", agency_id=rival.id)

    await town.office.write(moves)
    await town.principal.presses(f"alarm.show:{alarm.id}:0")
    await town.principal.sees("这份快报与您无关，不能查看。")
    (theirs,) = [call for call in calls if call.part == "机构主要负责人"]
    await town.principal.presses(f"alarm.ack:{theirs.id}:0")
    await town.principal.sees("这份快报是发给别人的")


async def test_an_agency_whose_principal_has_no_account_is_told_to_telephone(town: Town) -> None:
    def ends(store: Store) -> None:
        (held,) = store.find(Membership, role=Role.PRINCIPAL)
        store.withdraw(held, "登错了")

    await town.office.write(ends)
    await town.report()
    await town.staff.sees("○ 机构主要负责人：还没有账号，请电话告知。")


async def test_a_contact_who_has_left_is_waited_for_no_more(town: Town) -> None:
    await town.report()

    def leaves(store: Store) -> None:
        store.withdraw(store.find(Contact)[0], "离职")

    await town.office.write(leaves)
    alarm = await town.alarm()
    await town.staff.presses(f"alarm.show:{alarm.id}:0")
    await town.staff.sees("○ 王厂长（委托单位负责人）：已不在岗，不再等其确认")
    assert "给王厂长的链接" not in town.staff.screen
