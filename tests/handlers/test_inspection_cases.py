"""Where an inspector differs from the records: by a fact, by a case, with grounds that stay."""

import pytest

from handlers.formkit.events import Pressed
from handlers.formkit.invalid import Invalid
from handlers.inspection.cases import ref_of
from handlers.inspection.values import VALUE_FORMS
from scoring.editions import CURRENT
from scoring.fact import AnyFact
from storage.audit import history
from storage.card import Card
from storage.database import Database
from storage.inspection import Decision, Inspection
from storage.store import Store
from storage.visit import Visit
from tests.handlers.bureau import Bureau, Work, open_bureau
from tests.handlers.sitting import REASON, at_item, begin, fill, kept


@pytest.fixture
async def bureau(sqlite_database: Database) -> Bureau:
    return await open_bureau(sqlite_database)


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


TYPED = {"flag": "是", "cases": "2", "number": "4"}


async def test_every_fact_has_a_form_that_asks_it_in_the_words_of_the_table(
    bureau: Bureau,
) -> None:
    phone = await begin(bureau.inspector)
    inspection = (await kept(phone, Inspection))[0]
    standard = CURRENT
    assert set(VALUE_FORMS) == set(standard.facts) - {"satisfaction"}
    for name in VALUE_FORMS:
        fact, item = standard.facts[name], standard.item_of(name)
        at = item.facts.index(name)
        await phone.do(Pressed(f"insp.fill.{item.number}.{at}", inspection.id, 0))
        phone.sees(f"第{item.number}项 {fact.label}", fact.question)
        await fill(phone, TYPED[fact.kind.value], REASON)
        decision = (await kept(phone, Decision, fact=name))[0]
        assert (decision.item, decision.grounds) == (item.number, REASON)
        assert fact.read(decision.value["value"]) == fact.read(
            {"flag": True, "cases": 2, "number": 4}[fact.kind.value]
        )


async def test_a_number_counted_gives_way_to_a_case_decided(bureau: Bureau) -> None:
    phone = await at_item(bureau.inspector, 6)
    await phone.picks("改判", "填写数目")
    await fill(phone, "3", REASON)
    phone.sees("基础档案不完整的服务对象：3个", "0.5分／2分（已核）")
    await phone.picks("改判", "新增一例")
    await fill(phone, "嘉兴2号机械厂", REASON)
    phone.sees("基础档案不完整的服务对象：1个", "嘉兴2号机械厂", "据此得分：1.5分")
    decision = (await kept(phone, Decision, fact="files_incomplete"))[0]
    assert decision.case_ref.startswith("client:")


QUARTERS = ("2026Q1", "2026年第一季度", "2026年1季度", "2026-1", "2026/1")


def naming(agency: str, fact: AnyFact, said: str) -> Work:
    return lambda store: ref_of(store, agency, fact, said)


async def test_cases_are_named_the_way_the_records_name_them(bureau: Bureau) -> None:
    facts, agency = CURRENT.facts, bureau.agency.id
    rows = [(facts["quarters_untrained"], said, "quarter:2026Q1") for said in QUARTERS]
    rows += [
        (facts["quarters_untrained"], "2026年5季度", "other:2026年5季度"),
        (facts["policies_missing"], "保密管理制度", "policy:保密管理"),
        (facts["policies_missing"], "应急值守制度", "other:应急值守制度"),
        (facts["contracts_vague"], "与某厂的合同", "other:与某厂的合同"),
        (facts["hazards_unadvised"], "FW-2026-0001", "other:FW-2026-0001"),
    ]
    for fact, said, ref in rows:
        assert await bureau.inspector.writes(naming(agency, fact, said)) == ref, said
    with pytest.raises(Invalid, match="没有编号为 HT-2026-0099"):
        await bureau.inspector.writes(naming(agency, facts["contracts_vague"], "HT-2026-0099"))
    other = naming(bureau.other.id, facts["contracts_vague"], "HT-2026-0001")
    with pytest.raises(Invalid, match="这家机构没有编号为 HT-2026-0001"):
        await bureau.inspector.writes(other)
