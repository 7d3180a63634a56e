"""基本条件 of an agency in a few lines, before it is invited and while it takes part."""

from handlers.scorecard.basics import MARKS
from scoring.conditions import Answer, check
from scoring.settings import Readings
from storage.cycle import Cycle
from storage.evidence import conditions
from storage.store import Store


def basics_lines(store: Store, cycle: Cycle, agency_id: str) -> list[str]:
    """How many conditions are met, and each that isn't, or isn't known."""
    readings = Readings.from_dict(cycle.readings)
    checked = check(conditions(store, agency_id, store.today, readings))
    counted = {answer: sum(line.answer is answer for line in checked) for answer in Answer}
    said = "、".join(f"{answer.label}{counted[answer]}项" for answer in Answer if counted[answer])
    lines = [f"基本条件（{len(checked)}项，不计分）：{said}"]
    return lines + [
        f"　{MARKS[line.answer]} {line.condition.words}：{line.answer.label}"
        for line in checked
        if line.answer is not Answer.MET
    ]
