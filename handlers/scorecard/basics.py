"""基本条件 as a check list: met, not met or unknown; no points hang on it."""

from collections.abc import Sequence

from handlers.formkit.view import Choice, View, press
from handlers.scorecard.sheet import Sheet
from scoring.conditions import Answer, Checked

MARKS = {Answer.MET: "✓", Answer.NOT_MET: "✗", Answer.UNKNOWN: "?"}


def basics_view(sheet: Sheet, checked: Sequence[Checked]) -> View:
    """One line for each condition of the clause."""
    lines = [
        f"{MARKS[line.answer]} {line.condition.words}：{line.answer.label}" for line in checked
    ]
    text = "\n".join(
        [
            *lines,
            "",
            "按机构自报和人员登记核对；“未知”是系统里还没有这项信息。基本条件不计分。",
        ]
    )
    back = Choice("返回得分", press("score.card", sheet.id, sheet.press_day))
    return View(text, ((back,),), title=f"{sheet.agency} · 基本条件", numbered=True)
