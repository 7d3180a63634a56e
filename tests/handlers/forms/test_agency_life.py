"""An agency's other records: follow-ups, gatherings, clients, roster and profile."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from handlers.forms.client import ClientForm
from handlers.forms.follow_up import FollowUpForm
from handlers.forms.gathering import GatheringForm
from handlers.forms.profile import NONE, ProfileForm
from handlers.forms.staff import StaffForm
from storage.agency import Profile
from storage.follow_up import FollowUp
from storage.store import Store
from storage.visit import Visit
from tests.handlers.formkit.office import NOW
from tests.handlers.forms.town import Desk, Town


async def _visits(desk: Desk, client: str, *days: date) -> None:
    def write(store: Store) -> None:
        known = store.find(Visit, client_id=client)[0]
        for day in days:
            store.add(Visit(agency_id=known.agency_id, client_id=client, on=day, done="检查"))

    await desk.database.write(lambda c: write(Store(c, NOW)))


async def test_a_follow_up_says_which_visits_it_answers(town: Town) -> None:
    desk = town.principal
    one_client = {"client_id": "3号厂|1"}
    text = await desk.submits(FollowUpForm, {**one_client, "on": "2026-11-05"})
    assert "回应了1次服务：2026-11-02。" in text
    (made,) = await desk.find(FollowUp)
    await _visits(desk, made.client_id, date(2026, 10, 1), date(2026, 11, 7), date(2026, 11, 12))
    text = await desk.submits(FollowUpForm, {**one_client, "on": "2026-11-10"})
    assert "回应了1次服务：2026-11-07。" in text
    text = await desk.submits(FollowUpForm, {**one_client, "on": "2026-11-06"})
    assert "这一天以前的服务都已经有回访了" in text
    assert len(await desk.find(FollowUp)) == 3


async def test_a_late_follow_up_is_a_record_too_and_is_called_late(
    town: Town,
) -> None:
    desk = town.principal
    client = (await desk.find(Visit))[0].client_id
    await _visits(desk, client, date(2026, 10, 1), date(2026, 10, 20))
    text = await desk.submits(FollowUpForm, {"client_id": "0号厂|1", "on": "今天"})
    assert "回应了3次服务：2026-10-01、2026-10-20、2026-11-02。" in text
    assert "已超过30天" in text


async def test_a_gathering_says_what_its_quarter_still_lacks(town: Town) -> None:
    desk = town.principal
    given = {"kind": "安全教育培训", "on": "2026-10-01"}
    text = await desk.submits(GatheringForm, given)
    assert "2026年第4季度已有安全教育培训。" in text
    assert "还没有安全工作会议，请在2026-12-31前（还有41天）举行" in text
    meeting = {"kind": "安全工作会议"}
    text = await desk.submits(GatheringForm, {**meeting, "on": "2026-12-31|2025-12-31"})
    assert "2025年第4季度还没有安全教育培训，这一季度已经结束。" in text
    text = await desk.submits(GatheringForm, {**meeting, "on": "2026-11-20"})
    assert "还没有" not in text


async def test_a_client_is_on_the_books_once(town: Town) -> None:
    desk = town.principal
    await desk.submits(ClientForm, {"name": "嘉兴新厂"})
    await desk.opens(ClientForm)
    review = await desk.fill(ClientForm, {"name": "嘉兴新厂", "address": "跳过", "contact": "跳过"})
    assert "⚠ 名单里已有“嘉兴新厂”" in review
    assert "⚠ 缺地址、联系人：签了合同以后，第6项这一家档案不完整扣0.5分" in review
    await desk.types("提交")
    assert "这个代码已经登记在“嘉兴新厂”" in desk.view.text
    await town.rival.submits(ClientForm, {"name": "嘉兴新厂"})


async def test_a_client_with_records_is_not_withdrawn(town: Town) -> None:
    desk = town.principal
    await desk.submits(ClientForm, {"name": "嘉兴新厂"})
    receipt = desk.view
    await desk.submits(FollowUpForm, {"client_id": "嘉兴新厂|1"})
    desk.view = receipt
    await desk.presses("作废")
    await desk.types("重复了", "确认作废")
    assert "还有服务回访1条与它有关，不能作废" in desk.view.text


async def test_who_lacks_a_contract_or_insurance_does_not_count_as_full_time(
    town: Town,
) -> None:
    desk = town.principal
    await desk.opens(StaffForm)
    review = await desk.fill(StaffForm, fully=False)
    assert "⚠ 没有劳动合同和社会保险：不计入第2项的专职人员。" in review
    await desk.types("提交")
    await desk.opens(StaffForm)
    review = await desk.fill(
        StaffForm, {"contract_until": "跳过", "insured_until": "跳过", "certificate_until": "昨天"}
    )
    assert "没有劳动合同" not in review


WHOLE: dict[str, Any] = {
    "since": date(2026, 11, 1),
    "legal_person": True,
    "fixed_assets": Decimal(400_000),
    "office_area": Decimal(200),
    "equipment": True,
    "policies": ("员工从业守则", "考核培训", "工作流程", "服务回访", "保密管理"),
    "grading_body": True,
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"legal_person": False}, ["不符合机构基本条件"]),
        ({"fixed_assets": Decimal("399999.99")}, ["不符合机构基本条件"]),
        ({"office_area": Decimal("199.99")}, ["第1项扣1分"]),
        ({"equipment": False}, ["第1项扣1分"]),
        ({"policies": (NONE,)}, ["共2分", "第5项扣2分"]),
        ({"policies": WHOLE["policies"][1:]}, ["缺员工从业守则：第3项每项扣0.5分，共0.5分"]),
        ({"grading_body": False}, ["第24项不得分"]),
        ({"office_area": None, "equipment": None, "grading_body": None}, []),
    ],
)
async def test_a_profile_says_what_it_costs(
    changes: dict[str, Any], said: list[str], town: Town
) -> None:
    form = ProfileForm(**{**WHOLE, **changes})
    lines = await town.principal.database.read(lambda c: form.warn(Store(c, NOW), None))
    assert len(lines) == len(said), lines
    assert all(part in line for part, line in zip(said, lines, strict=True)), lines


async def test_a_new_profile_starts_from_the_last_and_both_are_kept(
    town: Town,
) -> None:
    desk = town.principal
    await desk.submits(ProfileForm, {"since": "2026-11-01", "policies": NONE + "|完成选择"})
    await desk.opens(ProfileForm)
    await desk.types("今天")
    assert "260平方米" not in desk.view.text
    assert f"已建立的管理制度：{NONE}" in desk.view.text
    await desk.types("4", "300", "提交")
    assert desk.view.title == "已提交 · 机构基本情况"
    kept = {p.since: (p.office_area, p.policies) for p in await desk.find(Profile)}
    assert kept == {
        date(2026, 11, 1): (Decimal("12000.50"), ()),
        date(2026, 11, 20): (Decimal("300.00"), ()),
    }
