"""Looking at records: every kind opens as its review showed it, to those who may, with its past."""

import pytest

from handlers.formkit.events import Pressed
from handlers.formkit.form import Form
from handlers.forms import FORMS
from handlers.forms.follow_up import FollowUpForm
from handlers.forms.invite_staff import StaffInvitationForm
from handlers.forms.rectification import RectificationForm
from handlers.forms.visit import VisitForm
from storage.organisation import Role
from storage.visit import Hazard
from tests.handlers.forms.town import GIVEN, Desk, Town

KEPT = [form for form in FORMS if form.spec.name not in ("register", "participation", "cycle")]


async def looks(desk: Desk, kind: str, id: str, role: Role | None = None) -> str:
    view = await desk.do(Pressed("rec.open", f"{kind}:{id}"), role)
    return f"{view.title}\n{view.text}"


@pytest.mark.parametrize("form", KEPT, ids=lambda form: form.spec.name)
async def test_a_record_opens_from_the_list_as_its_review_showed_it(
    form: type[Form], town: Town
) -> None:
    desk = town.who(form)
    await desk.opens(form)
    await desk.fill(form, GIVEN.get(form.spec.name))
    await desk.types("提交")
    assert form.spec.record is not None
    text = await looks(desk, form.spec.record.table.name, desk.made)
    assert "录入：" in text
    assert "已不在名单" not in text
    for choice in desk.view.choices:
        assert len(choice.data.encode()) <= 64


async def test_a_visit_leads_to_its_hazards_its_photos_and_its_past(
    town: Town,
) -> None:
    desk = town.principal
    await desk.submits(VisitForm, {"on": "2026-11-03", "client_id": "3号厂|1"})
    visit = desk.made
    await desk.corrects(VisitForm, {"done": "又看了仓库"})
    await desk.types("查看记录", "服务记录", "1")
    assert desk.view.title == "服务记录 FW-2026-0009"
    for line in (
        "委托单位：安达3号厂",
        "　· 二楼配电间：配电箱前堆放纸箱，箱门未关",
        "录入：安达负责人 2026-11-20 10:00",
        "补录：事发 2026-11-03，录入 2026-11-20。",
    ):
        assert line in desk.view.text.splitlines()
    await desk.types("照片和文件（1）")
    assert len(desk.view.files) == 1
    await looks(desk, "visit", visit)
    await desk.types("更正历史")
    assert "现场讲解动火作业要求 → 又看了仓库" in desk.view.text
    assert "更正（写错了）" in desk.view.text
    await desk.types("返回", "1")
    assert desk.view.title == "事故隐患 YH-2026-0017"
    assert [c.label for c in desk.view.choices][-2:] == ["更正历史", "菜单"]


async def test_a_rectified_hazard_shows_what_was_found_and_how_it_ended(
    town: Town,
) -> None:
    desk = town.principal
    await desk.submits(RectificationForm, {"hazard_id": "5号厂 仓库|1"})
    id = desk.made
    text = await looks(desk, "hazard", id)
    assert "隐患情况：仓库堆放杂物" in text
    assert "整改完成日期：2026年11月19日（周四）" in text
    await desk.types("作废整改登记", "还没好", "确认作废")
    (hazard,) = await desk.find(Hazard, id=id)
    assert (hazard.rectified_on, hazard.withdrawn_at) == (None, None)


async def test_another_agencys_record_is_not_shown_and_the_bureau_reads_all(
    town: Town,
) -> None:
    await town.principal.submits(FollowUpForm, {"client_id": "3号厂|1"})
    id = town.principal.made
    for action in ("rec.open", "rec.history", "rec.files"):
        await town.rival.do(Pressed(action, f"follow_up:{id}"))
        assert town.rival.view.text == "这不是本单位的记录，不能查看。"
    for role in (Role.SUPERVISOR, Role.INSPECTOR):
        text = await looks(town.supervisor, "follow_up", id, role)
        assert "回访的委托单位：安达3号厂" in text
        assert [c.label for c in town.supervisor.view.choices][-2:] == ["更正历史", "菜单"]


@pytest.mark.parametrize(
    "id", ["", "visit", "visit:", "visit:x", "nothing:1", "person:1", "audit:1", "file:1"]
)
async def test_a_forged_button_finds_nothing(id: str, town: Town) -> None:
    desk = town.principal
    for action in ("rec.open", "rec.history", "rec.files", "rec.anything"):
        await desk.do(Pressed(action, id))
        assert desk.view.text == "没有找到这份记录。"
    await desk.do(Pressed("rec.list", id, 10**6))
    assert desk.view.title in ("记录", "服务记录")


async def test_a_withdrawn_record_can_still_be_read_but_not_fixed(
    town: Town,
) -> None:
    desk = town.principal
    await desk.submits(FollowUpForm, {"client_id": "3号厂|1", "on": "2026-11-01"})
    id = desk.made
    await desk.types("作废", "重复录入了", "确认作废")
    text = await looks(desk, "follow_up", id)
    assert "已作废：2026-11-20 10:00，不再计分。" in text
    assert "更正" not in [c.label for c in desk.view.choices]
    await desk.do(Pressed("rec.list", "follow_up"))
    assert desk.view.choices[0].label.startswith("【作废】2026-11-01 安达3号厂")


async def test_an_invitation_says_whether_it_was_used(town: Town) -> None:
    desk = town.principal
    await desk.submits(StaffInvitationForm)
    assert "邀请码还没有使用，2026-11-27 10:00 到期。" in await looks(desk, "invitation", desk.made)
