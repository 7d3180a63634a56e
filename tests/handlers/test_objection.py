"""A result is told, objected to and ruled on by typing; who may do which, and until when."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.formkit.events import Pressed
from handlers.formkit.view import press
from handlers.inspection.opening import begin
from storage.card import Card, recompute, versions
from storage.cycle import Cycle, Participation
from storage.database import Database
from storage.inspection import Decision, Verdict
from storage.objection import Disclosure, Objection, Ruling
from storage.organisation import Role
from storage.outbox import unsent
from storage.store import Store
from tests import rated
from tests.handlers.bureau import Bureau, Phone, member, open_bureau

WORDS = "这份合同的服务次数写在补充协议里，附后"
GROUNDS = "查看了补充协议，次数写明"


@pytest.fixture
async def bureau(sqlite_database: Database) -> Bureau:
    return await submitted(await open_bureau(sqlite_database))


async def submitted(bureau: Bureau, **other: Any) -> Bureau:
    """The first agency's card is wholly assessed and submitted."""

    def work(store: Store) -> None:
        (cycle,) = store.find(Cycle)
        rated.hear(store, cycle, store.find(Participation))
        made = rated.decide_all(store, bureau.joined, bureau.inspector.person, **other)
        rated.issue(store, made, bureau.inspector.person)

    await bureau.inspector.writes(work)
    return bureau


async def told(bureau: Bureau) -> Phone:
    phone = bureau.supervisor
    await phone.types("评定结果")
    await phone.picks("1." if "安达" in phone.view.text.partition("2.")[0] else "2.")
    await phone.picks("告知机构", "确认告知")
    phone.sees("已告知")
    return phone


async def deduction(phone: Phone, rule: str) -> Phone:
    await phone.types("评定结果")
    while not any(choice.label.startswith(f"{rule} −") for choice in phone.view.choices):
        await phone.picks("下一页")
    await phone.picks(f"{rule} −")
    return phone


async def objects(phone: Phone, rule: str, *answers: str) -> Phone:
    await deduction(phone, rule)
    await phone.picks("提出异议")
    await phone.types(*answers, "跳过")
    phone.sees("核对")
    await phone.types("提交")
    phone.sees("已提交")
    return phone


async def judge(phone: Phone) -> Phone:
    await phone.types("评定结果")
    if "待处理的异议" in [choice.label for choice in phone.view.choices]:
        await phone.picks("待处理的异议")
    await phone.picks("1.")
    return phone


async def all_of(phone: Phone, kind: type[Any], **equal: Any) -> list[Any]:
    return list(await phone.writes(lambda store: store.find(kind, **equal)))


async def test_an_upheld_objection_corrects_the_card_and_stays_on_both_versions(
    database: Database,
) -> None:
    bureau = await submitted(await open_bureau(database))
    boss, principal = await told(bureau), bureau.principal
    await objects(principal, "13.2", WORDS)
    letters = await boss.writes(lambda store: [x.payload for x in unsent(store.connection)])
    assert any(WORDS in str(letter) for letter in letters)
    await judge(boss)
    boss.sees("现在的扣分：13.2", WORDS, "所涉各例", "第1例", "成立")
    await boss.picks("成立")
    await boss.types(GROUNDS, "跳过")
    boss.sees("第13项得分：5分 → 8分", "1份 → 没有")
    await boss.types("提交")
    boss.sees("已提交")
    old, new = (await all_of(boss, Card, order="version"))[:2]
    assert (old.version, new.version, old.day) == (1, 2, new.day)
    assert old.result["items"][12]["best"] == "5"
    assert new.result["items"][12]["best"] == "8"
    assert recompute(new) == new.result
    assert float(new.result["total"]) - float(old.result["total"]) == 3
    (one,) = await all_of(boss, Objection)
    assert (one.ruling, one.settled_card_id) == (Ruling.UPHELD, new.id)
    assert (await all_of(boss, Disclosure))[0].card_id == new.id
    (decision,) = await all_of(boss, Decision, verdict=Verdict.REJECTED)
    assert decision.decided_by == boss.person.id
    assert decision.grounds == f"异议成立：{GROUNDS}"
    for id in (old.id, new.id, bureau.joined.id):
        await principal.do(Pressed("score.item.13", id))
        principal.sees(WORDS, "周科长", "异议成立", GROUNDS)
    await principal.types("评定结果")
    principal.sees("第2版")
    principal.misses("13.2 −3")
    assert await boss.writes(lambda s: len(versions(s, old.inspection_id))) == 2


