"""An inspector's 25 items: from the phone in hand to another one days later, and a frozen card."""

from storage.organisation import Role
from tests.stories.stage import Stage
from tests.stories.talker import Talker, heading

REASON = "现场查看平台回执，合同已上传"


async def test_an_inspector_scores_25_items_with_a_pause(stage: Stage) -> None:
    gu = await stage.enters("顾晓燕", Role.INSPECTOR)
    await opens_the_inspection(gu)
    await gu.sees("按系统记录和机构自报", "[开始评定]")
    await gu.taps("开始评定")
    for number in (1, 2, 3):
        await gu.sees(f"第{number}项", f"已核 {number - 1}/25")
        await gu.taps("确认")
    await strikes_a_case_out(gu)
    await deducts_one_fact_twice(gu)
    await decides_until(gu, "第13项")
    await gu.taps("暂停")
    await gu.sees("暂停在第13项，已核 12/25", "换个设备都可以接着评")
    stage.clock.passes(days=3)
    elsewhere = await stage.enters_elsewhere("顾晓燕")
    await goes_on(elsewhere)
    zhou = await stage.enters("周卫东", Role.PRINCIPAL)
    await reads_the_card(zhou)


async def opens_the_inspection(gu: Talker) -> None:
    await gu.says("菜单")
    await gu.taps("现场评定")
    await gu.taps("1. 嘉兴安正")


async def strikes_a_case_out(gu: Talker) -> None:
    """The records say one contract is not uploaded; the inspector saw that it is."""
    await gu.sees("据此得分：4分／5分（预评）", "HT-2026-0005 · 嘉善宏图五金有限公司")
    await gu.taps("查看记录（2）")
    await gu.taps("1. 未上传的服务合同")
    await gu.sees("上传市平台：未上传")
    await gu.taps("这一例不成立")
    await gu.says(REASON)
    await gu.taps("跳过")
    await gu.taps("提交")
    await gu.taps("返回第4项")
    await gu.sees("据此得分：4.5分", "按系统记录为：4分", REASON)
    await gu.taps("确认（得4.5分）")


async def deducts_one_fact_twice(gu: Talker) -> None:
    await gu.sees("第5项 服务回访")
    await gu.taps("确认")
    await gu.sees("同一事实已在第4项扣0.5分：FW-2026-0004", "仍然这样认定吗？")
    await gu.taps("仍然认定")
    await gu.sees("第6项", "第5项已确认：得1.5分", "已核 5/25")


async def goes_on(gu: Talker) -> None:
    await opens_the_inspection(gu)
    await gu.sees("第13项", "已核 12/25")
    await decides_until(gu, "· 核对 ·")
    await gu.sees("已核 24/25", "第25项 满意度：等待测评", "与系统记录不同的认定", REASON)
    await gu.taps("提交")
    await gu.sees("已提交", "JG-2026-0001（第1版）", "日期：2026-11-23")
    await gu.taps("查看评定结果")
    await gu.sees("评定结果", "第1版")


async def reads_the_card(zhou: Talker) -> None:
    """What was frozen is there for the agency, with the reasons."""
    await zhou.says("得分")
    await zhou.taps("评定结果")
    await zhou.taps("第1版")
    await zhou.sees("未评完：第25项还没有核定", "2026-11-23提交")
    await zhou.taps("第4项 −0.5")
    await zhou.sees("4.5分", REASON, "顾晓燕")


async def decides_until(gu: Talker, place: str) -> None:
    for _decision in range(60):
        if place in heading(gu):
            return
        await decides(gu)
    raise AssertionError(f"{place!r} is never reached:\n{gu.screen}")


async def decides(gu: Talker) -> None:
    """Whatever the item asks first: what the records say, or what is good for the agency."""
    before = gu.screen
    offered = gu.choices[0]
    if offered == "是":
        await gu.taps("否" if "请现场核查：是否存在" in before else "是")
    elif offered == "核实确实没有":
        await gu.taps(offered)
        await gives_reasons(gu, "查阅台账，确实没有")
    elif offered == "填写数目":
        await gu.taps(offered)
        await gives_reasons(gu, "0", "查看了评审报告")
    else:
        await gu.taps(offered)
    assert gu.screen != before


async def gives_reasons(gu: Talker, *answers: str) -> None:
    for answer in answers:
        await gu.says(answer)
    await gu.taps("跳过")
    await gu.taps("提交")
    await gu.taps("继续评定")
