"""隐患复查: it closes a hazard or opens it again, and what is closed is undone in its order."""

from datetime import date

from handlers.formkit.events import Pressed
from handlers.forms.recheck import RecheckForm
from handlers.forms.rectification import RectificationForm
from storage.visit import Hazard
from tests.handlers.forms.town import Desk, Town


async def again(desk: Desk, id: str) -> Hazard:
    found = await desk.find(Hazard, id=id)
    return found[0]


async def test_what_is_done_is_closed(town: Town) -> None:
    desk = town.principal
    text = await desk.submits(RecheckForm, {"hazard_id": "1"})
    assert "这条隐患已销号。" in text
    hazard = await again(desk, desk.made)
    assert hazard.rechecked_on == date(2026, 11, 19)
    assert hazard.recheck == "现场查看，箱前已清空，箱门上锁"


async def test_what_is_not_done_is_open_again_with_a_new_day_and_says_why(town: Town) -> None:
    desk = town.principal
    text = await desk.submits(
        RecheckForm, {"hazard_id": "1", "passed": "未到位，继续整改", "deadline": "2026-12-01"}
    )
    assert "隐患已重新打开" in text
    found = await again(desk, desk.made)
    assert (found.rectified_on, found.rechecked_on) == (None, None)
    assert found.deadline == date(2026, 12, 1)
    trail = await desk.reads(lambda store: store.history(found))
    assert str(trail[-1].reason).startswith("复查未到位：2026-11-19")


async def test_a_recheck_is_no_earlier_than_the_rectification(town: Town) -> None:
    desk = town.principal
    await desk.opens(RecheckForm)
    await desk.fill(RecheckForm, {"hazard_id": "1", "rechecked_on": "2026-11-09"})
    await desk.types("提交")
    assert "复查日期不能早于整改完成的 2026-11-10" in desk.view.text


async def test_a_rectification_is_undone_only_after_its_recheck(town: Town) -> None:
    desk = town.principal
    await desk.submits(RecheckForm, {"hazard_id": "1"})
    hazard_id = desk.made
    await desk.do(Pressed("form.withdraw.rectification", hazard_id))
    await desk.types("登错了", "确认作废")
    assert "请先作废复查" in desk.view.text
    await desk.types("取消", "放弃")
    await desk.do(Pressed("rec.open", f"hazard:{hazard_id}"))
    assert "作废复查登记" in [choice.label for choice in desk.view.choices]
    await desk.presses("作废复查登记")
    await desk.types("登错了", "确认作废")
    found = await again(desk, hazard_id)
    assert (found.rechecked_on, found.rectified_on) == (None, date(2026, 11, 10))
    await desk.do(Pressed("form.withdraw.rectification", hazard_id))
    await desk.types("登错了", "确认作废")
    assert (await again(desk, hazard_id)).rectified_on is None


async def test_what_waits_for_a_recheck_does_not_wait_for_rectification(town: Town) -> None:
    desk = town.principal
    await desk.opens(RectificationForm)
    assert "共 14 个" in desk.view.text
    await desk.opens(RecheckForm)
    labels = [choice.label for choice in desk.view.choices]
    assert sum("仓库" in label for label in labels) == 2
