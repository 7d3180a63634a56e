"""现场核查 through the bot: every half point of items 15 to 22, the comparisons, the closing."""

from datetime import date, timedelta
from typing import Any

import pytest

from handlers.formkit.events import Pressed
from handlers.site.compare import side_by_side
from scoring.states import State
from storage.client import Client
from storage.comparing import Match
from storage.cycle import Cycle
from storage.database import Database
from storage.draw import Draw
from storage.evidence.site import FLAGS
from storage.inspection import Decision
from storage.site_check import SiteCheck, SiteFinding
from storage.snapshot import ranking, refresh
from storage.store import Store
from storage.talk import Candidate
from storage.visit import Grade, Hazard
from tests.handlers.bureau import TODAY, Bureau, Phone, open_bureau
from tests.handlers.sitting import at_item, kept
from tests.handlers.visiting import (
    assessed,
    at_agency,
    check,
    close,
    hand_over_lists,
    item,
    seen_at,
    submitted,
)

COST = {
    "duty_system_deficient": (15, 2),
    "procedures_generic": (16, 2),
    "training_irregular": (17, 2),
    "uncertified_staff": (18, 2),
    "no_emergency_drill": (19, 2),
    "ledger_irregular": (20, 2),
    "ledger_for_show": (20, 7),
    "papers_unlawful": (21, 6),
}
LIKE = "配电间|堆放纸箱，箱门未关|一般"
OTHER = "焊接工位|氧气瓶与乙炔瓶相距不足|重大"


@pytest.fixture
async def bureau(sqlite_database: Database) -> Bureau:
    return await open_bureau(sqlite_database)


@pytest.mark.parametrize("flag", FLAGS)
async def test_one_failing_client_costs_the_items_points_at_once(
    flag: str, bureau: Bureau
) -> None:
    number, points = COST[flag]
    await submitted(bureau.inspector, "嘉兴1号机械厂")
    score, state = await item(bureau, number)
    assert score.worst == 0
    assert score.best == score.points
    assert state is State.PENDING
    await submitted(bureau.inspector, "嘉兴2号机械厂", {flag: "是"})
    bureau.inspector.sees("计入：附件A 第15—22项")
    score, state = await item(bureau, number)
    assert score.best == score.points - points
    assert [lost.rule for lost in score.deductions] == [
        {"ledger_irregular": "20.1", "ledger_for_show": "20.2"}.get(flag, f"{number}.1")
    ]
    await close(bureau.inspector)
    found = await assessed(bureau)
    others = {n: found.card.item(n) for n in range(15, 23) if n != number}
    assert all(one.worst == one.best == one.points for one in others.values())
    assert {found.states[n] for n in range(15, 23)} == {State.ASSESSED}
    await bureau.principal.types("得分")
    await bureau.principal.picks("全部25项")
    await bureau.principal.picks(f"第{number}项")
    bureau.principal.sees("嘉兴2号机械厂 2026-11-20 陈评定：", "：是", "嘉兴1号机械厂", "：否")


async def test_a_check_is_compared_closed_reopened_and_corrected(database: Database) -> None:
    bureau = await open_bureau(database)
    await bureau.supervisor.writes(lambda s: hand_over_lists(s, date(2026, 9, 8)))
    phone = await submitted(bureau.inspector, "嘉兴2号机械厂", hazards=(LIKE, OTHER))
    phone.sees("现场发现2处隐患", "逐条比对")
    await at_agency(phone)
    await phone.picks("结束现场核查")
    phone.sees("还有2处现场发现的隐患没有比对")
    await phone.picks("逐条比对")
    phone.sees("1. 相近", "配电间：堆放纸箱（一般，YH-2026-0001）", "2026-09-08交付")
    await phone.picks("1. 已提出")
    phone.sees("FX-2026-0001：已提出。", "氧气瓶")
    assert await kept(phone, Candidate) == []
    await phone.picks("未提出")
    phone.sees("现场发现的隐患都已比对", "未提出整改意见1处，其中重大1处")
    first, second = await kept(phone, SiteFinding)
    (hazard,) = await kept(phone, Hazard, client_id=first.client_id)
    assert (first.advised, first.hazard_id) == (True, hazard.id)
    assert (second.advised, second.compared_by) == (False, phone.person.id)
    (opened,) = await kept(phone, Candidate)
    assert (opened.code, opened.evidence["list"][0]["ref"]) == ("A5", f"site_finding:{second.id}")
    await close(phone)
    score, state = await item(bureau, 22)
    assert score.best == 10
    assert state is State.ASSESSED
    assert score.deductions[0].cases == (f"site_finding:{second.id}",)
    await close_then_paper(phone, bureau)


