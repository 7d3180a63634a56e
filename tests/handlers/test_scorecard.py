"""The score through the bot: whose, as of when, where each half point went, and what is unknown."""

from datetime import date
from decimal import Decimal

import pytest

from handlers.formkit.events import Pressed
from handlers.scorecard.card import all_items_view, bar_lines, card_view
from handlers.scorecard.changes import score_lines
from handlers.scorecard.item import item_view
from handlers.scorecard.sheet import Sheet
from scoring.values import Cases, Satisfaction, Value
from storage.agency import Agency
from storage.cycle import Cycle, Participation
from storage.database import Database
from storage.store import Store
from storage.visit import SignedList, Visit
from tests.handlers.bureau import NOW, Bureau, Phone, answerable, open_bureau
from tests.scoring.worlds import BLAMELESS, FAULTY, Facts


@pytest.fixture
async def bureau(sqlite_database: Database) -> Bureau:
    return await open_bureau(sqlite_database)


def sheet(**facts: Value) -> Sheet:
    return Sheet(
        id="p" * 32,
        agency="嘉兴安达",
        day=date(2026, 7, 1),
        start=date(2026, 1, 1),
        end=date(2027, 12, 31),
        records=facts,
        facts=facts,
    )


CHANGES: tuple[tuple[Facts, Facts, str], ...] = (
    ({"visits_unproven": Cases(2)}, {"visits_unproven": Cases(2)}, "不变"),
    (
        {"visits_unproven": Cases(2)},
        {"visits_unproven": Cases(3)},
        "第14项 3 → 2；总分区间 3–98 → 2–97",
    ),
    ({}, {"visits_unproven": Cases(1)}, "第14项 0–5 → 4；总分区间 0–100 → 4–99"),
    ({}, {"board": False}, "第7项 0–2 → 0；总分区间 0–100 → 0–98"),
    (
        {"visits_unproven": Cases(0), "callbacks_missed": Cases(0)},
        {"visits_unproven": Cases(1), "callbacks_missed": Cases(1)},
        "第5项 0–2 → 0–1.5；第14项 5 → 4；总分区间 5–100 → 4–98.5",
    ),
    ({"hazards_unadvised": Cases(9)}, {"hazards_unadvised": Cases(3)}, "不变"),
)


@pytest.mark.parametrize(("before", "after", "said"), CHANGES)
def test_a_receipt_says_exactly_what_changed(
    before: Facts, after: Facts, said: str
) -> None:
    assert score_lines(sheet(**before), sheet(**after)) == [said]


BARS: tuple[tuple[Facts, list[str]], ...] = (
    ({}, ["▨▨▨▨▨▨▨▨▨▨ 基础管理 0–25/25", "▨▨▨▨▨▨▨▨▨▨ 工作实绩 0–65/65"]),
    (BLAMELESS, ["▰▰▰▰▰▰▰▰▰▰ 基础管理 25/25", "▰▰▰▰▰▰▰▰▰▰ 工作实绩 65/65"]),
    (FAULTY, ["▱▱▱▱▱▱▱▱▱▱ 基础管理 0/25", "▱▱▱▱▱▱▱▱▱▱ 工作实绩 0/65"]),
    (
        {**BLAMELESS, "staff": Decimal(7), "visits_unproven": Cases(1)},
        ["▰▰▰▰▰▰▰▰▱▱ 基础管理 22/25", "▰▰▰▰▰▰▰▰▰▱ 工作实绩 64/65"],
    ),
)


@pytest.mark.parametrize(("facts", "bars"), BARS)
def test_a_bar_draws_what_is_unknown_neither_empty_nor_full(
    facts: Facts, bars: list[str]
) -> None:
    assert bar_lines(sheet(**facts))[:2] == bars


def test_every_bar_is_ten_long_and_shows_something_open_where_something_is() -> None:
    for best in range(0, 5):
        facts = {**BLAMELESS, "visits_unproven": Cases(best)}
        del facts["pledge"]
        for line in bar_lines(sheet(**facts)):
            bar, open_ = line.partition(" ")[0], "–" in line
            assert len(bar) == 10
            assert ("▨" in bar) is open_


@pytest.mark.parametrize("facts", [{}, BLAMELESS, FAULTY], ids=["unknown", "blameless", "faulty"])
def test_every_view_of_a_score_can_be_shown(facts: Facts) -> None:
    one = sheet(**facts)
    views = [card_view(one), all_items_view(one)]
    views += [item_view(one, number, {}) for number in range(1, 26)]
    for view in views:
        answerable(view)
        assert "星级" not in view.text or "暂不显示星级" in view.text


