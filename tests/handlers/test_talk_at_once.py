"""约谈 with two people at it at once: what is decided, arranged or written is what was seen."""

import pytest

from storage.candidates import as_evidence, decide, open_candidate
from storage.database import Database
from storage.organisation import Role
from storage.store import Store
from storage.talk import Candidate, Origin, Outcome, Talk
from tests.handlers.bureau import Bureau, Phone, member
from tests.handlers.talking import decided, find, held, settled, the_talk


@pytest.fixture
async def small(sqlite_database: Database) -> Bureau:
    return await settled(sqlite_database)


async def colleague(at: Bureau) -> Phone:
    phone = at.supervisor
    return Phone(phone.database, await phone.writes(lambda s: member(s, "郑科长", Role.SUPERVISOR)))


async def test_evidence_found_meanwhile_is_looked_at_before_it_is_decided_on(
    small: Bureau,
) -> None:
    phone = small.supervisor
    await phone.types("约谈")
    await phone.picks("按记录查找", "待决定的情形（2）", "1. A1", "决定")
    await phone.types("否", "是", "否", "不予约谈", "情节轻微")

    def more(store: Store) -> None:
        (one,) = store.find(Candidate, code="A1")
        store.revise(one, evidence=as_evidence([("contract:x", "又一份")]))

    await phone.writes(more)
    await phone.types("提交")
    phone.sees("有了新的证据或者别人的决定")
    (kept,) = await find(phone, Candidate, code="A1")
    assert kept.outcome is None


async def test_of_two_supervisors_the_second_is_told_what_the_first_decided(
    small: Bureau,
) -> None:
    phone, zheng = small.supervisor, await colleague(small)
    await phone.types("约谈")
    await phone.picks("按记录查找")
    for hand in (phone, zheng):
        await hand.types("约谈")
        await hand.picks("待决定的情形（2）", "1. A1", "决定")
        await hand.types("否", "是", "是")
    await phone.types("约谈", "应当提醒", "提交")
    await zheng.types("不予约谈", "不必", "提交")
    zheng.sees("别人的决定", "请取消这次填写")
    (kept,) = await find(phone, Candidate, code="A1")
    assert (kept.outcome, kept.grounds) == (Outcome.TALK, "应当提醒")
    await zheng.types("取消")
    await zheng.types("约谈")
    await zheng.picks("已决定的情形", "1. A1")
    zheng.sees("约谈", "理由：应当提醒（周科长）")


async def test_a_talk_is_about_what_its_notice_was_written_for(small: Bureau) -> None:
    phone = await decided(small)
    await phone.picks("安排约谈")
    await phone.types("提醒", "11月25日", "14:30", "市局3楼会议室")

    def another(store: Store) -> None:
        one = open_candidate(store, small.agency.id, "A8", Origin.PERSON, "另一件", ())
        assert one is not None
        decide(store, one, Outcome.TALK, {"needed": True}, "应当谈")

    await phone.writes(another)
    await phone.types("提交")
    phone.sees("要谈的情形有了变化")
    assert await find(phone, Talk) == []
    await phone.types("取消", "约谈")
    await phone.picks("安排约谈（3）", "1. ")
    await phone.types("提醒", "11月25日", "14:30", "市局3楼会议室", "提交")
    assert (await the_talk(phone)).codes == ("A1", "A2", "A8")


async def test_a_record_that_somebody_else_wrote_meanwhile_is_not_overwritten(
    small: Bureau,
) -> None:
    phone, zheng = await held(small), await colleague(small)
    zheng.now = phone.now
    for hand in (phone, zheng):
        await hand.types("约谈")
        await hand.picks("1. YT", "修改约谈记录")
    await zheng.picks("提出的整改要求")
    await zheng.types("补齐全部记录", "提交")
    await phone.picks("提出的整改要求")
    await phone.types("别的要求", "提交")
    phone.sees("别人改了约谈记录")
    assert (await the_talk(phone)).demands == "补齐全部记录"


async def test_what_is_checked_is_the_report_that_was_read(small: Bureau) -> None:
    phone, boss = await held(small), small.principal
    for hand in (phone, boss):
        await hand.types("约谈")
        await hand.picks("1. YT", "纪要", "确认纪要")
    await boss.picks("报告整改情况")
    await boss.types("今天", "补齐了", "完成上传", "提交")
    await phone.types("约谈")
    await phone.picks("1. YT", "检查整改")
    await phone.types("到位，办结", "齐全")
    await boss.types("约谈")
    await boss.picks("1. YT", "更改整改情况")
    await boss.types("今天", "只补了一半", "完成上传", "提交")
    await phone.types("提交")
    phone.sees("整改情况有了变化")
    assert (await the_talk(phone)).closed_on is None