async def close_then_paper(phone: Phone, bureau: Bureau) -> None:
    """The client had a list on paper after all: reopened with a reason, and the case falls."""
    await at_agency(phone)
    phone.misses("登记现场核查")
    await phone.picks("重新开放现场核查")
    await phone.types("委托单位补充了书面清单", "提交")
    phone.sees("已提交", "重新列为待评")
    await phone.picks("现场核查")
    await phone.picks("1. 嘉兴2号")
    await phone.picks("2. [未提出]【重大】")
    await phone.picks("已提出，另有书面依据")
    await phone.types("委托单位出示9月2日签收的清单第3条", "跳过", "提交")
    phone.sees("已提交")
    assert await kept(phone, Candidate) == []
    await close(phone)
    score, _state = await item(bureau, 22)
    assert score.best == 20
    await phone.picks("1. 嘉兴2号")
    await phone.picks("2. [已提出]")
    phone.sees("依据：委托单位出示9月2日", "陈评定认定")
    phone.misses("未提出")


@pytest.mark.parametrize(
    ("lists", "lost"),
    [
        (("n" * 9,), 0),
        (("n" * 10,), 10),
        (("n" * 5, "n" * 5), 0),
        (("N" + "n" * 8,), 10),
        (("N" + "n" * 9,), 20),
        (("N", "N"), 10),
    ],
)
async def test_ten_at_one_client_and_a_major_one(
    lists: tuple[str, ...], lost: int, bureau: Bureau
) -> None:
    phone = bureau.inspector

    def found(store: Store) -> None:
        for client, marks in zip(store.find(Client), lists, strict=False):
            seen_at(store, bureau, client, marks)

    await phone.writes(found)
    await at_agency(phone)
    await phone.picks("逐条比对")
    for left in range(sum(map(len, lists)), 0, -1):
        assert "还没有比对" in phone.screen, left
        await phone.picks("未提出")
    await close(phone)
    score, state = await item(bureau, 22)
    assert score.worst == score.best == 20 - lost
    assert state is State.ASSESSED


async def test_lists_without_advice_in_time_are_shown_but_are_no_advice(bureau: Bureau) -> None:
    phone = await submitted(bureau.inspector, "嘉兴3号机械厂", hazards=(LIKE,))
    await phone.picks("逐条比对")
    phone.sees("相近", "※ 不能算：清单没有交付委托单位")
    phone.misses("1. 已提出")
    await bureau.supervisor.writes(lambda s: hand_over_lists(s, TODAY))
    await at_agency(phone)
    await phone.picks("逐条比对")
    phone.sees("※ 不能算：清单在核查当天或以后才交付")
    phone.misses("1. 已提出")


def test_photos_of_both_are_shown_side_by_side_and_named() -> None:
    whose: dict[str, Any] = {"agency_id": "a", "client_id": "c"}
    said: dict[str, Any] = {"place": "车间", "description": "护栏缺失", "grade": Grade.GENERAL}
    seen = SiteFinding(site_check_id="s", photos=("s1", "s2"), **whose, **said)
    shown = [
        Match(Hazard(visit_id="v", photos=photos, **whose, **said), TODAY, 9, None)
        for photos in (("a1", "a2", "a3"), (), ("c1",), tuple("defghij"))
    ]
    files, caption = side_by_side(seen, shown)
    assert files == ("s1", "s2", "a1", "a2", "c1", "d", "e")
    named = "图1—2是现场发现，图3—4是清单第1条，图5是清单第3条，图6—7是清单第4条。"
    assert caption == f"最新一组照片：{named}"
    assert side_by_side(SiteFinding(site_check_id="s", **whose, **said), shown[1:2]) == ((), "")


async def test_what_was_on_screen_is_what_is_answered(bureau: Bureau) -> None:
    phone, other = bureau.inspector, bureau.colleague
    await bureau.supervisor.writes(lambda s: hand_over_lists(s, date(2026, 9, 8)))
    await submitted(phone, "嘉兴3号机械厂", hazards=(LIKE,))
    await phone.picks("逐条比对")
    yes, no = phone.button("1. 已提出"), phone.button("未提出")
    await phone.do(yes)
    await phone.do(yes)
    phone.sees("已过期", "[已提出]，即清单中的 YH-2026-0002")
    await other.do(no)
    other.sees("已过期", "[已提出]")
    (finding,) = await kept(phone, SiteFinding)
    assert (finding.advised, finding.revision) == (True, 2)
    await phone.do(Pressed("site.yes.9", finding.id, 1))
    phone.sees("已过期")
    await phone.do(Pressed("site.no", "nobody", 1))
    phone.sees("请选择要核查哪一家")


