"""Rows become a plan: what each would do to the agency's records, or why it can do nothing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.formkit import Invalid
from handlers.formkit.world import World
from handlers.workbook import uploads
from handlers.workbook.books import Blocked, Books
from handlers.workbook.columns import Column, Sense, fold
from handlers.workbook.marking import take_uploads
from handlers.workbook.matching import Candidate, Matching, differing
from handlers.workbook.outline import Fate, Plan, Problem, Step
from handlers.workbook.reading import Sheet, Workbook
from handlers.workbook.register import Register, Values
from handlers.workbook.sheets import NOTES, REGISTERS, titled
from handlers.workbook.table import Line, Table, under_headings, values_of
from storage.bulk import last_seq
from storage.client import Client
from storage.entity import Record
from storage.ids import new_id
from storage.store import Store
from storage.visit import Visit


def plan(store: Store, agency_id: str, workbook: Workbook) -> Plan:
    """What an import would do. Reads only."""
    draft = Draft(store, agency_id, workbook)
    by_title: dict[str | None, Sheet] = {}
    for sheet in workbook.sheets:
        first = by_title.setdefault(titled(sheet.title), sheet)
        if first is not sheet:
            again = f"和“{first.title}”是同一种表，请合并成一张。"
            draft.problems.append(Problem(sheet.title, 1, "", again))
    for register in REGISTERS:
        if register.title in by_title:
            draft.take(register, by_title[register.title])
    if uploads.TITLE in by_title:
        take_uploads(draft, by_title[uploads.TITLE])
    return draft.made()


class Draft:
    """A plan that is being made, sheet by sheet."""

    def __init__(self, store: Store, agency_id: str, workbook: Workbook) -> None:
        self.store, self.agency_id, self.workbook = store, agency_id, workbook
        self.sense = Sense(World(store.now, store.today), workbook.since_1904)
        self.books = Books(store, agency_id)
        self.steps: dict[str, Step] = {}
        self.problems: list[Problem] = []
        self.counts: dict[str, dict[Fate, int]] = {}
        self.notes: list[str] = []
        self.blocked = 0
        self.seen: dict[str, Record] = {}
        """Contracts and hazards as the file leaves them, by id."""

    def made(self) -> Plan:
        notes = list(self.notes)
        if self.blocked:
            notes.append(f"另有{self.blocked}行要等它们引用的行改好以后再看。")
        if self.workbook.others:
            notes.append(f"没有读取的工作表：{'、'.join(self.workbook.others[:10])}。")
        return Plan(
            self.agency_id,
            self.workbook.sha256,
            tuple(self.steps.values()),
            tuple(self.problems),
            self.counts,
            tuple(notes),
            last_seq(self.store, self.agency_id),
        )

    def take(self, register: Register, sheet: Sheet) -> None:
        found = self.table(sheet, register.columns)
        kind = register.record
        existing = self.store.find(kind, agency_id=self.agency_id, withdrawn=True)
        self.seen |= {r.id: r for r in existing if r.withdrawn_at is None}
        rows = [row for line in found.lines if (row := self._row(register, found, line))]
        Matching(register, existing).settle(rows)
        for row in rows:
            if row.wrong:
                self._wrong(found.title, row.row, "编号" if row.number else "", row.wrong)
                self._break(register, row.values)
            else:
                self._step(register, found.title, row)

    def table(self, sheet: Sheet, columns: tuple[Column, ...]) -> Table:
        found = under_headings(sheet, columns, NOTES)
        self.problems += found.problems
        self.counts[found.title] = {}
        if found.strange:
            strange = "、".join(found.strange[:10])
            self.notes.append(f"{found.title}里不认识的列，没有读取：{strange}。")
        return found

    def _row(self, register: Register, found: Table, line: Line) -> Candidate | None:
        """A row's values with its references settled; None where it is wrong."""
        only_whose = line.cells.keys() <= set(register.whose)
        columns = (c for c in found.columns if not only_whose or c.field in register.whose)
        values, wrong = values_of(line, tuple(columns), self.sense)
        number = values.pop("number", None) or ""
        if not wrong:
            try:
                blanks = {c.field for c in found.columns} - values.keys() - {"number"}
                settled = register.settle(values, self.books)
                if only_whose:
                    return None
                if number:
                    blank = register.defaults()
                    settled = {**{n: blank[n] for n in blanks & blank.keys()}, **settled}
                return Candidate(line.row, settled, number)
            except Blocked:
                self.blocked += 1
                self._break(register, values)
                return None
            except Invalid as error:
                wrong = [(register.column(error.field), error.sentence)]
        for column, reason in wrong:
            self.problems.append(Problem(found.title, line.row, column, reason))
        self.count(found.title, Fate.WRONG)
        self._break(register, values)
        return None

    def _step(self, register: Register, title: str, row: Candidate) -> None:
        before = row.record
        values = row.values if before is not None else register.whole(row.values)
        changes: Mapping[str, Any] = differing(before, values) if before is not None else values
        try:
            if changes:
                register.check({**_known(register, before), **values}, self.books)
                self._alone(register, before, values)
        except Invalid as error:
            self._wrong(title, row.row, register.column(error.field), error.sentence)
            self._break(register, values)
            return
        if before is None:
            own: Values = {"id": new_id(), "number": row.number, "agency_id": self.agency_id}
            after = register.record(**own, **values)
            fate, changes = Fate.NEW, {}
        else:
            after = replace(before, **changes)
            fate = Fate.CHANGED if changes else Fate.SAME
        self.count(title, fate)
        self.books.put(after)
        self.seen[after.id] = after
        if fate is not Fate.SAME:
            subject = after if before is None else before
            self.steps[after.id] = Step(title, row.row, fate, subject, changes)

    def _alone(self, register: Register, before: Record | None, values: Values) -> None:
        """No two clients share a credit code."""
        code = values.get("credit_code")
        if register.record is not Client or not code:
            return
        for twin in self.books.clients.by_name.get(fold(code), []):
            if before is None or twin.id != before.id:
                name = getattr(twin, "name", "")
                raise Invalid(f"这个代码已经登记在“{name}”名下。", field="credit_code")

    def _break(self, register: Register, values: Values) -> None:
        """Rows that refer to a wrong one are not wrong for that."""
        if register.record is Client and (name := values.get("name")):
            self.books.clients.broken.add(fold(name))
        elif register.record is Visit:
            said = (values.get("client_id"), values.get("on"))
            self.books.broken_visits |= {
                fold(v) if isinstance(v, str) else v for v in said if v is not None
            }
        elif "name" in values:
            self.books.staff.broken.add(fold(values["name"]))

    def _wrong(self, title: str, row: int, column: str, reason: str) -> None:
        self.problems.append(Problem(title, row, column, reason))
        self.count(title, Fate.WRONG)

    def count(self, title: str, fate: Fate) -> None:
        counted = self.counts[title]
        counted[fate] = counted.get(fate, 0) + 1


def _known(register: Register, before: Record | None) -> Values:
    """A record's own values of the fields that a sheet speaks of."""
    if before is None:
        return {}
    names = {c.field for c in register.columns} | {"client_id", "visit_id"}
    return {n: v for n, v in vars(before).items() if n in names - {"number", *register.derived}}
