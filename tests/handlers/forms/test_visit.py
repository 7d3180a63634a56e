"""服务记录: flagged where no contract covers its day; its hazards are corrected with it."""

from datetime import date
from typing import Any

import pytest

from handlers.formkit import Invalid
from handlers.formkit.events import Pressed
from handlers.forms.visit import VisitForm
from handlers.found_hazard import FoundHazard
from storage.contract import Contract
from storage.database import Database
from storage.organisation import Membership
from storage.store import Store
from storage.visit import Grade, Hazard, SignedList, Visit
from tests.handlers.formkit.office import NOW
from tests.handlers.forms.town import Desk, Town, settle

FLAG = "这一天没有服务合同覆盖：第13项扣8分"


async def _agree(town: Town, first: date | None, last: date | None) -> None:
    """Give the first client one contract, signed on the 10th, with this period."""

    def write(store: Store) -> None:
        member = store.find(Membership, person_id=town.principal.person.id)[0]
        for contract in store.find(Contract, agency_id=member.agency_id):
            store.withdraw(contract, reason="测试")
            whole = Contract(
                agency_id=contract.agency_id,
                client_id=contract.client_id,
                signed_on=date(2026, 11, 10),
                starts_on=first,
                ends_on=last,
            )
            store.add(whole)

    await town.principal.database.write(lambda c: write(Store(c, NOW)))


@pytest.mark.parametrize(
    ("first", "last", "day", "flagged"),
    [
        (date(2026, 11, 12), date(2026, 11, 14), "2026-11-11", True),
        (date(2026, 11, 12), date(2026, 11, 14), "2026-11-12", False),
        (date(2026, 11, 12), date(2026, 11, 14), "2026-11-14", False),
        (date(2026, 11, 12), date(2026, 11, 14), "2026-11-15", True),
        (date(2026, 11, 1), None, "2026-11-05", False),
        (None, None, "2026-11-09", True),
        (None, None, "2026-11-10", False),
    ],
)
async def test_a_visit_without_a_covering_contract_is_recorded_and_flagged(
    first: date | None, last: date | None, day: str, flagged: bool, town: Town
) -> None:
    await _agree(town, first, last)
    await town.principal.opens(VisitForm)
    review = await town.principal.fill(VisitForm, {"on": day, "hazards": "未发现隐患"})
    assert (FLAG in review) is flagged
    await town.principal.types("提交")
    assert town.principal.view.title == "已提交 · 服务记录"
    assert (FLAG in town.principal.view.text) is flagged


async def _visit_with_two(desk: Desk) -> Visit:
    await desk.opens(VisitForm)
    one = "添加|二楼配电间|箱门未关|一般|关好|2026-12-01|跳过"
    two = "添加|仓库|堆放过高|重大|限高|2026-12-02|跳过"
    await desk.fill(VisitForm, {"hazards": f"{one}|{two}|完成", "uploaded": "未上传"})
    await desk.types("提交")
    assert "7天内取得隐患清单签收：2026-11-26前" in desk.view.text
    (visit,) = await desk.find(Visit, id=desk.made)
    return visit


async def test_hazards_are_added_changed_and_removed_by_correcting_their_visit(
    database: Database,
) -> None:
    desk = (await settle(database)).principal
    visit = await _visit_with_two(desk)
    before = {h.place: h for h in await desk.find(Hazard, visit_id=visit.id)}
    assert set(before) == {"二楼配电间", "仓库"}
    # The first is changed in one answer, the second goes, a third comes.
    changed = "1|1|三楼配电间|返回|2|删除这一条|添加|门卫|灭火器过期|一般|更换|跳过|跳过|完成"
    await desk.corrects(VisitForm, {"hazards": changed})
    after = {h.place: h for h in await desk.find(Hazard, visit_id=visit.id)}
    assert set(after) == {"三楼配电间", "门卫"}
    same = after["三楼配电间"]
    assert same.id == before["二楼配电间"].id
    assert (same.revision, same.description, same.number) == (2, "箱门未关", "YH-2026-0017")
    (gone,) = await desk.find(Hazard, id=before["仓库"].id, withdrawn=True)
    assert gone.withdrawn_at is not None
    history = await desk.reads(lambda store: store.history(gone))
    assert history[-1].reason == "写错了"