async def test_a_refused_objection_leaves_the_card_and_says_why(bureau: Bureau) -> None:
    boss = await told(bureau)
    await objects(bureau.principal, "1.1", "面积应为260平方米")
    await judge(boss)
    await boss.picks("不成立")
    await boss.types("产权证写明180平方米", "提交")
    boss.sees("已提交")
    assert len(await all_of(boss, Card)) == 1
    phone = bureau.principal
    await phone.types("评定结果")
    phone.sees("1.1 −1（异议不成立）")
    await phone.picks("1.1")
    phone.sees("产权证写明180平方米", "周科长")
    assert "提出异议" not in [choice.label for choice in phone.view.choices]


async def test_a_number_that_was_wrong_is_set_anew_and_never_to_fewer_points(
    bureau: Bureau,
) -> None:
    boss = await told(bureau)
    await objects(bureau.principal, "1.1", "面积应为260平方米")
    await judge(boss)
    await boss.picks("成立")
    await boss.types("180", "按产权证", "跳过")
    await boss.types("提交")
    boss.sees("没有可更正的")
    await boss.types("260", "提交")
    boss.sees("已提交")
    (new,) = await all_of(boss, Card, version=2)
    assert new.facts["office_area"] == "260"
    live = await boss.do(Pressed("score.item.1", bureau.joined.id))
    assert "异议成立：按产权证" in live.text


async def test_some_of_the_cases_may_be_objected_to_and_some_of_those_fall(
    sqlite_database: Database,
) -> None:
    bureau = await open_bureau(sqlite_database)
    await submitted(bureau, files_incomplete=["other:甲厂", "other:乙厂", "other:丙厂"])
    boss = await told(bureau)
    phone = bureau.principal
    await phone.types("评定结果")
    await phone.picks("6.1")
    phone.sees("第3例 丙厂")
    await phone.picks("提出异议")
    await phone.types("9")
    await phone.types(WORDS, "跳过", "提交")
    phone.sees("1到3")
    await phone.types("1、3", "提交")
    phone.sees("已提交")
    assert (await all_of(boss, Objection))[0].cases == ("other:甲厂", "other:丙厂")
    await judge(boss)
    boss.sees("其中2例", "第1例 甲厂", "第2例 丙厂")
    boss.misses("乙厂")
    await boss.picks("成立")
    await boss.types("2", GROUNDS, "跳过", "提交")
    boss.sees("已提交")
    (new,) = await all_of(boss, Card, version=2)
    assert new.facts["files_incomplete"] == ["other:甲厂", "other:乙厂"]


async def test_who_inspected_is_no_judge_and_a_colleague_is(bureau: Bureau) -> None:
    await told(bureau)
    await objects(bureau.principal, "1.1", "面积应为260平方米")
    (one,) = await all_of(bureau.supervisor, Objection)
    phone = await judge(bureau.inspector)
    phone.sees("您参加了这家机构的评定")
    phone.misses("不成立")
    await phone.do(Pressed.parse(press("obj.uphold", one.id)))  # type: ignore[arg-type]
    phone.sees("您参加了这家机构的评定")
    assert (await all_of(phone, Objection))[0].ruling is None
    other = await judge(bureau.colleague)
    await other.picks("不成立")
    await other.types("产权证写明180平方米", "提交")
    other.sees("已提交")
    assert (await all_of(phone, Objection))[0].ruled_by == other.person.id


async def test_a_judge_of_one_objection_may_rule_on_the_next(bureau: Bureau) -> None:
    boss = await told(bureau)
    for rule, answers in (("13.2", ()), ("1.1", ("260",))):
        await objects(bureau.principal, rule, WORDS)
        await judge(boss)
        await boss.picks("成立")
        await boss.types(*answers, GROUNDS, "跳过", "提交")
        boss.sees("已提交")
    assert [card.version for card in await all_of(boss, Card, order="version")] == [1, 2, 3]
    assert all(one.ruling is Ruling.UPHELD for one in await all_of(boss, Objection))


async def test_after_the_days_and_after_an_agreement_nothing_is_objected(bureau: Bureau) -> None:
    await told(bureau)
    phone = bureau.principal
    await phone.types("评定结果")
    await phone.picks("1.1")
    ask = phone.button("提出异议")
    phone.now += timedelta(days=6)
    await phone.do(ask)
    phone.sees("期限", "已经过了")
    phone.misses("无异议")
    assert await all_of(phone, Objection) == []


