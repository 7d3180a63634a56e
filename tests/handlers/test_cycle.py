"""A supervisor's cycle: the board, invitations, assignments, recusals, settings, the end."""

from datetime import date
from typing import Any

import pytest

from handlers.formkit.events import Pressed
from storage import outbox
from storage.account import open_account
from storage.agency import Agency
from storage.assignment import assigned
from storage.conflict import Conflict
from storage.cycle import CycleInvitation, Participation
from storage.database import Database
from storage.organisation import Role
from storage.store import Store
from tests.handlers.bureau import Bureau, Phone, member, open_bureau


@pytest.fixture
async def bureau(database: Database) -> Bureau:
    return await open_bureau(database)


async def newcomer(bureau: Bureau) -> tuple[Agency, Phone]:
    """A third agency that takes part in nothing yet, and its principal."""

    def settle(store: Store) -> tuple[Agency, Any]:
        agency = store.add(Agency(name="嘉兴新安安全技术有限公司", credit_code="913304020X"))
        person = member(store, "钱经理", Role.PRINCIPAL, agency_id=agency.id)
        open_account(store, "telegram", "77", person.id)
        return agency, person

    agency, person = await bureau.supervisor.writes(settle)
    return agency, Phone(bureau.supervisor.database, person)


async def told(phone: Phone) -> list[Any]:
    """What waits to be sent to somebody, the newest last."""

    def read(store: Store) -> list[Any]:
        rows = store.connection.execute(outbox.outbox.select()).mappings()
        return [row["payload"]["views"][0] for row in rows if row["account"] == phone.person.id]

    found: list[Any] = await phone.writes(read)
    return found


async def test_the_board_leads_to_each_agency(bureau: Bureau) -> None:
    boss = bureau.supervisor
    await boss.types("评定工作")
    boss.sees("2026–2027年度评定", "参评2家", "未开始 2家")
    await boss.picks("各机构进度")
    boss.sees("嘉兴安达安全技术有限公司", "未开始 · 还没有分工", "已核0/25")
    await boss.picks("1. ")
    boss.sees("2026-01-01参加", "基本条件（7项，不计分）", "评定人员：还没有分工")
    await boss.picks("评定分工")
    boss.sees("还没有分工：没有申报回避的评定人员都可以评定")


async def test_taking_part_is_the_principals_own_yes(bureau: Bureau) -> None:
    agency, principal = await newcomer(bureau)
    boss = bureau.supervisor
    await boss.types("评定工作", "参评邀请")
    boss.sees("嘉兴新安安全技术有限公司：未邀请", "嘉兴安达安全技术有限公司：已参加")
    await boss.picks("2. 嘉兴新安" if "2. 嘉兴新安" in boss.screen else "3. 嘉兴新安", "邀请参评")
    boss.sees("已邀请1家", "待答复")
    await boss.types("评定工作")
    boss.sees("待答复1家")

    await principal.types("参评邀请")
    principal.sees("2026–2027年度评定", "等您答复")
    yes, no = principal.button("参加"), principal.button("不参加")
    await principal.do(no)
    principal.sees("已答复不参加")
    await principal.do(yes)
    principal.sees("已参加2026–2027年度评定")
    await principal.do(yes)
    principal.sees("贵机构已在2026-11-20参加")
    await principal.do(no)
    principal.sees("要退出的，请与监管人员联系")
    parts = await boss.writes(lambda store: store.find(Participation, agency_id=agency.id))
    assert [part.joined_on for part in parts] == [date(2026, 11, 20)]
    assert [view["text"][-12:] for view in await told(boss)] == [
        "不参加本周期的星级评定。",
        "司参加本周期的星级评定。",
    ]


