"""Who inspects: those assigned, nobody with a conflict, and a second inspector who sees nothing."""

from datetime import date
from typing import Any

import pytest

from handlers.formkit.events import Pressed
from storage.assignment import Assignment
from storage.card import Card
from storage.conflict import Conflict
from storage.cycle import Cycle, Participation
from storage.database import Database
from storage.inspection import Decision, Inspection
from storage.job import waiting
from storage.organisation import Membership, Role
from storage.recusal import hindrance
from storage.store import Store
from tests import rated
from tests.handlers.bureau import Bureau, Phone, open_bureau
from tests.handlers.sitting import at_item, begin, kept

DAY = date(2026, 11, 1)


@pytest.fixture
async def bureau(sqlite_database: Database) -> Bureau:
    return await open_bureau(sqlite_database)


async def assign(bureau: Bureau, phone: Phone, *, blind: bool = False) -> None:
    given = Assignment(
        participation_id=bureau.joined.id,
        of_agency_id=bureau.agency.id,
        inspector_id=phone.person.id,
        blind=blind,
        since=DAY,
    )
    await bureau.supervisor.writes(lambda store: store.add(given))


async def conflict(bureau: Bureau, phone: Phone) -> None:
    declared = Conflict(
        person_id=phone.person.id,
        of_agency_id=bureau.agency.id,
        grounds="配偶在该机构任职",
        declared_on=DAY,
    )
    await phone.writes(lambda store: store.add(declared))


async def finishes(bureau: Bureau, phone: Phone, **other: Any) -> Inspection:
    """All decided and handed in, without the chat."""

    def work(store: Store) -> Inspection:
        if store.find(Card) == []:
            (cycle,) = store.find(Cycle)
            rated.hear(store, cycle, store.find(Participation))
        made = rated.decide_all(store, bureau.joined, phone.person, **other)
        rated.issue(store, made, phone.person)
        return made

    found: Inspection = await phone.writes(work)
    return found


async def test_an_assigned_agency_is_its_inspectors_alone(bureau: Bureau) -> None:
    await assign(bureau, bureau.inspector)
    phone, other = await begin(bureau.inspector), bureau.colleague
    phone.sees("第1项")
    (inspection,) = await kept(phone, Inspection)
    await other.types("评定")
    other.sees("恒信", "另有1家已分派给其他评定人员")
    other.misses("安达")
    for action, id in (
        ("insp.agency", bureau.joined.id),
        ("insp.start", bureau.joined.id),
        ("insp.item.1", inspection.id),
        ("insp.ok.1", inspection.id),
        ("insp.submit.1", inspection.id),
    ):
        await other.do(Pressed(action, id))
        other.sees("已分派给其他评定人员")
    assert await kept(phone, Decision) == []


async def test_a_conflict_declared_in_the_middle_ends_the_inspecting_at_once(
    database: Database,
) -> None:
    bureau = await open_bureau(database)
    phone = await at_item(bureau.inspector, 8)
    yes = phone.button("是")
    await phone.picks("改判") if "改判" in phone.screen else await phone.picks("上一项")
    await conflict(bureau, phone)
    await phone.do(yes)
    phone.sees("应当回避")
    assert await kept(phone, Decision) == []
    await phone.types("评定")
    phone.misses("安达")
    await begin(bureau.colleague)
    bureau.colleague.sees("第1项")


async def test_a_form_that_was_open_when_the_conflict_was_declared_writes_nothing(
    bureau: Bureau,
) -> None:
    phone = await at_item(bureau.inspector, 2)
    await phone.picks("改判", "专职安全生产技术服务人员")
    await phone.types("7", "现场清点", "跳过")
    await conflict(bureau, phone)
    await phone.types("提交")
    phone.sees("应当回避")
    assert await kept(phone, Decision) == []


async def test_nobody_inspects_in_a_cycle_that_is_closed(bureau: Bureau) -> None:
    phone = await begin(bureau.inspector)
    (inspection,) = await kept(phone, Inspection)

    def close(store: Store) -> None:
        (cycle,) = store.find(Cycle)
        store.revise(cycle, reason="评定结束", closed_on=DAY)

    await bureau.supervisor.writes(close)
    await phone.types("评定")
    phone.sees("已于2026-11-01结束", "不能再评定")
    await phone.do(Pressed("insp.ok.1", inspection.id))
    phone.sees("已经结束")


