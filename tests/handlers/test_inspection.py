"""An inspector's work through the bot: 25 items by typing, differing, conflicts, and the cards."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.formkit.events import Pressed
from handlers.inspection.opening import desk_at
from scoring.facts import FACTS
from scoring.states import State
from storage.audit import history
from storage.card import Card, recompute, versions
from storage.database import Database
from storage.inspection import Decision, Inspection, latest_inspection
from storage.store import Store
from storage.visit import Visit
from tests.handlers.bureau import Bureau, Phone, open_bureau

REASON = "现场查看原件后认定"
GOOD = {fact.question: "是" if getattr(fact, "good", False) else "否" for fact in FACTS}


@pytest.fixture
async def bureau(sqlite_database: Database) -> Bureau:
    return await open_bureau(sqlite_database)


async def begin(phone: Phone, agency: str = "嘉兴安达") -> Phone:
    await phone.types("评定")
    await phone.picks(agency)
    if "开始评定" in phone.screen:
        await phone.picks("开始评定")
    return phone


async def at_item(phone: Phone, number: int, agency: str = "嘉兴安达") -> Phone:
    await begin(phone, agency)
    await phone.picks("跳到")
    return await typed(phone, str(number))


async def typed(phone: Phone, *texts: str) -> Phone:
    await phone.types(*texts)
    return phone


async def fill(phone: Phone, *answers: str, then: str = "返回第") -> None:
    """A form of an inspection: its answers, no photos, handed in."""
    await phone.types(*answers, "跳过")
    phone.sees("核对")
    await phone.types("提交")
    phone.sees("已提交")
    await phone.picks(then)


async def kept(phone: Phone, kind: type[Any], **equal: Any) -> list[Any]:
    found: list[Any] = await phone.writes(lambda store: store.find(kind, **equal))
    return found


async def step(phone: Phone) -> None:
    """Whatever the item asks, answered in the agency's favour."""
    labels = [choice.label for choice in phone.view.choices]
    if labels[0] == "是":
        question = next(q for q in GOOD if q in phone.view.text)
        await phone.picks(GOOD[question])
    elif labels[0].startswith("确认"):
        await phone.picks("确认")
        if "仍然认定" in phone.screen:
            await phone.picks("仍然认定")
    elif labels[0] == "没有":
        await phone.picks("没有")
    elif labels[0] == "核实确实没有":
        await phone.picks("核实确实没有")
        await fill(phone, "查阅了台账，确实没有", then="继续评定")
    else:
        await phone.picks("填写数目")
        await fill(phone, "0", "查看了评审报告", then="继续评定")


async def test_25_items_by_typing_alone_with_a_pause_of_days_and_a_change_of_phone(
    bureau: Bureau,
) -> None:
    phone = await begin(bureau.inspector)
    for _step in range(12):
        await step(phone)
    await phone.picks("暂停")
    phone.sees("评定已暂停", "每项认定都已保存")
    where = phone.view.text
    other = Phone(phone.database, phone.person, phone.now)
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


async def test_a_case_struck_out_keeps_both_values_the_reason_who_and_when(bureau: Bureau) -> None:
    phone = await at_item(bureau.inspector, 4)
    phone.sees("据此得分：4分／5分（预评）", "HT-2026-0005 · 嘉兴5号机械厂")
    await phone.picks("查看记录", "未上传的服务合同")
    phone.sees("上传市平台：未上传", "服务次数：4次")
    await phone.picks("这一例不成立")
    await fill(phone, REASON)
    phone.sees("据此得分：4.5分", "按系统记录为：4分", "不成立", REASON, "陈评定 2026-11-20")
    await phone.picks("确认")
    await phone.picks("核对提交")
    phone.sees("与系统记录不同的认定", REASON, "记录为1份")
    await phone.picks("提交")
    card = (await kept(phone, Card))[0]
    assert card.records_facts["contracts_not_uploaded"] != card.facts["contracts_not_uploaded"]
    assert [d["grounds"] for d in card.decisions["list"] if d["verdict"] == "rejected"] == [REASON]
    await at_item(phone, 4)
    await phone.picks("查看记录", "✗ 未上传的服务合同", "恢复成立")
    phone.sees("据此得分：4分", "成立；理由：恢复成立")


