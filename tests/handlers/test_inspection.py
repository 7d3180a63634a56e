"""An inspector's work through the bot: 25 items by typing, conflicts, refusals, and the cards."""

from datetime import timedelta
from decimal import Decimal

import pytest

from handlers.formkit.events import Pressed
from handlers.inspection.opening import desk_at
from scoring.states import State
from storage.audit import history
from storage.card import Card, recompute, versions
from storage.database import Database
from storage.inspection import Decision, Inspection, latest_inspection
from storage.store import Store
from storage.visit import Visit
from tests.handlers.bureau import Bureau, Phone, open_bureau
from tests.handlers.sitting import REASON, at_item, begin, fill, kept, step, typed


@pytest.fixture
async def bureau(sqlite_database: Database) -> Bureau:
    return await open_bureau(sqlite_database)


async def test_25_items_by_typing_alone_with_a_pause_of_days_and_a_change_of_phone(
    database: Database,
) -> None:
    bureau = await open_bureau(database)
    phone = await begin(bureau.inspector)
    for _step in range(12):
        await step(phone)
    await phone.picks("暂停")
    phone.sees("评定已暂停", "每项认定都已保存")
    where = phone.view.text
    other = Phone(phone.database, phone.person, phone.now + timedelta(days=3))
    await begin(other)
    assert other.view.title.partition(" ")[0] in where
    for _step in range(60):
        if "核对" in other.view.title:
            break
        await step(other)
    other.sees("已核 24/25", "第25项 满意度：等待测评", "提交（未评完）")
    await other.picks("提交")
    card = (await kept(other, Card))[0]
    assert recompute(card) == card.result
    assert card.facts["office_area"] == "180"
    desk = await other.writes(lambda s: desk_at(s, card.inspection_id, other.person.id))
    assert [n for n, state in desk.sheet.states.items() if state is not State.ASSESSED] == [25]
    lost = 1 + Decimal("0.5") + 1 + 2 + 2 + 2 + 3 + 2  # items 1, 3, 4, 5, 9, 12, 13, 14
    assert (desk.sheet.card.worst, desk.sheet.card.best) == (90 - lost, 100 - lost)


async def test_a_second_inspector_is_asked_before_replacing_a_colleagues_word(
    bureau: Bureau,
) -> None:
    first, second = await at_item(bureau.inspector, 8), await at_item(bureau.colleague, 8)
    await first.picks("否")
    await second.picks("是")
    second.sees("刚有变化", "陈评定", "公开承诺：否")
    await second.picks("改判", "公开承诺")
    await second.types("1", REASON, "跳过")
    second.sees("陈评定", "提交后以您的认定为准")
    await second.types("提交")
    decision = (await kept(second, Decision, fact="pledge"))[0]
    assert (decision.value, decision.decided_by) == ({"value": True}, second.person.id)
    acts = await second.writes(lambda store: history(store.connection, decision.id))
    assert acts[1].payload["before"]["value"] == {"value": False}


async def test_confirming_over_a_colleague_needs_a_yes(bureau: Bureau) -> None:
    first = await at_item(bureau.inspector, 2)
    await first.picks("改判", "专职安全生产技术服务人员")
    await fill(first, "7", REASON)
    second = await at_item(bureau.colleague, 2)
    await second.picks("确认")
    second.sees("请再确认", "陈评定", "仍然认定将替换")
    assert (await kept(second, Decision, fact="staff"))[0].decided_by == first.person.id
    await second.picks("仍然认定")
    assert (await kept(second, Decision, fact="staff"))[0].decided_by == second.person.id


async def test_one_fact_deducted_twice_asks_for_a_yes(bureau: Bureau) -> None:
    phone = await at_item(bureau.inspector, 4)
    await phone.picks("确认")
    phone.sees("第5项", "第4项已确认：得4分")
    await phone.picks("确认")
    phone.sees("同一事实已在第4项扣0.5分：FW-2026-0003 · 嘉兴3号机械厂")
    assert await kept(phone, Decision, fact="callbacks_missed") == []
    await phone.picks("返回第5项", "确认", "仍然认定")
    assert phone.toast == "第5项已确认：得0分。"


async def test_what_changed_since_it_was_shown_is_not_confirmed_unseen(bureau: Bureau) -> None:
    phone = await at_item(bureau.inspector, 14)
    shown = phone.button("确认")

    def empty(store: Store) -> None:
        visit = store.find(Visit, agency_id=bureau.agency.id)[0]
        store.revise(visit, reason="内容有误", done=None)

    await bureau.principal.writes(empty)
    await phone.do(shown)
    phone.sees("刚有变化", "据此得分：2分")
    assert await kept(phone, Decision) == []
    await phone.picks("确认")
    assert len(await kept(phone, Decision, fact="visits_unproven")) == 1