async def test_correcting_a_check_asks_for_a_new_comparison_of_what_changed(
    bureau: Bureau,
) -> None:
    phone = await submitted(bureau.inspector, "嘉兴2号机械厂", hazards=(OTHER, LIKE))
    await phone.picks("逐条比对")
    await phone.picks("未提出")
    await phone.picks("未提出")
    assert len(await kept(phone, Candidate)) == 1
    await phone.picks("1. 嘉兴2号")
    await phone.presses("更正")
    # The first was seen wrongly and goes, of the second the advice alone is new.
    await phone.types("11", "1", "删除这一条", "1", "4", "清理通道", "返回", "完成")
    await phone.types("14", "第一处看错了", "提交")
    phone.sees("已更正")
    (left,) = await kept(phone, SiteFinding)
    assert (left.description, left.advice) == ("堆放纸箱，箱门未关", "清理通道")
    assert left.advised is False
    assert await kept(phone, Candidate) == []
    await phone.presses("更正")
    await phone.types("11", "1", "2", "堆放纸箱和油桶", "返回", "完成", "14", "写漏了", "提交")
    phone.sees("已更正", "现场发现1处隐患，请与机构以前的清单逐条比对")
    (left,) = await kept(phone, SiteFinding)
    assert (left.advised, left.compared_by) == (None, None)
    await phone.presses("作废")
    await phone.types("去错了单位", "提交")
    assert await kept(phone, SiteFinding) == await kept(phone, SiteCheck) == []


async def test_drawn_clients_are_listed_until_each_is_checked(bureau: Bureau) -> None:
    phone = bureau.inspector
    clients = await kept(phone, Client, agency_id=bureau.agency.id)
    draw = Draw(
        of_agency_id=bureau.agency.id,
        participation_id=bureau.joined.id,
        wanted=2,
        population={},
        population_hash="h",
        seed="s",
        commitment="c",
        picked={"clients": [clients[3].id, clients[1].id]},
    )
    made = await bureau.supervisor.writes(lambda s: s.add(draw))
    await at_agency(phone)
    await phone.picks("抽中的单位")
    phone.sees("抽中2家，还有2家没有核查")
    await phone.picks("1. 嘉兴4号机械厂")
    phone.sees("核查日期")
    await phone.types("今天", *["否"] * 8, "未发现隐患", "跳过", "跳过", "提交")
    (kept_check,) = await kept(phone, SiteCheck)
    assert (kept_check.client_id, kept_check.draw_id) == (clients[3].id, made.id)
    await at_agency(phone)
    await phone.picks("结束现场核查")
    phone.sees("抽中的还有1家没有核查：嘉兴2号机械厂")
    await phone.types("/site")
    await phone.picks("嘉兴安达")
    await phone.picks("抽中的单位")
    phone.sees("还有1家没有核查", "嘉兴4号机械厂（2026-11-20已核查）")


async def test_an_inspectors_item_shows_the_checks_and_a_word_against_them_needs_a_reason(
    bureau: Bureau,
) -> None:
    phone = bureau.inspector
    await submitted(phone, "嘉兴1号机械厂", {"uncertified_staff": "是"})
    await at_item(phone, 18)
    phone.sees("不符合1家", "嘉兴1号机械厂 2026-11-20 陈评定：无证上岗：是")
    phone.sees("据此得分：0分／2分（已核）")
    phone.sees("现场核查还没有结束")
    await phone.picks("改判")
    await phone.types("否", "跳过", "跳过", "提交")
    phone.sees("请写明理由")
    await phone.types("复核后证书有效", "提交")
    phone.sees("已提交")
    (decision,) = await kept(phone, Decision)
    assert (decision.value, decision.suggested) == ({"value": False}, {"value": True})
    score, state = await item(bureau, 18)
    assert score.best == 2
    assert state is State.ASSESSED


async def test_a_check_outside_the_contract_is_kept_and_does_not_count(bureau: Bureau) -> None:
    phone = bureau.inspector
    clients = await kept(phone, Client, name="嘉兴1号机械厂")
    late = Phone(phone.database, phone.person, phone.now + timedelta(days=80))
    await check(late, clients[0].name, {"papers_unlawful": "是"})
    late.sees("这一天没有服务合同覆盖", "不计这一次")
    await late.types("提交")
    late.sees("不计入第15—22项")
    await at_agency(late)
    late.sees("核查了0家", "（不计入）")
    await late.do(Pressed("site.close", bureau.joined.id, 0))
    late.sees("还没有在合同期内核查过一家委托单位")


async def test_the_list_of_agencies_follows_a_check_and_the_end_of_the_sample(
    bureau: Bureau,
) -> None:
    async def items() -> list[list[str]]:
        def work(store: Store) -> list[list[str]]:
            cycle = store.find(Cycle)[0]
            refresh(store, cycle, 9)
            (kept_of,) = [r for r in ranking(store, cycle).rows if r.agency_id == bureau.agency.id]
            assert kept_of.items is not None
            return [kept_of.items["18"], kept_of.items["16"]]

        found: list[list[str]] = await bureau.supervisor.writes(work)
        return found

    assert await items() == [["0", "2", "pending"], ["0", "2", "pending"]]
    await submitted(bureau.inspector, "嘉兴1号机械厂", {"uncertified_staff": "是"})
    assert await items() == [["0", "0", "assessed"], ["0", "2", "pending"]]
    await close(bureau.inspector)
    assert await items() == [["0", "0", "assessed"], ["2", "2", "assessed"]]
