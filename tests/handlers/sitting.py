"""How a test sits down to an inspection and answers it by typing alone."""

from typing import Any

from scoring.facts import FACTS
from tests.handlers.bureau import Phone

REASON = "现场查看原件后认定"
GOOD = {fact.question: "是" if getattr(fact, "good", False) else "否" for fact in FACTS}




async def begin(phone: Phone, agency: str = "嘉兴安达") -> Phone:
    await phone.types("评定")
    await phone.picks(agency)
    if "开始评定" in phone.screen:
        await phone.picks("开始评定")
    return phone


async def at_item(phone: Phone, number: int, agency: str = "嘉兴安达") -> Phone:
    await begin(phone, agency)
    await phone.picks("跳到")
    return await typed(phone, str(number))


async def typed(phone: Phone, *texts: str) -> Phone:
    await phone.types(*texts)
    return phone


async def fill(phone: Phone, *answers: str, then: str = "返回第") -> None:
    """A form of an inspection: its answers, no photos, handed in."""
    await phone.types(*answers, "跳过")
    phone.sees("核对")
    await phone.types("提交")
    phone.sees("已提交")
    await phone.picks(then)


async def kept(phone: Phone, kind: type[Any], **equal: Any) -> list[Any]:
    found: list[Any] = await phone.writes(lambda store: store.find(kind, **equal))
    return found


async def step(phone: Phone) -> None:
    """Whatever the item asks, answered in the agency's favour."""
    labels = [choice.label for choice in phone.view.choices]
    if labels[0] == "是":
        question = next(q for q in GOOD if q in phone.view.text)
        await phone.picks(GOOD[question])
    elif labels[0].startswith("确认"):
        await phone.picks("确认")
        if "仍然认定" in phone.screen:
            await phone.picks("仍然认定")
    elif labels[0] == "没有":
        await phone.picks("没有")
    elif labels[0] == "核实确实没有":
        await phone.picks("核实确实没有")
        await fill(phone, "查阅了台账，确实没有", then="继续评定")
    else:
        await phone.picks("填写数目")
        await fill(phone, "0", "查看了评审报告", then="继续评定")
