"""The same day where no button can be pressed: menu, form, score and reminder by typed numbers."""

from storage.organisation import Role
from tests.stories.stage import Stage
from tests.stories.talker import Talker


def number_of(someone: Talker, label: str) -> str:
    """The place of a choice among those on the screen: what a person counts."""
    choices = enumerate(someone.choices, 1)
    at = next(n for n, shown in choices if label in shown)
    return str(at)


async def picks(someone: Talker, label: str) -> None:
    await someone.says(number_of(someone, label))


async def test_a_day_by_typed_numbers_alone(chat: Stage) -> None:
    wang = await chat.enters("王晓芳", Role.AGENCY)
    await calls_back(wang)
    await reads_the_score(wang)
    await chat.reminds()
    await answers_a_reminder(wang)


async def calls_back(wang: Talker) -> None:
    await picks(wang, "服务回访")
    await wang.sees("回访的委托单位")
    await picks(wang, "平湖永泰")
    await wang.sees("回访日期")
    await wang.says("11月19日")
    await wang.sees("回访方式")
    await picks(wang, "上门")
    await wang.says("3")
    await wang.says("跳过")
    await wang.sees("核对 · 服务回访", "3. 回访方式：上门", "4. 回访情况：3")
    await wang.says("4")
    await wang.says("两条隐患都已整改")
    await wang.sees("核对 · 服务回访", "4. 回访情况：两条隐患都已整改")
    await wang.says("提交")
    await wang.sees("已提交 · 服务回访", "编号：HF-2026-0005")


async def reads_the_score(wang: Talker) -> None:
    await wang.says("得分")
    await picks(wang, "第4项")
    await wang.sees("第4项 上报材料", "HT-2026-0005")
    await picks(wang, "返回得分")
    await wang.sees("嘉兴安正技术服务有限公司 · 得分")


async def answers_a_reminder(wang: Talker) -> None:
    """A pushed message takes no number: what was on the screen before still does."""
    await wang.sees("提醒：有3件事要办")
    await wang.says("待办")
    await picks(wang, "登记上传")
    await wang.sees("合同上传登记")
    await wang.says("今天")
    await wang.says("跳过")
    await wang.says("提交")
    await wang.sees("已提交 · 合同上传登记", "第4项 4 → 4.5")
