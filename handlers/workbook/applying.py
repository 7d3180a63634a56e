"""A plan is written: whole or not at all, in the unit of the store that it is given."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from handlers.workbook.outline import Fate, Outcome, Plan, Progress, Step, WorkbookError
from handlers.workbook.planning import plan as plan_again
from handlers.workbook.reading import Workbook
from storage.bulk import add_all, last_seq
from storage.sign_off import void_changed
from storage.store import Store
from storage.visit import Hazard, SignedList, Visit

BATCH = 200
"""New records between two words of progress."""

WRONG = "有{count}处有误，一行也没有导入。"
EMPTY = "没有要导入的内容。"


def apply(
    store: Store, workbook: Workbook, plan: Plan, progress: Progress | None = None
) -> Outcome:
    """Write what the plan says. Where the agency's records have changed since it was made, the
    rows are looked at again. Raises ``WorkbookError`` before anything is written."""
    if last_seq(store, plan.agency_id) != plan.seq:
        plan = plan_again(store, plan.agency_id, workbook)
    if plan.problems:
        raise WorkbookError(WRONG.format(count=len(plan.problems)))
    tell = progress or (lambda done, total: None)
    done, total = 0, len(plan.steps)
    for steps in _batches(plan.steps):
        _write(store, steps)
        done += len(steps)
        tell(done, total)
    _follow(store, plan)
    if plan.steps:
        counted = {str(fate): plan.total(fate) for fate in (Fate.NEW, Fate.CHANGED)}
        store.note("import", "workbook", plan.sha256, plan.agency_id, **counted)
    return Outcome(plan.counts, plan.promise)


def _batches(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Runs of new records of one kind, and corrections one by one."""
    for (kind, fate), run in groupby(steps, lambda step: (type(step.record), step.fate)):
        waiting = list(run)
        size = BATCH if fate is Fate.NEW else 1
        assert kind is not None
        for first in range(0, len(waiting), size):
            yield waiting[first : first + size]


def _write(store: Store, steps: list[Step]) -> None:
    if steps[0].fate is Fate.NEW:
        add_all(store, [step.record for step in steps])
        return
    for step in steps:
        store.revise(step.record, reason=reason(step), **step.changes)


def reason(step: Step) -> str:
    return f"Excel导入：{step.sheet}第{step.row}行"


def _follow(store: Store, plan: Plan) -> None:
    """What hangs on a corrected visit goes with it; a list that was signed and is another now is
    signed no more."""
    touched: dict[str, str] = {}
    new = {step.record.id for step in plan.steps if step.fate is Fate.NEW}
    for step in plan.steps:
        if isinstance(step.record, Visit) and step.fate is Fate.CHANGED:
            touched[step.record.id] = reason(step)
            if "client_id" in step.changes:
                _move(store, step)
        elif isinstance(step.record, Hazard):
            touched.setdefault(step.record.visit_id, reason(step))
            if "visit_id" in step.changes:
                touched.setdefault(str(step.changes["visit_id"]), reason(step))
    for id, why in touched.items():
        if id not in new and (visit := store.get(Visit, id)) is not None:
            void_changed(store, visit, why)


def _move(store: Store, step: Step) -> None:
    client_id = step.changes["client_id"]
    visit_id = step.record.id
    on_paper = store.find(SignedList, visit_id=visit_id, hand_over_id=None)
    for record in (*store.find(Hazard, visit_id=visit_id), *on_paper):
        store.revise(record, reason=reason(step), client_id=client_id)
