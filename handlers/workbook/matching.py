"""Which record a row is: by its number, as the same, or as the only one that it may be."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from handlers.workbook.books import number_of
from handlers.workbook.register import Register, Values
from storage.entity import Record

TWICE = "和第{row}行重复。"
GONE = "{number} 已经作废，不能再改。"
STRANGE = "本单位没有编号 {number}。新登记的请把编号空着。"
SEVERAL = "本单位已有不止一条像这样的记录，请写编号（可以先导出，看各条的编号）。"


LOOKED_AT = 200
"""So many records alike are looked at for one that is the same; a row of more needs a number."""


@dataclass
class Candidate:
    """A row that could be read; ``record`` is what it turned out to be, None a new one."""

    row: int
    values: Values
    number: str = ""
    record: Record | None = None
    wrong: str = ""


@dataclass
class Matching:
    """The records of one kind that are there, and the rows of the file that claim them."""

    register: Register
    existing: Sequence[Record]
    taken: dict[str, int] = field(default_factory=dict)
    """The row by the id that it claimed."""

    def __post_init__(self) -> None:
        self.by_number = {record.number: record for record in self.existing}
        self.by_key: dict[Hashable, list[Record]] = {}
        for record in self.existing:
            if record.withdrawn_at is None:
                for key in self.register.keys(vars(record)):
                    self.by_key.setdefault(key, []).append(record)

    def settle(self, rows: Sequence[Candidate]) -> None:
        """Fill in ``record`` or ``wrong`` of each."""
        numbers: dict[str, int] = {}
        for row in rows:
            if row.number:
                self._numbered(row, numbers)
        rest = [row for row in rows if not row.number]
        for row in rest:
            self._same(row)
        left = [row for row in rest if row.record is None and not row.wrong]
        self._alike(left)

    def _numbered(self, row: Candidate, numbers: dict[str, int]) -> None:
        number = number_of(row.number) or row.number.strip()
        record = self.by_number.get(number)
        if number in numbers:
            row.wrong = TWICE.format(row=numbers[number])
        elif record is None and not self._fresh(number):
            row.wrong = STRANGE.format(number=number[:30])
        elif record is not None and record.withdrawn_at is not None:
            row.wrong = GONE.format(number=number)
        elif record is not None:
            row.record = record
            self.taken[record.id] = row.row
        row.number = number
        numbers.setdefault(number, row.row)

    def _fresh(self, number: str) -> bool:
        """An empty register takes the numbers of the file: it is another system's export."""
        prefix = self.register.record.prefix
        return not self.existing and bool(number_of(number)) and number.startswith(f"{prefix}-")

    def _candidates(self, row: Candidate) -> list[Record]:
        for key in self.register.keys(row.values):
            found = [r for r in self.by_key.get(key, []) if self.register.may_be(row.values, r)]
            if found:
                return found[:LOOKED_AT]
        return []

    def _same(self, row: Candidate) -> None:
        identical = [r for r in self._candidates(row) if not differing(r, row.values)]
        free = [record for record in identical if record.id not in self.taken]
        if free:
            row.record = free[0]
            self.taken[free[0].id] = row.row
        elif identical:
            row.wrong = TWICE.format(row=self.taken[identical[0].id])

    def _alike(self, rows: Sequence[Candidate]) -> None:
        """Rows that are like a record, but not the same: one of one is a correction of it."""
        free = {
            id(row): [r for r in self._candidates(row) if r.id not in self.taken] for row in rows
        }
        wanted: dict[str, int] = {}
        for found in free.values():
            for record in found:
                wanted[record.id] = wanted.get(record.id, 0) + 1
        seen: dict[Any, int] = {}
        for row in rows:
            found = free[id(row)]
            content = tuple(sorted((name, repr(value)) for name, value in row.values.items()))
            if content in seen:
                row.wrong = TWICE.format(row=seen[content])
            elif len(found) == 1 and wanted[found[0].id] == 1:
                row.record = found[0]
                self.taken[found[0].id] = row.row
            elif found:
                row.wrong = SEVERAL
            seen.setdefault(content, row.row)


def differing(record: Record, values: Values) -> Values:
    """What a record would have to change to say what a row says."""
    return {n: v for n, v in values.items() if _told(getattr(record, n)) != _told(v)}


def _told(value: Any) -> Any:
    """Of people and policies the order says nothing."""
    return sorted(value) if isinstance(value, tuple) else value
