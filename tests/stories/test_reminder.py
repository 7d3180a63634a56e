"""A reminder comes, opens its form on the right record, waits a day when asked, falls silent."""

from storage.organisation import Role
from tests.stories.stage import Stage
from tests.stories.talker import Talker

VISITED = "平湖永泰塑业有限公司在10月15日接受服务后还没有回访"


async def test_a_reminder_leads_to_its_form_and_falls_silent(stage: Stage) -> None:
    wang = await stage.enters("王晓芳", Role.AGENCY)
    await stage.reminds()
    await wang.sees("提醒：有4件事要办", f"1. {VISITED}，已逾期6天。")
    await wang.taps("1. 登记回访·平湖永泰")
    await wang.sees("服务回访 · 第2/5步", "回访日期")
    await calls_back(wang)
    await wang.sees("已提交 · 服务回访", "回应了1次服务：2026-10-15")
    stage.clock.passes(days=1)
    await stage.reminds()
    await wang.says("待办")
    await wang.sees_nothing_of(VISITED)
    await wang.sees("HT-2026-0005")


async def calls_back(wang: Talker) -> None:
    await wang.taps("昨天")
    await wang.taps("电话")
    await wang.says("隐患已整改，对服务满意")
    await wang.taps("跳过")
    await wang.taps("提交")


async def test_tomorrow_again_means_tomorrow(stage: Stage) -> None:
    wang = await stage.enters("王晓芳", Role.AGENCY)
    await stage.reminds()
    await wang.taps("都明天再提醒")
    await wang.sees("好的，明天 9:00 再提醒")
    kept = wang.screen
    stage.clock.passes(hours=3)
    await stage.reminds()
    await wang.sees(kept)
    stage.clock.passes(hours=21)
    await stage.reminds()
    await wang.sees("提醒：有4件事要办", f"{VISITED}，已逾期7天。")
