"""约谈 from a circumstance to its closing: who may do what, and who learns of what."""

from datetime import UTC, date, datetime

import pytest

from handlers.formkit.events import Pressed
from storage.candidates import open_candidate
from storage.database import Database
from storage.organisation import Role
from storage.store import Store
from storage.talk import Candidate, Origin, Outcome, Talk
from tests.handlers.bureau import Bureau, Phone, member
from tests.handlers.talking import (
    DAY,
    decided,
    find,
    held,
    letters_to,
    planned,
    settled,
    the_talk,
)


@pytest.fixture
async def bureau(database: Database) -> Bureau:
    return await settled(database)


@pytest.fixture
async def small(sqlite_database: Database) -> Bureau:
    return await settled(sqlite_database)


async def test_a_talk_runs_from_the_record_to_its_closing(bureau: Bureau) -> None:
    phone, boss = await planned(bureau), bureau.principal
    assert await letters_to(boss) == ["请参加提醒约谈"]
    await boss.types("收到")
    boss.sees("提醒约谈", "2026-11-25 14:30", "市局3楼会议室", "未明确服务内容")
    boss.sees("沈经理确认收到通知")
    boss.misses("情形（机构看不到）", "情节轻微")
    assert (await letters_to(phone))[0].startswith("已收到约谈通知")

    phone.now += 5 * DAY
    boss.now = phone.now
    await phone.types("约谈")
    phone.sees("提醒约谈 2026-11-25 14:30，等待约谈")
    await phone.picks("1. YT")
    phone.sees("依据的情形（机构看不到）", "（A1）", "（A2）")
    await phone.picks("登记约谈记录")
    await phone.types("今天", "周科长、陈评定", "沈经理")
    phone.sees("机构怎么说：合同未明确内容、期限、次数")
    await phone.types("属实，正在补签", "漏了签收", "补齐记录", "12月20日", "跳过", "提交")
    await phone.picks("核对纪要")
    phone.sees("机构说明：属实，正在补签", "监管部门参加人员：周科长", "整改期限：2026-12-20")
    await phone.picks("确认纪要")
    phone.sees("○ 机构还没有确认纪要")
    await boss.types("约谈")
    await boss.picks("1. YT")
    boss.misses("报告整改")
    await boss.picks("纪要", "确认纪要")
    boss.sees("机构沈经理确认纪要", "整改中，期限 2026-12-20")

    await boss.picks("报告整改情况")
    await boss.types("今天", "都补好了")
    await boss.sends("a")
    await boss.types("完成上传")
    boss.sees("要求：补齐记录")
    await boss.types("提交")
    await phone.types("约谈")
    await phone.picks("1. YT")
    phone.sees("等待检查整改", "整改：都补好了")
    await phone.picks("检查整改")
    await phone.types("不到位，继续改", "还差两次", "12月30日", "提交")
    await boss.types("约谈")
    await boss.picks("1. YT")
    boss.sees("整改中，期限 2026-12-30", "检查没有通过：还差两次")
    await boss.picks("报告整改情况")
    await boss.types("今天", "补齐了", "跳过", "提交")
    await phone.types("约谈")
    await phone.picks("1. YT", "检查整改")
    await phone.types("到位，办结", "抽查齐全", "提交")
    talk = await the_talk(phone)
    assert (talk.closed_on, talk.closing) == (date(2026, 11, 25), "抽查齐全")
    assert await letters_to(boss) == [
        "请参加提醒约谈",
        "请确认约谈纪要",
        "约谈纪要已确认",
        "约谈整改请继续",
        "约谈办结",
    ]
    await boss.types("约谈")
    boss.sees("没有需要参加的约谈")
    await boss.picks("已办结的约谈")
    boss.sees("2026-11-25 办结")
    assert {one.talk_id for one in await find(phone, Candidate)} == {talk.id}


async def test_a_talk_without_demands_is_closed_by_the_second_confirmation(small: Bureau) -> None:
    phone = await held(small, ("跳过",))
    await phone.picks("核对纪要")
    phone.sees("没有整改要求")
    await phone.picks("确认纪要")
    assert (await the_talk(phone)).closed_on is None
    await small.principal.types("约谈")
    await small.principal.picks("1. YT", "纪要", "确认纪要")
    small.principal.sees("办结")
    assert (await the_talk(phone)).closed_on == date(2026, 11, 25)


async def test_a_change_voids_the_confirmation_of_what_was_read_before(small: Bureau) -> None:
    phone, boss = await held(small), small.principal
    await boss.types("约谈")
    await boss.picks("1. YT", "纪要")
    first = boss.view
    await boss.picks("确认纪要")
    boss.sees("沈经理确认纪要")
    await phone.picks("核对纪要", "修改约谈记录")
    await phone.types("6", "补齐记录并复核", "提交")
    assert (await the_talk(phone)).agency_confirmed_at is None
    await phone.picks("核对纪要", "确认纪要")
    boss.view = first
    await boss.presses("确认纪要")
    boss.sees("纪要有改动，请重新核对再确认", "补齐记录并复核")
    assert (await the_talk(phone)).agency_confirmed_at is None
    await boss.picks("确认纪要")
    boss.sees("整改中")
    boss.view = first
    await boss.presses("确认纪要")
    talk = await the_talk(phone)
    await phone.types("约谈")
    await phone.picks("1. YT")
    phone.misses("修改约谈记录")
    await phone.do(Pressed("talk.hold", talk.id))
    assert (await the_talk(phone)).revision == talk.revision