async def test_the_survey_is_nobodys_to_confirm(bureau: Bureau) -> None:
    phone = await at_item(bureau.inspector, 25)
    phone.sees("评定人员不能代为确认", "待评")
    phone.misses("确认（", "改判")
    inspection = (await kept(phone, Inspection))[0]
    await phone.do(Pressed("insp.ok.25", inspection.id, 0))
    assert await kept(phone, Decision) == []


async def test_a_later_change_makes_a_new_version_and_a_double_tap_makes_none(
    bureau: Bureau,
) -> None:
    phone = await at_item(bureau.inspector, 1)
    await phone.picks("确认", "核对提交")
    tapped = phone.button("提交")
    for _tap in range(3):
        await phone.do(tapped)
        phone.sees("JG-2026-0001（第1版）")
    await phone.picks("返回核对")
    phone.sees("第1版已于2026-11-20提交，之后没有修改")
    phone.misses("提交（未评完）")
    await at_item(phone, 3)
    await phone.picks("确认", "核对提交")
    phone.sees("之后有修改，还没有提交")
    await phone.do(tapped)
    phone.sees("JG-2026-0001（第1版）")
    await phone.picks("返回核对", "提交")
    inspection = (await kept(phone, Inspection))[0]
    cards = await phone.writes(lambda store: versions(store, inspection.id))
    assert [(card.version, recompute(card) == card.result) for card in cards] == [
        (2, True),
        (1, True),
    ]
    assert len(cards[1].decisions["list"]) == 2


async def test_a_double_tap_on_confirm_goes_on_as_if_tapped_once(bureau: Bureau) -> None:
    phone = await at_item(bureau.inspector, 1)
    tapped = phone.button("确认")
    for _tap in range(2):
        await phone.do(tapped)
        phone.sees("第2项 专职人员", "第1项已确认：得1分")
    assert {d.revision for d in await kept(phone, Decision)} == {1}


async def test_indicators_stand_beside_the_item_and_deduct_nothing(bureau: Bureau) -> None:
    phone = await at_item(bureau.inspector, 20)
    phone.sees("只供参考，不自动扣分", "服务5次，其中3次未发现隐患", "0–7分")


FORGED = (
    "insp",
    "insp.",
    "insp.ok",
    "insp.ok.0",
    "insp.ok.26",
    "insp.ok.9999",
    "insp.ok.1.2.3",
    "insp.ok.x",
    "insp.set.7.0.7",
    "insp.set.7.9.1",
    "insp.set.25.0.1",
    "insp.set.2.0.1",
    "insp.case.4.99",
    "insp.reject.4.99",
    "insp.restore.4.0",
    "insp.fact.4.77",
    "insp.add.7.0",
    "insp.none.1",
    "insp.note.1",
    "insp.fill.25.0",
    "insp.alter.25",
    "insp.submit.7",
    "insp.submit",
    "insp.drop.1",
    "insp.list.9999",
)


async def test_a_forged_or_outdated_press_is_answered_and_changes_nothing(bureau: Bureau) -> None:
    phone = await begin(bureau.inspector)
    inspection = (await kept(phone, Inspection))[0]
    for action in FORGED:
        for id in (inspection.id, "0" * 32, ""):
            for mark in (0, 9999999):
                phone.view = type(phone.view)("")
                await phone.do(Pressed(action, id, mark))
                assert phone.view.text, action
    assert await kept(phone, Decision) == []
    assert await kept(phone, Card) == []


@pytest.mark.parametrize("name", ["principal", "supervisor"])
async def test_only_inspectors_inspect(bureau: Bureau, name: str) -> None:
    await begin(bureau.inspector)
    inspection = (await kept(bureau.inspector, Inspection))[0]
    phone: Phone = getattr(bureau, name)
    await phone.types("菜单")
    phone.misses("现场评定", "新增一例")
    view = await phone.do(Pressed("insp.item.1", inspection.id))
    assert "由评定人员进行" in view.text
    await phone.do(Pressed("form.open", "insp.staff"))
    phone.sees("您现在的身份不能用它")


async def test_a_form_of_an_inspection_opened_from_nowhere_says_so(bureau: Bureau) -> None:
    phone = bureau.inspector
    await phone.do(Pressed("form.open", "insp.strike"))
    await phone.types(REASON, "跳过")
    phone.sees("请重新打开")
    assert await kept(phone, Decision) == []


async def test_both_taps_on_begin_open_one_inspection(bureau: Bureau) -> None:
    phone = bureau.inspector
    await phone.types("/inspect 安达")
    await phone.picks("嘉兴安达")
    tapped = phone.button("开始评定")
    await phone.do(tapped)
    await phone.do(tapped)
    await begin(bureau.colleague)
    assert len(await kept(phone, Inspection)) == 1
    found = await phone.writes(lambda store: latest_inspection(store, bureau.joined.id))
    assert found is not None


async def test_a_list_without_a_match_says_what_to_do(bureau: Bureau) -> None:
    phone = await typed(bureau.inspector, "/inspect 不存在")
    phone.sees("没有名称中含“不存在”的参评机构", "请监管人员登记")
