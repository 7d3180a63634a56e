"""A score moves by exactly what the receipt said, to the half point."""

import re
from decimal import Decimal

from storage.organisation import Role
from tests.stories.stage import Stage
from tests.stories.talker import Talker

LINE = re.compile(r"→ ([\d.]+)–([\d.]+)")
CHANGE = re.compile(r"第4项 ([\d.]+) → ([\d.]+)；总分区间 ([\d.]+)–([\d.]+) → ([\d.]+)–([\d.]+)")
HALF = Decimal("0.5")
Range = tuple[Decimal, Decimal]


async def score(someone: Talker) -> Range:
    await someone.says("得分")
    found = LINE.search(someone.screen)
    assert found, someone.screen
    return Decimal(found[1]), Decimal(found[2])


async def test_the_score_moves_by_what_the_receipt_said(stage: Stage) -> None:
    wang = await stage.enters("王晓芳", Role.AGENCY)
    before = await score(wang)
    await wang.sees("第4项 上报材料 −1")
    await uploads_the_contract(wang)
    said = CHANGE.search(wang.screen)
    assert said, wang.screen
    was, now, *ends = map(Decimal, said.groups())
    assert now - was == HALF
    assert tuple(ends[:2]) == before
    after = await score(wang)
    assert tuple(ends[2:]) == after == (before[0] + HALF, before[1] + HALF)
    await wang.sees("第4项 上报材料 −0.5")
    await wang.taps("第4项 −0.5")
    await wang.sees("FW-2026-0004")
    await wang.sees_nothing_of("HT-2026-0005")


async def uploads_the_contract(wang: Talker) -> None:
    await wang.says("菜单")
    await wang.taps("监管平台上传台账")
    await wang.taps("登记合同上传")
    await wang.sees("1. 嘉善宏图五金有限公司 2026-02-02签 HT-2026-0005")
    await wang.taps("☐ 1. 嘉善宏图")
    await wang.taps("完成选择")
    await wang.taps("今天")
    await wang.taps("跳过")
    await wang.taps("提交")
    await wang.sees("已提交 · 合同上传登记", "计入：附件A 第4项")


async def test_what_does_not_count_says_so(stage: Stage) -> None:
    wang = await stage.enters("王晓芳", Role.AGENCY)
    before = await score(wang)
    await wang.says("菜单")
    await wang.taps("委托单位")
    await wang.says("秀洲明湖皮革有限公司")
    for _optional in range(9):
        await wang.says("跳过")
    await wang.taps("提交")
    await wang.sees("得分：不变")
    assert await score(wang) == before


async def test_the_bureaus_word_on_accidents_says_what_it_did_to_an_agencys_score(
    chat: Stage,
) -> None:
    lu = await chat.enters("陆文斌", Role.SUPERVISOR)
    for form, answers, moved in (
        ("事故登记确认", ("安正", "1", "1", "今天"), "第23项 0–2 → 2；"),
        ("死亡事故", ("安正", "1", "恒丰", "1", "2026-11-10", "跳过", "跳过"), "第23项 2 → 1；"),
    ):
        await lu.says("菜单")
        await lu.taps(form)
        for answer in (*answers, "提交"):
            await lu.says(answer)
        await lu.sees(f"已提交 · {form}", f"得分：{moved}")