def test_nobody_knows_is_not_said_as_nought() -> None:
    view = item_view(sheet(), 7, {})
    assert "得分：0–2分（待评）" in view.text
    assert "固定宣传栏：未知（待现场核查）" in view.text
    assert "没有已确定的失分" in card_view(sheet()).text


def test_a_closed_survey_that_lost_points_stands_among_the_losses() -> None:
    three = Satisfaction((Decimal(9),), (Decimal(9),), (Decimal(9),))
    view = card_view(sheet(**{**BLAMELESS, "satisfaction": three}))
    assert "1. 第25项 满意度 −1（预评）" in view.text


async def test_an_agency_sees_where_each_half_point_went(bureau: Bureau) -> None:
    phone = bureau.principal
    await phone.types("得分")
    phone.sees("预评 21.5/35 · 待评 65分 → 21.5–86.5", "截至2026-11-20", "暂不显示星级")
    phone.sees("1. 第13项 服务合同 −3（预评）")
    await phone.picks("第14项")
    phone.sees("14.1 扣2分", "FW-2026-0002 · 嘉兴2号机械厂 · 2026-09-02服务")
    phone.sees("本系统的理解，标准未明确：\n· 隐患清单给7天签收", "系统记录")
    await phone.picks("查看记录", "FW-2026-0003")
    phone.sees("服务日期：2026-09-03", "【一般】配电间：堆放纸箱（市平台：未上传）")
    phone.sees("隐患清单：没有签收")
    opened = await phone.shows("完整记录")
    assert [edit for _view, edit in opened] == [False]
    phone.sees("FW-2026-0003")
    await phone.types("得分")
    await phone.picks("第12项")
    phone.sees("进度：已签5个，需350个；周期730天已过324天，按此进度到期约11个。")
    await phone.picks("全部25项")
    await phone.types("7")
    phone.sees("第7项 宣传栏", "待现场核查")
    await phone.picks("返回得分", "基本条件")
    phone.sees("✓ 固定资产40万元及以上：符合", "办公面积200平方米及以上：不符合", "：未知")


async def test_a_score_as_of_a_past_day_counts_what_had_happened_by_then(bureau: Bureau) -> None:
    phone = bureau.principal
    await phone.types("得分 2026-08-31")
    phone.sees("截至2026-08-31（按今天已知的记录）")
    phone.misses("第14项 服务记录与隐患清单 −")
    await phone.picks("第12项")
    await phone.picks("返回得分")
    phone.sees("截至2026-08-31")


@pytest.mark.parametrize("said", ["得分 2026-02-30", "/score 2027-01-01", "/score 高"])
async def test_a_day_that_is_none_is_explained_with_an_example(bureau: Bureau, said: str) -> None:
    await bureau.principal.types(said)
    bureau.principal.sees("没看懂要看哪一天的得分", "例如：得分 2026-06-30")


async def test_an_agency_never_sees_another_ones_score(bureau: Bureau) -> None:
    phone = bureau.principal
    parts = await phone.writes(lambda s: s.find(Participation, agency_id=bureau.other.id))
    for action in ("score.card", "score.item.4", "score.issued", "score.basics", "score.all"):
        view = await phone.do(Pressed(action, parts[0].id, 0))
        assert "不是本单位的得分" in view.text
    await phone.do(Pressed("score.list.0.0", "", 0))
    phone.sees("嘉兴安达")
    phone.misses("嘉兴恒信")


async def test_the_bureau_sees_all_agencies_sorted_and_opens_one(bureau: Bureau) -> None:
    phone = bureau.supervisor
    await phone.types("得分")
    phone.sees("参评机构2家，按名称排列", "1. 嘉兴安达安全技术有限公司 21.5–86.5")
    await phone.picks("按最高分")
    phone.sees("1. 嘉兴恒信安全技术有限公司 0–96")
    await phone.picks("按最低分")
    phone.sees("1. 嘉兴安达")
    await phone.types("1")
    phone.sees("嘉兴安达安全技术有限公司 · 得分")
    await phone.picks("评定结果")
    phone.sees("还没有提交的评定结果")
    await phone.picks("返回得分", "返回列表")
    phone.sees("各机构得分")
    await phone.types("得分 2026-08-31")
    await phone.picks("嘉兴安达")
    phone.sees("截至2026-08-31")


