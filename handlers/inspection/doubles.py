"""One fact deducted twice: not forbidden by the text, but nobody does it without saying yes."""

from collections.abc import Iterable, Mapping

from handlers.scorecard.sheet import Sheet
from handlers.scorecard.wording import case_label
from scoring.scheme import Each
from scoring.states import State
from scoring.values import plain

SHOWN = 3


def costing(sheet: Sheet, number: int) -> tuple[str, ...]:
    """The cases that cost an item points as its facts stand."""
    refs = [ref for lost in sheet.card.item(number).deductions for ref in lost.cases]
    return tuple(dict.fromkeys(refs))


def doubles(
    sheet: Sheet, number: int, refs: Iterable[str], labels: Mapping[str, str]
) -> list[str]:
    """同一事实已在第14项扣1分: each other decided item where one of these cases costs points."""
    wanted = set(refs)
    lines = []
    for score in sheet.card.items:
        if score.number == number or sheet.states[score.number] is not State.ASSESSED:
            continue
        for taken in score.deductions:
            shared = [ref for ref in taken.cases if ref in wanted]
            if not shared:
                continue
            rule = sheet.edition.rule(taken.rule)
            points = rule.points if isinstance(rule, Each) else taken.points
            named = "、".join(case_label(ref, labels) for ref in shared[:SHOWN])
            more = f"等{len(shared)}例" if len(shared) > SHOWN else ""
            lines.append(f"同一事实已在第{score.number}项扣{plain(points)}分：{named}{more}")
    return lines
