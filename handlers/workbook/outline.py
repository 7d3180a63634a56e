"""What is known of a workbook before it is imported: each row's fate, and what is wrong where."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from storage.entity import Record

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many. It must not fail: it is called inside the unit."""


class WorkbookError(Exception):
    """Why a file can't be imported at all: the sentence that the person reads."""


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


FATE_NAMES = {Fate.NEW: "新增", Fate.CHANGED: "更正", Fate.SAME: "相同", Fate.WRONG: "有误"}


@dataclass(frozen=True)
class Problem:
    """``row`` as Excel counts it; ``column`` is the heading, empty where the row as a whole is
    meant."""

    sheet: str
    row: int
    column: str
    reason: str

    def line(self) -> str:
        column = f"“{self.column}”" if self.column else ""
        return f"{self.sheet} 第{self.row}行{column}：{self.reason}"

    def as_json(self) -> dict[str, Any]:
        return {"sheet": self.sheet, "row": self.row, "column": self.column, "reason": self.reason}


@dataclass(frozen=True)
class Step:
    """What a good row does: adds ``record``, or corrects it by ``changes``."""

    sheet: str
    row: int
    fate: Fate
    record: Record
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """``steps`` are in the order in which they can be written; ``counts`` has, by sheet, how many
    rows have which fate; ``notes`` are sentences about the workbook (columns nobody knows).
    ``seq`` is the last entry of the agency's audit chain when the plan was made: as long as it
    hasn't moved, the plan holds."""

    agency_id: str
    sha256: str
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]
    counts: Mapping[str, Mapping[Fate, int]]
    notes: tuple[str, ...]
    seq: int

    @property
    def ready(self) -> bool:
        """Whether there is something to import, and nothing in the way."""
        return bool(self.steps) and not self.problems

    @property
    def promise(self) -> str:
        """What would be written, over which state of what: another plan of the same file has the
        same promise as long as it would do the same."""
        said = [
            [step.sheet, step.row, step.fate]
            if step.fate is Fate.NEW
            else [step.sheet, step.row, step.record.id, step.record.revision, sorted(step.changes)]
            for step in self.steps
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def total(self, fate: Fate) -> int:
        return sum(counted.get(fate, 0) for counted in self.counts.values())

    def lines(self, shown: int = 20) -> list[str]:
        """The preview: a line for each sheet, then the first problems, then the notes."""
        lines = [f"{sheet}：{_counted(counted)}" for sheet, counted in self.counts.items()]
        lines += [problem.line() for problem in self.problems[:shown]]
        if len(self.problems) > shown:
            lines.append(f"……共{len(self.problems)}处有误，以上是前{shown}处。")
        return [*lines, *self.notes]

    def as_json(self, shown: int = 20) -> dict[str, Any]:
        counts = {sheet: {str(f): n for f, n in c.items()} for sheet, c in self.counts.items()}
        return {
            "counts": counts,
            "problems": [problem.as_json() for problem in self.problems[:shown]],
            "wrong": len(self.problems),
            "notes": list(self.notes),
            "ready": self.ready,
        }


@dataclass(frozen=True)
class Outcome:
    """What an import did, by sheet; ``promise`` is that of the plan that was carried out."""

    counts: Mapping[str, Mapping[Fate, int]]
    promise: str

    def total(self, fate: Fate) -> int:
        return sum(counted.get(fate, 0) for counted in self.counts.values())

    def lines(self) -> list[str]:
        return [f"{sheet}：{_counted(counted)}" for sheet, counted in self.counts.items()]


def _counted(counted: Mapping[Fate, int]) -> str:
    said = [f"{name}{counted[fate]}" for fate, name in FATE_NAMES.items() if counted.get(fate)]
    return "，".join(said) or "没有内容"