async def test_another_agencys_principal_cannot_answer(bureau: Bureau) -> None:
    agency, principal = await newcomer(bureau)
    boss = bureau.supervisor
    await boss.types("评定工作", "参评邀请", "邀请全部未邀请的")
    boss.sees("将邀请嘉兴新安安全技术有限公司1家")
    go = boss.button("邀请这1家")
    await boss.do(go)
    boss.sees("已邀请1家")
    await boss.do(go)
    boss.sees("没有未邀请的机构")
    (asked,) = await boss.writes(lambda store: store.find(CycleInvitation))
    await bureau.principal.do(Pressed("join.yes", asked.id))
    bureau.principal.sees("这份邀请不是发给贵机构的")
    await bureau.inspector.do(Pressed("join.yes", asked.id))
    bureau.inspector.sees("由机构主要负责人答复")
    await boss.types("评定工作", "参评邀请")
    await boss.picks("3. ", "收回邀请")
    boss.sees("邀请已收回")
    await principal.do(Pressed("join.yes", asked.id))
    principal.sees("这份邀请已经收回")
    assert not await boss.writes(lambda s: s.find(Participation, agency_id=agency.id))


async def test_who_joined_otherwise_is_not_waited_for(bureau: Bureau) -> None:
    agency, _principal = await newcomer(bureau)
    boss = bureau.supervisor
    await boss.types("评定工作", "参评邀请", "邀请几家")
    await boss.picks("嘉兴新安", "完成选择", "提交")
    boss.sees("已邀请1家，答复后会告诉您")
    await boss.types("评定工作")
    boss.sees("待答复1家")
    await boss.types("参加评定")
    await boss.picks("嘉兴新安", "2026–2027", "今天", "提交")
    await boss.types("评定工作")
    boss.sees("参评3家")
    boss.misses("待答复")
    (asked,) = await boss.writes(lambda s: s.find(CycleInvitation, agency_id=agency.id))
    await boss.do(Pressed("cyc.unask", asked.id))
    boss.sees("机构已经参加，不能收回邀请")


async def assigns(bureau: Bureau, *names: str, blind: bool = False) -> None:
    boss = bureau.supervisor
    await boss.do(Pressed("cyc.who", bureau.joined.id))
    how = "独立评定" if blind else "共同评定"
    await boss.picks("增加评定人员", *names, "完成选择", how, "提交")


async def inspectors(bureau: Bureau) -> list[tuple[str, bool]]:
    found = await bureau.supervisor.writes(lambda store: assigned(store, bureau.joined.id))
    return [(one.inspector_id, one.blind) for one in found]


async def test_several_inspectors_and_one_who_scores_blind(bureau: Bureau) -> None:
    boss = bureau.supervisor
    await assigns(bureau, "吴评定", blind=True)
    boss.sees("请先安排共同评定的人员")
    await assigns(bureau, "陈评定")
    await assigns(bureau, "吴评定", blind=True)
    await boss.picks("返回分工")
    boss.sees("陈评定：2026-11-20起", "吴评定（独立）：2026-11-20起")
    ids = [(bureau.inspector.person.id, False), (bureau.colleague.person.id, True)]
    assert await inspectors(bureau) == ids
    await boss.picks("取消吴评定（独立）的分工")
    yes = boss.button("确认取消分工")
    await boss.do(yes)
    boss.sees("已取消吴评定的分工")
    await boss.do(yes)
    boss.sees("这项分工已经取消")
    assert await inspectors(bureau) == ids[:1]
    await boss.types("评定工作", "评定分工")
    boss.sees("1家还没有分工", "嘉兴安达安全技术有限公司：陈评定")


async def declares(phone: Phone, *answers: str) -> None:
    await phone.types("回避申报")
    await phone.picks("嘉兴安达", *answers)
    await phone.types("近亲属在该机构任职")
    await phone.picks("今天", "提交")


async def test_who_declared_a_conflict_cannot_be_assigned(bureau: Bureau) -> None:
    await declares(bureau.inspector, "跳过")
    bureau.inspector.sees("已告诉监管人员")
    await assigns(bureau, "陈评定", "吴评定")
    bureau.supervisor.sees("陈评定已在2026-11-20申报与嘉兴安达", "有利害关系", "应当回避")
    assert await inspectors(bureau) == []
    await bureau.supervisor.do(Pressed("cyc.who", bureau.joined.id))
    bureau.supervisor.sees("回避：陈评定，近亲属在该机构任职")


