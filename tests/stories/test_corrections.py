"""A mistake is corrected or withdrawn from its receipt, with a reason; the past can be read."""

from storage.organisation import Role
from tests.stories.stage import Stage
from tests.stories.talker import Talker


async def test_a_record_is_corrected_then_withdrawn_and_its_past_stays(chat: Stage) -> None:
    wang = await chat.enters("王晓芳", Role.AGENCY)
    await calls_the_wrong_client_back(wang)
    await corrects_the_client(wang)
    await withdraws(wang)
    await reads_the_past(wang)


async def calls_the_wrong_client_back(wang: Talker) -> None:
    await wang.says("菜单")
    await wang.taps("服务回访")
    await wang.taps("桐乡瑞禾毛衫")
    await wang.taps("今天")
    await wang.taps("电话")
    await wang.says("对服务满意")
    await wang.taps("跳过")
    await wang.taps("提交")
    await wang.sees("编号：HF-2026-0005", "得分：不变", "这一天以前的服务都已经有回访了")


async def corrects_the_client(wang: Talker) -> None:
    """A typed number is the client's, not 保留's."""
    await wang.taps("更正")
    await wang.sees("核对 · 更正 · 服务回访")
    await wang.taps("回访的委托单位")
    await wang.sees("现在是：桐乡瑞禾毛衫有限公司", "[保留]")
    await wang.says("2")
    await wang.sees("更正原因")
    await wang.says("打电话的是平湖永泰，选错了单位")
    await wang.sees("平湖永泰塑业有限公司")
    await wang.taps("提交")
    await wang.sees("已更正 · 服务回访", "第5项 1.5 → 2", "回应了1次服务：2026-10-15")


async def withdraws(wang: Talker) -> None:
    await wang.taps("作废")
    await wang.says("重复登记")
    await wang.sees("回访的委托单位：平湖永泰塑业有限公司", "回访日期：2026年11月20日")
    await wang.sees("1. 作废原因")
    await wang.taps("确认作废")
    await wang.sees("已作废 · 服务回访", "第5项 2 → 1.5")


async def reads_the_past(wang: Talker) -> None:
    await wang.says("查看记录")
    await wang.taps("服务回访")
    await wang.taps("【作废】2026-11-20 平湖永泰")
    await wang.sees("已作废：2026-11-20 10:00，不再计分", "录入：王晓芳")
    await wang.taps("更正历史")
    await wang.sees("登记", "更正（打电话的是平湖永泰，选错了单位）", "作废（重复登记）")
    await wang.sees("回访的委托单位：桐乡瑞禾毛衫有限公司 → 平湖永泰塑业有限公司")