async def test_a_blind_inspector_sees_nothing_of_the_others_until_all_is_handed_in(
    database: Database,
) -> None:
    bureau = await open_bureau(database)
    await assign(bureau, bureau.inspector)
    await assign(bureau, bureau.colleague, blind=True)
    shared = await finishes(bureau, bureau.inspector, board=False)
    (card,) = await kept(bureau.inspector, Card)
    blind = bureau.colleague
    await blind.types("得分")
    blind.sees("独立评定中，不显示得分")
    for action, id in (
        ("score.card", bureau.joined.id),
        ("score.item.7", bureau.joined.id),
        ("score.issued", bureau.joined.id),
        ("score.version", card.id),
        ("score.item.7", card.id),
        ("side.show", bureau.joined.id),
        ("side.item.7", bureau.joined.id),
        ("pap.menu", bureau.joined.id),
        ("pap.table_pdf", card.id),
        ("pap.table_xlsx", bureau.joined.id),
        ("pic.sections", bureau.joined.id),
        ("pic.course", bureau.joined.id),
        ("insp.item.7", shared.id),
        ("insp.review", shared.id),
    ):
        await blind.do(Pressed(action, id))
        blind.sees("独立评定")
        blind.misses("陈评定", "−", "扣2分")
    assert await blind.writes(lambda store: waiting(store.connection)) == []
    await begin(blind)
    blind.sees("第1项")
    (own,) = await kept(blind, Inspection, blind=True)
    await blind.do(Pressed("insp.item.7", own.id))
    blind.sees("已核 1/25")
    blind.misses("陈评定")
    await blind.do(Pressed("insp.review", own.id))
    blind.sees("一次提交")
    assert not any(choice.label.startswith("提交") for choice in blind.view.choices)
    await blind.do(Pressed("side.blind", bureau.joined.id))
    blind.sees("独立评定")


async def test_both_then_see_only_where_they_differ_and_the_blind_card_counts_for_nothing(
    database: Database,
) -> None:
    bureau = await open_bureau(database)
    await assign(bureau, bureau.inspector)
    await assign(bureau, bureau.colleague, blind=True)
    await finishes(bureau, bureau.inspector, board=False)
    first, blind = bureau.inspector, bureau.colleague
    await first.do(Pressed("side.blind", bureau.joined.id))
    first.sees("两份评定都提交后")
    own = await finishes(bureau, blind, staff=7)
    for phone in (first, blind, bureau.supervisor):
        await phone.do(Pressed("side.blind", bureau.joined.id))
        phone.sees("2项不同", "第7项", "0分｜2分", "第2项", "5分｜2分", "8名｜7名")
        phone.misses("第8项", "第13项")
    await begin(blind)
    blind.sees("已经提交，不能再改")
    await blind.do(Pressed("insp.ok.2", own.id))
    blind.sees("已经提交，不能再改")
    (card,) = await kept(blind, Card, inspection_id=own.id)
    await bureau.principal.types("得分")
    bureau.principal.sees("第7项")
    bureau.principal.misses("第2项")
    for action, id in (("score.version", card.id), ("side.blind", bureau.joined.id)):
        await bureau.principal.do(Pressed(action, id))
        bureau.principal.misses("7人", "第2项")
    await first.do(Pressed("score.version", card.id))
    first.sees("不能查看")
    await first.do(Pressed("insp.item.2", own.id))
    first.sees("别人的独立评定")


async def test_who_has_handed_in_blind_finds_the_differences_where_the_items_were(
    bureau: Bureau,
) -> None:
    await assign(bureau, bureau.colleague, blind=True)
    blind = await begin(bureau.colleague)
    own = await finishes(bureau, blind)
    await blind.types("评定")
    await blind.picks("嘉兴安达")
    blind.sees("两份评定的不同")
    await blind.picks("两份评定的不同")
    blind.sees("两份评定都提交后")
    assert len(await kept(blind, Card, inspection_id=own.id)) == 1


async def test_who_is_a_supervisor_too_scores_nobody_blind(bureau: Bureau) -> None:
    """As a supervisor they would see what they must not as an inspector."""
    await assign(bureau, bureau.inspector)
    phone = bureau.colleague
    both: dict[str, Any] = {"person_id": phone.person.id, "since": DAY}

    def why(store: Store, role: Role) -> str:
        (mine,) = store.find(Membership, person_id=phone.person.id, role=Role.INSPECTOR)
        if role is Role.SUPERVISOR:
            store.add(Membership(department_id=mine.department_id, role=role, **both))
        return hindrance(store, bureau.joined, phone.person.id, blind=True)

    assert await phone.writes(lambda store: why(store, Role.INSPECTOR)) == ""
    assert "同时是监管人员" in await phone.writes(lambda store: why(store, Role.SUPERVISOR))