async def test_a_conflict_declared_later_ends_the_assignment(bureau: Bureau) -> None:
    await assigns(bureau, "陈评定", "吴评定")
    assert len(await inspectors(bureau)) == 2
    await declares(bureau.inspector, "跳过")
    assert await inspectors(bureau) == [(bureau.colleague.person.id, False)]
    said = (await told(bureau.supervisor))[-1]["text"]
    assert "陈评定申报回避嘉兴安达安全技术有限公司" in said
    assert "原来的1项评定分工已取消" in said


async def test_a_conflict_with_one_client_leaves_the_assignment(bureau: Bureau) -> None:
    await assigns(bureau, "陈评定")
    await declares(bureau.inspector, "嘉兴3号机械厂")
    assert await inspectors(bureau) == [(bureau.inspector.person.id, False)]


async def test_conflicts_are_the_bureaus_own_matter(bureau: Bureau) -> None:
    await declares(bureau.inspector, "跳过")
    (conflict,) = await bureau.supervisor.writes(lambda store: store.find(Conflict))
    await bureau.principal.do(Pressed("rec.open", f"conflict:{conflict.id}"))
    bureau.principal.sees("这不是本单位的记录")
    await bureau.colleague.do(Pressed("form.withdraw.conflict", conflict.id))
    await bureau.colleague.types("不再任职", "确认作废")
    bureau.colleague.sees("这是别人的回避申报")
    await bureau.inspector.do(Pressed("form.withdraw.conflict", conflict.id))
    await bureau.inspector.types("不再任职", "确认作废")
    await assigns(bureau, "陈评定")
    assert await inspectors(bureau) == [(bureau.inspector.person.id, False)]


async def test_a_closed_cycle_takes_nothing_more_until_it_is_reopened(bureau: Bureau) -> None:
    agency, principal = await newcomer(bureau)
    boss = bureau.supervisor
    await boss.types("评定工作", "参评邀请", "邀请全部未邀请的", "1")
    await principal.types("参评邀请")
    yes = principal.button("参加")
    await boss.types("评定工作", "结束周期")
    boss.sees("现在结束是提前结束", "未开始：", "共2家", "1家没有答复")
    closes = boss.button("确认结束周期")
    await boss.do(closes)
    boss.sees("本周期已在2026-11-20结束")
    await boss.do(closes)
    boss.sees("周期已经结束")
    await principal.do(yes)
    principal.sees("结束，不能再答复")
    await assigns_refused(bureau)
    await boss.types("参加评定")
    await boss.picks("嘉兴新安", "2026–2027", "今天", "提交")
    boss.sees("已在2026-11-20结束")
    assert not await boss.writes(lambda s: s.find(Participation, agency_id=agency.id))
    await boss.types("取消", "确认放弃", "评定工作", "重新开放周期", "有一家要更正", "提交")
    await principal.do(yes)
    principal.sees("已参加2026–2027年度评定")


async def assigns_refused(bureau: Bureau) -> None:
    boss = bureau.supervisor
    await boss.do(Pressed("cyc.who", bureau.joined.id))
    boss.misses("增加评定人员")
    await boss.do(Pressed("cyc.add", bureau.joined.id))
    boss.sees("这个按钮已过期")


async def test_who_leaves_leaves_agencies_that_somebody_else_has_to_inspect(
    bureau: Bureau,
) -> None:
    await assigns(bureau, "陈评定")
    await bureau.supervisor.types("停用人员")
    await bureau.supervisor.picks("吴评定")
    await bureau.supervisor.types("昨天", "提交")
    bureau.supervisor.sees("已经停用")
    bureau.supervisor.misses("评定分工")
    await bureau.supervisor.types("停用人员")
    await bureau.supervisor.picks("陈评定")
    await bureau.supervisor.types("昨天", "提交")
    bureau.supervisor.sees("评定分工里还有1家机构由其评定，请从“评定工作”另行安排")