async def test_a_fact_is_overruled_with_a_reason_and_its_history_stays(bureau: Bureau) -> None:
    phone = await at_item(bureau.inspector, 2)
    await phone.picks("改判", "专职安全生产技术服务人员")
    await phone.types("7", "查看社保清单，一人已离职", "跳过")
    phone.sees("系统记录为“8名”，两个值都会留存")
    await phone.types("提交")
    await phone.picks("返回第2项")
    phone.sees("据此得分：2分／5分", "专职安全生产技术服务人员：7名（记录为8名）")
    await phone.picks("补充备注")
    await phone.types("人事经理在场")
    await phone.sends("社保清单")
    await phone.types("完成上传", "提交")
    await phone.picks("返回第2项")
    phone.sees("备注：人事经理在场；附1张照片")
    decision = (await kept(phone, Decision, fact="staff"))[0]
    assert decision.suggested == {"value": "8"}
    acts = await phone.writes(lambda store: history(store.connection, decision.id))
    assert [entry.act for entry in acts] == ["add", "revise"]


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


async def test_a_case_gained_after_the_confirmation_opens_the_item_again(bureau: Bureau) -> None:
    phone = await at_item(bureau.inspector, 14)
    await phone.picks("确认")

    def empty(store: Store) -> None:
        store.revise(store.find(Visit, agency_id=bureau.agency.id)[0], reason="误录", done=None)

    await bureau.principal.writes(empty)
    await at_item(phone, 14)
    phone.sees("据此得分：2分／5分（预评）", "确认（得2分）")


async def test_a_case_is_added_by_the_number_of_its_record_or_in_words(bureau: Bureau) -> None:
    phone = await at_item(bureau.inspector, 14)
    await phone.picks("改判", "新增一例")
    await phone.types("fw-2026-0001", "记录是事后补写的", "跳过")
    phone.sees("新增：FW-2026-0001 · 嘉兴1号机械厂")
    await phone.types("提交")
    await phone.picks("返回第14项", "改判", "新增一例")
    await phone.types("FW-2026-0001", REASON, "跳过", "提交")
    phone.sees("这一例已经在列")
    await phone.types("FW-2026-0999")
    await phone.types("提交")
    phone.sees("没有编号为 FW-2026-0999")
    await phone.types("3月5日对嘉兴9号厂的服务", "提交")
    await phone.picks("返回第14项")
    phone.sees("3月5日对嘉兴9号厂的服务", "据此得分：1分")


async def test_empty_registers_are_confirmed_with_a_reason(bureau: Bureau) -> None:
    phone = await at_item(bureau.inspector, 14, "嘉兴恒信")
    phone.sees("没有登记不等于没有发生", "0–5分／5分（待评）")
    phone.misses("确认（")
    await phone.picks("核实确实没有")
    await fill(phone, "查阅台账，没有开展服务")
    phone.sees("据此得分：5分／5分（已核）", "查阅台账，没有开展服务")


async def test_the_survey_is_nobodys_to_confirm(bureau: Bureau) -> None:
    phone = await at_item(bureau.inspector, 25)
    phone.sees("评定人员不能代为确认", "待评")
    phone.misses("确认（", "改判")
    inspection = (await kept(phone, Inspection))[0]
    await phone.do(Pressed("insp.ok.25", inspection.id, 0))
    assert await kept(phone, Decision) == []


async def test_an_agency_that_is_no_reviewer_is_not_asked_for_the_shortfall(bureau: Bureau) -> None:
    phone = await at_item(bureau.inspector, 24)
    await phone.picks("否")
    phone.sees("第24项已记下：得0分")
    await at_item(phone, 24)
    await phone.picks("改判", "列入三级")
    await fill(phone, "是", REASON)
    await phone.picks("填写数目")
    for wrong in ("2.3", "5.5", "三分之一", "-1", "1e999"):
        await phone.types(wrong)
        if "第1/3步" not in phone.view.title:
            await phone.types(REASON, "跳过", "提交")
        phone.sees("第24项", "没有记下" if "没有记下" in phone.screen else "应为0到5的数")
        assert len(await kept(phone, Decision, fact="grading_shortfall")) == 0
        if "第1/3步" not in phone.view.title:
            await phone.picks("未按要求")
    await phone.types("2.5")
    await phone.types("提交") if "提交" in phone.screen else await fill(phone, REASON)
    assert (await kept(phone, Decision, fact="grading_shortfall"))[0].value == {"value": "2.5"}


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
