"""The rows of the uploads ledger join the plan: beside what the records' own sheets say."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from handlers.formkit import Invalid
from handlers.workbook.books import Blocked, Books
from handlers.workbook.columns import Column, Sense
from handlers.workbook.outline import Fate, Problem, Step
from handlers.workbook.reading import Sheet
from handlers.workbook.table import Table, values_of
from handlers.workbook.uploads import COLUMNS, Ledger
from storage.contract import Contract
from storage.entity import Record
from storage.store import Store
from storage.visit import Hazard


class Drafting(Protocol):
    """What of a draft is needed here."""

    store: Store
    agency_id: str
    sense: Sense
    books: Books
    steps: dict[str, Step]
    problems: list[Problem]
    seen: dict[str, Record]
    blocked: int

    def count(self, title: str, fate: Fate) -> None: ...

    def table(self, sheet: Sheet, columns: tuple[Column, ...]) -> Table: ...


def take_uploads(draft: Drafting, sheet: Sheet) -> None:
    found = draft.table(sheet, COLUMNS)
    ledger = _ledger(draft)
    for line in found.lines:
        values, wrong = values_of(line, found.columns, draft.sense)
        if not wrong:
            wrong = _mark(draft, ledger, found.title, line.row, values)
        for column, reason in wrong:
            draft.problems.append(Problem(found.title, line.row, column, reason))
        if wrong:
            draft.count(found.title, Fate.WRONG)


def _ledger(draft: Drafting) -> Ledger:
    """Contracts and hazards as the sheets before leave them."""
    for kind in (Contract, Hazard):
        for record in draft.store.find(kind, agency_id=draft.agency_id):
            draft.seen.setdefault(record.id, record)
    hazards: dict[str, list[Hazard]] = {}
    contracts: dict[str, Contract] = {}
    for record in draft.seen.values():
        if isinstance(record, Hazard):
            hazards.setdefault(record.visit_id, []).append(record)
        elif isinstance(record, Contract):
            contracts[record.id] = record
    return Ledger(contracts, hazards)


def _mark(
    draft: Drafting, ledger: Ledger, title: str, row: int, values: dict[str, Any]
) -> list[tuple[str, str]]:
    try:
        marks = list(ledger.marks(values, draft.books))
        for record, changes in marks:
            _merge(draft, Step(title, row, Fate.CHANGED, record, changes))
    except Blocked:
        draft.blocked += 1
        return []
    except Invalid as error:
        named = (c.label for c in COLUMNS if c.field == error.field)
        return [(next(named, ""), error.sentence)]
    draft.count(title, Fate.CHANGED if marks else Fate.SAME)
    return []


def _merge(draft: Drafting, mark: Step) -> None:
    """The ledger and a record's own sheet may both speak of an upload, but not differ."""
    step = draft.steps.get(mark.record.id)
    if step is None:
        before = draft.store.get(type(mark.record), mark.record.id)
        draft.steps[mark.record.id] = replace(mark, record=before or mark.record)
        return
    new = step.fate is Fate.NEW
    said: Mapping[str, Any] = vars(step.record) if new else step.changes
    stored = {} if new else vars(step.record)
    wanted = {n: v for n, v in mark.changes.items() if n not in stored or stored[n] != v}
    for name, value in wanted.items():
        if said.get(name, value) not in (value, None):
            raise Invalid(f"和{step.sheet}第{step.row}行写的不一样。", field=name)
    if new:
        draft.steps[mark.record.id] = replace(step, record=replace(step.record, **wanted))
    else:
        merged = {**step.changes, **wanted}
        draft.steps[mark.record.id] = replace(step, changes=merged)