async def test_the_list_of_many_agencies_is_paged(bureau: Bureau) -> None:
    def more(store: Store) -> None:
        for n in range(18):
            agency = store.add(Agency(name=f"湖州{n:02}安全公司", credit_code=f"{n:018}"))
            cycle = bureau.joined.cycle_id
            day = date(2026, 3, 1)
            store.add(Participation(cycle_id=cycle, agency_id=agency.id, joined_on=day))

    phone = bureau.supervisor
    await phone.writes(more)
    await phone.types("得分")
    phone.sees("参评机构20家", "第1/3页")
    await phone.picks("下一页")
    phone.sees("第2/3页", "下一页")
    await phone.picks("下一页")
    phone.sees("第3/3页", "湖州17安全公司")
    phone.misses("下一页")
    await bureau.inspector.types("评定")
    bureau.inspector.sees("参评机构20家", "第1/3页")
    await bureau.inspector.picks("下一页")
    bureau.inspector.sees("第2/3页")


async def test_an_issued_card_is_shown_as_it_was_issued(bureau: Bureau) -> None:
    inspector, phone = bureau.inspector, bureau.principal
    await inspector.types("评定")
    await inspector.picks("嘉兴安达", "开始评定", "确认", "核对提交", "提交")

    await phone.types("得分")
    phone.sees("已核 1/2")
    await phone.picks("评定结果", "第1版")
    phone.sees("JG-2026-0001 第1版，2026-11-20提交", "未评完", "已核 1/2")
    before = phone.view
    await inspector.picks("返回核对")
    await inspector.types("2")
    await inspector.picks("确认")
    await phone.types("得分")
    phone.sees("已核 6/7")
    await phone.picks("评定结果", "第1版")
    assert phone.view == before
    await phone.picks("第1项")
    phone.sees("陈评定 2026-11-20", "确认 固定办公场所面积：180平方米")
    await phone.picks("返回得分")
    phone.sees("JG-2026-0001")


async def test_without_a_cycle_or_a_part_in_it_the_answer_says_what_to_do(
    sqlite_database: Database,
) -> None:
    bureau = await open_bureau(sqlite_database)

    def leave(store: Store) -> None:
        store.withdraw(store.find(Participation, agency_id=bureau.agency.id)[0], reason="误登")

    def close(store: Store) -> None:
        store.withdraw(store.find(Cycle)[0], reason="重建")

    phone = bureau.principal
    await phone.types("得分 2025-06-30")
    phone.sees("2025-06-30那天没有评定周期")
    await phone.writes(leave)
    await phone.types("得分")
    phone.sees("还没有参加2026–2027年度评定", "请与监管人员联系")
    await phone.writes(close)
    for who in (bureau.principal, bureau.supervisor, bureau.inspector):
        await who.types("得分")
        who.sees("没有评定周期")
    await bureau.inspector.types("评定")
    bureau.inspector.sees("没有评定周期，无法开始评定")


FORGED = (
    *("score", "score.", "score.item", "score.item.0", "score.item.26", "score.cases.4.999"),
    *("score.case.4.999", "score.case.99.1", "score.nothing", "score.list", "score.basics.1"),
)


@pytest.mark.parametrize("who", ["principal", "supervisor"])
async def test_a_forged_press_is_answered(bureau: Bureau, who: str) -> None:
    phone: Phone = getattr(bureau, who)
    assert phone.now == NOW
    for action in FORGED:
        for id in (bureau.joined.id, "0" * 32, ""):
            for day in (0, 1, 10**9):
                phone.view = type(phone.view)("")
                await phone.do(Pressed(action, id, day))
                assert phone.view.text, action


async def test_a_signature_that_a_change_made_void_is_not_shown_as_standing(
    bureau: Bureau,
) -> None:
    def signs(store: Store) -> None:
        visit = next(one for one in store.find(Visit) if one.number == "FW-2026-0003")
        day = date(2026, 9, 4)
        signed = SignedList(
            agency_id=visit.agency_id,
            client_id=visit.client_id,
            visit_id=visit.id,
            signed_on=day,
            signer="王厂长",
            voided_on=day,
        )
        store.add(signed)

    await bureau.principal.writes(signs)
    await bureau.principal.types("得分")
    await bureau.principal.picks("第14项", "查看记录", "FW-2026-0003")
    bureau.principal.sees("王厂长 签收，清单2026-09-04改过，已失效", "隐患清单：没有签收")
