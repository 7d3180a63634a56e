"""The receipt of a submission: number, time, what it counts for and changed, what is due."""

from collections.abc import Sequence

from handlers.formkit.draft import Mode
from handlers.formkit.form import Form
from handlers.formkit.view import Choice, View, press
from storage.entity import Record
from storage.store import ZONE, Store

MENU = Choice("菜单", press("menu"))
_DONE = {Mode.NEW: "已提交", Mode.AMEND: "已更正", Mode.WITHDRAW: "已作废"}


def receipt(
    store: Store,
    form: type[Form],
    mode: Mode,
    record: Record,
    score: Sequence[str] = (),
    due: Sequence[str] = (),
    onward: tuple[Choice, ...] = (),
) -> View:
    """``score``: lines on what the submission did to the score; ``due``: what comes next;
    ``onward``: the form's own ways on."""
    items = "、".join(f"第{number}项" for number in form.spec.items)
    lines = [
        f"编号：{record.number}" if record.number else "",
        f"时间：{store.now.astimezone(ZONE):%Y-%m-%d %H:%M}",
        f"计入：附件A {items}" if items else "",
        *score,
        *due,
    ]
    text = "\n".join(line for line in lines if line)
    title = f"{_DONE[mode]} · {form.spec.title}"
    return View(text, (*_ways(form, mode, record), (*onward, MENU)), title=title)


def again(form: type[Form], record: Record) -> View:
    """The answer to a submission that was made before."""
    text = f"这张表已经提交过了，没有重复登记。\n编号：{record.number or '—'}"
    rows = (*_ways(form, Mode.NEW, record), (MENU,))
    return View(text, rows, title=f"已提交 · {form.spec.title}")


def _ways(form: type[Form], mode: Mode, record: Record) -> tuple[tuple[Choice, ...], ...]:
    """更正 and 作废, where the form can open what it made."""
    kind = form.spec.record
    if kind is None or not isinstance(record, kind) or mode is Mode.WITHDRAW:
        return ()
    name = form.spec.name
    amend = Choice("更正", press(f"form.amend.{name}", record.id))
    return ((amend, Choice("作废", press(f"form.withdraw.{name}", record.id))),)
