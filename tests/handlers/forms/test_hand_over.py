"""From a hazard list to its end: signed or refused, rectified, uploaded, each of them undone."""

from datetime import date
from typing import Any

import pytest

from handlers.formkit import Invalid
from handlers.formkit.events import Pressed
from handlers.forms.rectification import RectificationForm
from handlers.forms.signed_list import SignedListForm
from handlers.forms.upload_contract import ContractUploadForm
from handlers.forms.upload_hazards import HazardUploadForm
from storage.contract import Contract
from storage.database import Database
from storage.visit import Hazard, SignedList
from tests.handlers.forms.town import Town, settle

REFUSED: dict[str, Any] = {
    "visit_id": "v",
    "signed": False,
    "signed_on": date(2026, 11, 3),
    "signer": "王建国",
    "refusal": "负责人不在",
}


@pytest.mark.parametrize(
    ("proof", "counts"),
    [
        ({}, False),
        ({"witness": "社区民警"}, True),
        ({"proof": ("f" * 64,)}, True),
        ({"witness": "社区民警", "proof": ("f" * 64,)}, True),
    ],
)
def test_a_refusal_needs_a_witness_or_a_photo(proof: dict[str, Any], counts: bool) -> None:
    form = SignedListForm(**REFUSED, **proof)
    if counts:
        return form.check()
    with pytest.raises(Invalid, match="见证人或现场照片") as refused:
        form.check()
    assert refused.value.field == "witness"


async def test_a_refusal_is_recorded_with_its_reason_and_a_visit_is_signed_for_once(
    town: Town,
) -> None:
    desk = town.principal
    given = {"visit_id": "3号厂|1", "signed": "拒绝签收", "signed_on": "今天", "proof": "跳过"}
    text = await desk.submits(SignedListForm, given)
    assert "视为已交付清单" in text
    (made,) = await desk.find(SignedList)
    assert (made.refusal, made.photos) == ("负责人不在，值班人员不肯签", ())
    assert made.witness is not None
    await desk.opens(SignedListForm)
    await desk.types("3号厂")
    assert "没有找到“3号厂”" in desk.view.text


async def test_a_list_is_not_signed_for_before_the_visit(town: Town) -> None:
    desk = town.principal
    await desk.opens(SignedListForm)
    await desk.fill(SignedListForm, {"signed": "已签收", "signed_on": "2026-11-01"})
    await desk.types("提交")
    assert "签收日期不能早于服务日期 2026-11-02" in desk.view.text
    await desk.types("今天")
    assert "⚠ 服务后超过7天才签收" in desk.view.text
    await desk.types("提交")
    assert desk.view.title == "已提交 · 隐患清单签收"


async def test_a_rectified_hazard_is_off_the_list_until_that_is_taken_back(
    database: Database,
) -> None:
    desk = (await settle(database)).principal
    text = await desk.submits(RectificationForm, {"hazard_id": "5号厂 仓库|1"})
    assert "还有1条隐患没有整改" in text
    (hazard,) = await desk.find(Hazard, id=desk.made)
    assert (hazard.place, hazard.rectified_on) == ("仓库", date(2026, 11, 19))
    await desk.types("作废", "还没有整改好", "确认作废")
    (hazard,) = await desk.find(Hazard, id=hazard.id)
    assert (hazard.withdrawn_at, hazard.rectified_on, hazard.rectified_photos) == (None, None, ())
    await desk.opens(RectificationForm)
    await desk.types("5号厂 仓库")
    assert "的 1 个" in desk.view.text


async def test_a_hazard_closed_by_a_colleague_meanwhile_is_not_closed_again(
    town: Town,
) -> None:
    desk = town.principal
    await desk.opens(RectificationForm)
    await desk.fill(RectificationForm, {"hazard_id": "5号厂 仓库|1"})
    kept = await desk.draft()
    assert kept is not None
    await desk.submits(RectificationForm, {"hazard_id": "5号厂 仓库|1"})
    await desk.do(Pressed("form.continue", kept.id))
    await desk.types("提交")
    assert "这条隐患已在 2026-11-19 登记过整改" in desk.view.text


async def test_an_upload_marks_a_contract_or_all_hazards_of_a_visit(database: Database) -> None:
    desk = (await settle(database)).principal
    text = await desk.submits(ContractUploadForm, {"contract_ids": "2026-01-05 3号厂|1|完成选择"})
    assert "还有7份合同没有上传" in text
    (contract,) = await desk.find(Contract, id=desk.made)
    assert contract.uploaded_on == date(2026, 11, 19)
    text = await desk.submits(HazardUploadForm, {"visit_ids": "3号厂|1|完成选择"})
    assert "还有7次服务的隐患没有上传" in text
    hazards = await desk.find(Hazard, visit_id=desk.made)
    assert [h.uploaded_on for h in hazards] == [date(2026, 11, 19)] * 2
    await desk.corrects(HazardUploadForm, {"uploaded_on": "2026-11-10"})
    hazards = await desk.find(Hazard, visit_id=hazards[0].visit_id)
    assert [h.uploaded_on for h in hazards] == [date(2026, 11, 10)] * 2
    await desk.types("作废", "没有传成功", "确认作废")
    hazards = await desk.find(Hazard, visit_id=hazards[0].visit_id)
    assert [h.uploaded_on for h in hazards] == [None] * 2