async def test_a_visit_corrected_in_one_answer_leaves_its_hazards_alone(
    town: Town,
) -> None:
    desk = town.principal
    visit = await _visit_with_two(desk)
    before = await desk.find(Hazard, visit_id=visit.id)
    await desk.corrects(VisitForm, {"done": "又看了仓库"})
    assert await desk.find(Hazard, visit_id=visit.id) == before
    (after,) = await desk.find(Visit, id=visit.id)
    assert (after.done, after.revision) == ("又看了仓库", 2)


async def test_a_corrected_visit_leaves_each_upload_its_own_day_and_receipt(town: Town) -> None:
    desk = town.principal
    visit = await _visit_with_two(desk)

    async def hazards() -> list[tuple[date | None, str | None]]:
        found = await desk.find(Hazard, visit_id=visit.id)
        return [(one.uploaded_on, one.upload_receipt) for one in found]

    days = (date(2026, 11, 18), date(2026, 11, 19))

    def marks(connection: Any) -> None:
        store = Store(connection, NOW)
        for number, one in enumerate(store.find(Hazard, visit_id=visit.id)):
            store.revise(one, uploaded_on=days[number], upload_receipt=f"JX-{number}")

    await desk.database.write(marks)
    await desk.corrects(VisitForm, {"done": "又看了仓库"})
    assert await hazards() == [(days[0], "JX-0"), (days[1], "JX-1")]
    await desk.corrects(VisitForm, {"uploaded": "未上传"})
    assert await hazards() == [(None, None)] * 2


async def test_a_visit_is_not_moved_behind_what_followed_it(town: Town) -> None:
    desk = town.principal
    visit = await _visit_with_two(desk)

    def rectifies(connection: Any) -> None:
        store = Store(connection, NOW)
        store.revise(visit, on=date(2026, 11, 10))
        hazard, _ = store.find(Hazard, visit_id=visit.id)
        store.revise(hazard, rectified_on=date(2026, 11, 12))

    await desk.database.write(rectifies)
    await desk.do(Pressed("form.amend.visit", visit.id))
    await desk.types("2", "2026-11-13", "写错了", "提交")
    assert "服务日期不能晚于已登记的签收、整改和上传（最早 2026-11-12）" in desk.view.text
    assert [one.on for one in await desk.find(Visit, id=visit.id)] == [date(2026, 11, 10)]


async def test_hazards_marked_as_uploaded_by_mistake_are_unmarked_by_a_correction(
    town: Town,
) -> None:
    desk = town.principal
    visit = await _visit_with_two(desk)
    await desk.corrects(VisitForm, {"uploaded": "已上传|昨天"})
    days = {h.uploaded_on for h in await desk.find(Hazard, visit_id=visit.id)}
    assert days == {date(2026, 11, 19)}
    await desk.corrects(VisitForm, {"uploaded": "未上传"})
    assert {h.uploaded_on for h in await desk.find(Hazard, visit_id=visit.id)} == {None}


async def test_a_withdrawn_visit_takes_its_hazards_and_its_signed_list_along(
    town: Town,
) -> None:
    desk = town.principal
    visit = await _visit_with_two(desk)
    receipt = desk.view

    def sign(store: Store) -> None:
        whose = {"agency_id": visit.agency_id, "client_id": visit.client_id}
        on = {"signed_on": visit.on, "signer": "王建国"}
        store.add(SignedList(**whose, visit_id=visit.id, **on))  # type: ignore[arg-type]

    await desk.database.write(lambda c: sign(Store(c, NOW)))
    desk.view = receipt
    await desk.presses("作废")
    await desk.types("去错了单位", "确认作废")
    assert await desk.find(Visit, id=visit.id) == []
    assert await desk.find(Hazard, visit_id=visit.id) == []
    assert await desk.find(SignedList, visit_id=visit.id) == []


def test_a_deadline_before_the_visit_leads_back_to_the_hazards() -> None:
    hazard = FoundHazard(
        place="仓库", description="过高", grade=Grade.GENERAL, deadline=date(2026, 11, 1)
    )
    form = VisitForm(client_id="c", on=date(2026, 11, 2), done="检查", hazards=(hazard,))
    with pytest.raises(Invalid, match="隐患1的整改期限") as refused:
        form.check()
    assert refused.value.field == "hazards"