async def test_agreeing_is_the_principals_and_cannot_be_undone(bureau: Bureau) -> None:
    await told(bureau)
    phone = bureau.principal
    staff = await phone.writes(
        lambda store: member(store, "王晓芳", Role.AGENCY, agency_id=bureau.agency.id)
    )
    clerk = Phone(phone.database, staff)
    await clerk.types("评定结果")
    clerk.sees("1.1 −1")
    assert "无异议" not in [choice.label for choice in clerk.view.choices]
    (shown,) = await all_of(phone, Disclosure)
    await clerk.do(Pressed("obj.agreed", shown.id))
    clerk.sees("由机构主要负责人确认")
    await phone.types("评定结果")
    await phone.picks("无异议")
    again = phone.button("确认无异议")
    await phone.do(again)
    phone.sees("已确认无异议")
    await phone.do(again)
    assert (await all_of(phone, Disclosure))[0].accepted_by == phone.person.id
    await phone.picks("1.1")
    phone.misses("提出异议")


async def test_an_objection_is_taken_back_and_made_again_but_never_twice(bureau: Bureau) -> None:
    await told(bureau)
    phone = bureau.principal
    await objects(phone, "1.1", "面积应为260平方米")
    (shown,) = await all_of(phone, Disclosure)
    await phone.do(Pressed("obj.raise.0", shown.id))
    phone.sees("已过期")
    assert len(await all_of(phone, Objection)) == 1
    await phone.picks("1.1")
    await phone.picks("查看异议", "撤回异议")
    sure = phone.button("确认撤回")
    await phone.do(sure)
    phone.sees("已撤回")
    await phone.do(sure)
    await objects(phone, "1.1", "附产权证")
    assert [one.words for one in await all_of(phone, Objection)] == ["附产权证"]


async def test_another_agency_reaches_nothing_of_it(bureau: Bureau) -> None:
    await told(bureau)
    await objects(bureau.principal, "1.1", "面积应为260平方米")
    phone = bureau.principal
    (shown,), (one,) = await all_of(phone, Disclosure), await all_of(phone, Objection)
    rival = Phone(
        phone.database,
        await phone.writes(
            lambda store: member(store, "徐经理", Role.PRINCIPAL, agency_id=bureau.other.id)
        ),
    )
    for action, id in (
        ("obj.points.0", shown.id),
        ("obj.point.0.0", shown.id),
        ("obj.raise.1", shown.id),
        ("obj.accept", shown.id),
        ("obj.agreed", shown.id),
        ("obj.one", one.id),
        ("obj.gone", one.id),
        ("side.show", bureau.joined.id),
        ("side.item.1", bureau.joined.id),
    ):
        await rival.do(Pressed(action, id))
        rival.sees("这不是本单位")
        rival.misses("260", "1.1")
    await rival.types("评定结果")
    rival.sees("还没有告知本单位")


async def test_a_new_version_by_the_inspectors_is_told_anew(bureau: Bureau) -> None:
    boss = await told(bureau)
    phone = bureau.inspector
    await phone.do(Pressed("score.issued", bureau.joined.id))

    def work(store: Store) -> None:
        (old,) = store.find(Decision, fact="board")
        store.revise(old, reason="再看", value={"value": False})
        inspection = begin(store, bureau.joined, phone.person.id)
        rated.issue(store, inspection, phone.person)

    await phone.writes(work)
    await boss.types("评定结果")
    await boss.picks("告知全部可告知的")
    boss.sees("嘉兴安达", "共1家")
    again = boss.button("确认告知")
    await boss.do(again)
    boss.sees("已告知1家")
    await boss.do(again)
    boss.sees("已告知0家")
    assert len(await all_of(boss, Disclosure)) == 2
    await bureau.principal.types("评定结果")
    bureau.principal.sees("第2版", "7.1 −2")


async def test_three_ledgers_stand_side_by_side(bureau: Bureau) -> None:
    boss = await told(bureau)
    await objects(bureau.principal, "13.2", WORDS)
    await judge(boss)
    await boss.picks("成立")
    await boss.types(GROUNDS, "跳过", "提交")
    for phone in (boss, bureau.principal):
        await phone.do(Pressed("side.show", bureau.joined.id))
        phone.sees("≠第13项 服务合同 5｜8｜—", "还没有公布")
        await phone.types("13")
        phone.sees("≠ ", "1份｜没有", GROUNDS, WORDS)
        await phone.picks("评定认定的明细")
        phone.sees("得分：8分")
