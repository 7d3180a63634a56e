"""评定分工: which inspectors look at which agency, and who must keep away."""

from handlers.cycle.board import names, outdated, recused
from handlers.cycle.forms import AssignForm
from handlers.cycle.place import At
from handlers.formkit.runner import open_form
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from storage.assignment import Assignment
from storage.board import inspectors_of
from storage.cycle import Participation
from storage.person import Person
from storage.snapshot import Order, ranking

PAGE = 6
TITLE = "评定分工"
RECUSE = Choice("代登回避申报", press("form.open", "conflict"))


def list_(at: At) -> None:
    """The agencies that take part, each with who inspects it."""
    found = ranking(at.store, at.cycle, Order.NAME, at.page, PAGE)
    last = max(0, (found.total - 1) // PAGE)
    who = inspectors_of(at.store, at.cycle)
    without = found.total - len(who)
    page = f"第{min(at.page, last) + 1}/{last + 1}页"
    lines = [f"参评机构{found.total}家，{without}家还没有分工。{page}", ""]
    if not found.total:
        lines = ["还没有参评机构，请先从“参评邀请”邀请。"]
    rows: list[tuple[Choice, ...]] = []
    for place, one in enumerate(found.rows, 1):
        lines.append(f"{place}. {one.name}：{names(who.get(one.participation_id, ()))}")
        label = f"{place}. {cut(one.name, 40)}"
        rows.append((at.choice(label, "who", one.participation_id),))
    rows += at.turning("assign", last)
    rows.append((RECUSE, at.back))
    at.turn.say(View("\n".join(lines), tuple(rows), TITLE, numbered=True))


def who(at: At, said: str = "") -> None:
    """One agency: its inspectors, each to be taken off, and who keeps away."""
    found = at.taking_part()
    if found is None:
        return outdated(at)
    part, agency = found
    there = inspectors_of(at.store, at.cycle).get(part.id, [])
    lines = [said] + [f"{names([one])}：{one.assignment.since}起" for one in there]
    if not there:
        lines.append("还没有分工：没有申报回避的评定人员都可以评定。分工后只由分到的人评定。")
    if there and all(one.assignment.blind for one in there):
        lines.append("⚠ 只剩独立评定的人员，请再安排共同评定的人员：计分以共同评定为准。")
    lines += recused(at, part.agency_id)
    open_ = at.cycle.closed_on is None
    rows = [
        (at.choice(f"取消{cut(names([one]), 20)}的分工", "off", one.assignment.id),)
        for one in there
        if open_
    ]
    add = (at.choice("增加评定人员", "add", part.id),) if open_ else ()
    rows.append((*add, at.choice("查看进度", "agency", part.id)))
    rows.append((at.choice("返回评定分工", "assign"),))
    text = "\n".join(lines).strip()
    at.turn.say(View(text, tuple(rows), f"{agency.name} · {TITLE}", numbered=True))


def add(at: At) -> None:
    found = at.taking_part()
    if found is None or at.cycle.closed_on is not None:
        return outdated(at)
    open_form(at.turn, AssignForm, preset={"participation": found[0].id})


def off(at: At, sure: bool = False) -> None:
    """Take an inspector off, after a yes; what they decided stays."""
    one = at.store.get(Assignment, at.id)
    part = at.store.get(Participation, one.participation_id) if one else None
    if one is None or part is None or part.cycle_id != at.cycle.id or at.cycle.closed_on:
        return outdated(at)
    there = At(at.turn, at.cycle, at.place, 0, part.id)
    if one.withdrawn_at is not None:
        return who(there, "这项分工已经取消。")
    person = at.store.get(Person, one.inspector_id)
    name = person.name if person else ""
    if sure:
        at.store.withdraw(one, reason="取消分工")
        return who(there, f"已取消{name}的分工。")
    text = f"取消{name}的分工吗？已经作出的认定会留存，不受影响。"
    yes = at.choice("确认取消分工", "gone", one.id)
    rows = ((yes,), (at.choice("返回分工", "who", part.id),))
    at.turn.say(View(text, rows, TITLE, numbered=True))


def gone(at: At) -> None:
    off(at, sure=True)
