"""A hazard's course as lines: each step with its day and who, what has not come yet as well."""

from collections.abc import Iterator
from datetime import date

from storage.entity import Record
from storage.hazard_course import Step, course
from storage.hazards import STATE_NAMES, State, days_late, state_of
from storage.store import Store
from storage.visit import GRADE_NAMES, Grade, Hazard


def course_lines(store: Store, record: Record) -> list[str]:
    """Nothing for any other record than a hazard."""
    if not isinstance(record, Hazard):
        return []
    heading = f"经过（{standing(record, store.today)}）："
    return ["", heading, *map(_line, course(store, record)), ""]


def standing(hazard: Hazard, today: date) -> str:
    """未整改，已逾期3天"""
    late = days_late(hazard, today)
    return STATE_NAMES[state_of(hazard)] + (f"，已逾期{late}天" if late else "")


def brief(hazard: Hazard, today: date) -> str:
    """What tells a hazard from the others in a list, and how far it has come."""
    return "，".join(_brief(hazard, today))


def _brief(hazard: Hazard, today: date) -> Iterator[str]:
    mark = f"【{GRADE_NAMES[hazard.grade]}】" if hazard.grade is Grade.MAJOR else ""
    yield f"{mark}{hazard.place}：{hazard.description}"
    yield standing(hazard, today)
    if state_of(hazard) is State.OPEN and hazard.deadline and not days_late(hazard, today):
        yield f"期限{hazard.deadline}"
    if hazard.rechecked_on is not None:
        yield f"{hazard.rechecked_on}销号"


def _line(step: Step) -> str:
    if step.day is None:
        return f"○ {step.name}：{step.words}"
    said = "　".join(part for part in (str(step.day), step.who, step.words) if part)
    return f"● {step.name}：{said}"