async def test_one_tap_too_many_changes_nothing(small: Bureau) -> None:
    phone, boss = await planned(small), small.principal
    talk = await the_talk(phone)
    for _ in range(2):
        await boss.do(Pressed("talk.ack", talk.id))
    assert boss.toast == "您已经确认过了"
    assert (await the_talk(phone)).revision == talk.revision + 1
    assert len([one for one in await letters_to(phone) if "收到" in one]) == 1
    await phone.do(Pressed("talk.plan", small.agency.id))
    phone.sees("没有等着安排的约谈")
    await phone.do(Pressed("talk.check", talk.id))
    phone.sees("机构还没有报告整改情况")
    await boss.do(Pressed("talk.rectify", talk.id))
    boss.sees("约谈纪要双方确认以后")
    await phone.do(Pressed("talk.cand", "f" * 32))
    phone.sees("没有待决定的情形")


async def test_a_talk_is_moved_and_called_off_and_arranged_again(small: Bureau) -> None:
    phone, boss = await planned(small), small.principal
    await boss.types("收到")
    await phone.picks("查看约谈", "改时间地点")
    phone.sees("为什么改")
    await phone.types("对方出差", "2", "11月27日", "提交")
    talk = await the_talk(phone)
    assert talk.planned_at == datetime(2026, 11, 27, 6, 30, tzinfo=UTC)
    assert talk.acknowledged_at is None
    assert (await letters_to(boss))[-1] == "约谈安排有变化"
    await phone.picks("查看约谈", "取消约谈")
    await phone.types("已移送立案", "提交")
    assert await find(phone, Talk) == []
    assert (await letters_to(boss))[-1] == "约谈取消"
    await boss.do(Pressed("talk.ack", talk.id))
    boss.sees("已取消")
    await phone.types("约谈")
    phone.sees("还没有安排的：2个")
    await phone.picks("安排约谈", small.agency.name)
    phone.sees("约谈类型")


async def test_a_time_that_is_over_is_asked_again(small: Bureau) -> None:
    phone = await decided(small)
    await phone.picks("安排约谈")
    await phone.types("警示", "今天", "下午1点", "三楼", "提交")
    assert (await the_talk(phone)).planned_at.hour == 5
    other = await settled_candidate(small)
    await phone.do(Pressed("talk.plan", other.of_agency_id))
    phone.sees("约谈类型")
    await phone.types("警示", "今天", "8:00", "三楼", "提交")
    phone.sees("已经过去了")
    assert len(await find(phone, Talk)) == 1


async def settled_candidate(at: Bureau) -> Candidate:
    """One more of the same agency, decided for a talk by other means."""

    def work(store: Store) -> Candidate:
        made = open_candidate(store, at.agency.id, "A8", Origin.PERSON, "群众反映", ())
        assert made is not None
        return store.revise(made, outcome=Outcome.TALK, decided_on=date(2026, 11, 20))

    found: Candidate = await at.supervisor.writes(work)
    return found


async def test_another_agency_and_staff_without_the_right_are_refused(small: Bureau) -> None:
    phone = await planned(small)
    talk = await the_talk(phone)
    rival = await phone.writes(
        lambda store: member(store, "别家经理", Role.PRINCIPAL, agency_id=small.other.id)
    )
    clerk = await phone.writes(
        lambda store: member(store, "内勤", Role.AGENCY, agency_id=small.agency.id)
    )
    stranger, staff = Phone(phone.database, rival), Phone(phone.database, clerk)
    for verb in ("show", "ack", "confirm", "rectify", "minutes", "files", "notice", "hold"):
        await stranger.do(Pressed(f"talk.{verb}", talk.id))
        assert stranger.view.text == "这不是本单位的约谈，不能查看。", verb
    await staff.types("约谈")
    await staff.picks("1. YT")
    staff.sees("市局3楼会议室")
    staff.misses("收到\n")
    await staff.picks("约谈通知书")
    staff.sees("正在排版约谈通知书")
    for verb in ("ack", "confirm"):
        await staff.do(Pressed(f"talk.{verb}", talk.id))
        staff.sees("请由机构主要负责人本人")
    for verb in ("hold", "move", "off", "check"):
        await small.principal.do(Pressed(f"talk.{verb}", talk.id))
        small.principal.sees("由监管人员办理")
    await small.supervisor.do(Pressed("talk.ack", talk.id))
    small.supervisor.sees("请由机构主要负责人本人")
    assert (await the_talk(phone)).revision == talk.revision


async def test_received_without_a_notice_is_just_a_word(small: Bureau) -> None:
    await small.principal.types("收到")
    small.principal.sees("没看懂")


async def test_an_agency_without_a_principal_cannot_be_called(small: Bureau) -> None:
    phone = small.supervisor

    def work(store: Store) -> None:
        made = open_candidate(store, small.other.id, "A8", Origin.PERSON, "反映", ())
        assert made is not None
        store.revise(made, outcome=Outcome.TALK, decided_on=date(2026, 11, 20))

    await phone.writes(work)
    await phone.do(Pressed("talk.plan", small.other.id))
    await phone.types("诫勉", "明天", "9点", "三楼", "提交")
    phone.sees("还没有主要负责人的账号")
    assert await find(phone, Talk) == []
