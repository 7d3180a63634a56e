"""评定设置: what a cycle is judged by; a change is seen in its effect before it is confirmed."""

from collections.abc import Sequence

from handlers.cycle.board import outdated, span
from handlers.cycle.forms import ReadingsForm
from handlers.cycle.place import At, at_cycle
from handlers.formkit.runner import open_form
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from scoring.settings import Readings
from scoring.summary import between
from storage.agency import Agency
from storage.cycle import Cycle, Participation, ReadingsChange
from storage.rereading import Effect, apply, effects

TITLE = "评定设置"
AT_ONCE = 20
"""How many agencies one page scores twice: a unit stays short."""

LINES = 12


def setting_lines(of: Cycle | ReadingsChange) -> list[str]:
    readings = Readings.from_dict(of.readings)
    counts = "是" if readings.engineer_counts_as_title else "否"
    return [
        f"隐患清单签收：{readings.list_days}天内（第14项）",
        f"服务回访：服务后{readings.follow_up_days}天内（第5项）",
        f"核对的制度：{'、'.join(readings.required_policies)}（第3项）",
        f"注册安全工程师计入其他职称：{counts}（第2项）",
        f"两类都符合的先计满注安师：{readings.engineers_needed}人（第2项）",
        f"起止日期：{of.start} 至 {of.end}",
    ]


def show(at: At, said: str = "") -> None:
    """What the cycle keeps: its dates, its edition, the readings where the standard has several."""
    lines = [
        said,
        span(at.cycle),
        f"标准版本：{at.cycle.edition}",
        f"异议期限：告知后{at.cycle.objection_days}天",
        "",
        "标准未明确的，本周期这样理解：",
        *setting_lines(at.cycle)[:-1],
    ]
    rows: list[tuple[Choice, ...]] = []
    if at.cycle.closed_on is None:
        dates = Choice("改名称和异议期限", press("form.amend.cycle", at.cycle.id))
        rows += [(at.choice("更改评定设置", "alter"),), (dates,)]
    waiting = pending(at)
    if waiting is not None:
        rows.insert(0, (at.choice("待确认的更改", "change", waiting.id),))
    rows.append((at.back,))
    at.turn.say(View("\n".join(lines).strip(), tuple(rows), TITLE, numbered=True))


def pending(at: At) -> ReadingsChange | None:
    """The newest change that was proposed for the cycle as it is and not confirmed."""
    found = at.store.find(ReadingsChange, cycle_id=at.cycle.id, applied_on=None, order="-id")
    return next((one for one in found if one.base == at.cycle.revision), None)


def alter(at: At) -> None:
    if at.cycle.closed_on is not None:
        return outdated(at)
    open_form(at.turn, ReadingsForm, preset={"cycle": at.cycle.id})


def change(at: At) -> None:
    """Whose score would change: page by page where there are many, the yes on the last."""
    found = proposed(at)
    if found is None:
        return None
    there, one = found
    parts = _parts(there)
    last = max(0, (len(parts) - 1) // AT_ONCE)
    page = min(at.page, last)
    shown = parts[page * AT_ONCE : (page + 1) * AT_ONCE]
    view = change_view(there, one, effects(there.store, one, there.cycle, shown), page, last)
    at.turn.say(view)


def _parts(at: At) -> list[Participation]:
    """By the agency's name."""
    found = at.store.find(Participation, cycle_id=at.cycle.id)
    named = {one.id: one.name for one in at.store.find(Agency)}
    return sorted(found, key=lambda one: (named.get(one.agency_id, ""), one.id))


def change_view(
    at: At, one: ReadingsChange, found: Sequence[Effect], page: int, last: int
) -> View:
    moved = [effect for effect in found if effect.items]
    where = f"第{page + 1}/{last + 1}批：" if last else ""
    lines = [f"更改：{'；'.join(differences(at.cycle, one))}", f"理由：{one.grounds}", ""]
    lines.append(f"{where}{len(found)}家里有{len(moved)}家的得分会变。")
    for effect in moved[:LINES]:
        numbers = "、".join(map(str, effect.items))
        was = between(effect.before.worst, effect.before.best)
        now = between(effect.after.worst, effect.after.best)
        lines.append(f"· {cut(effect.agency.name, 30)}：{was} → {now}（第{numbers}项）")
    if len(moved) > LINES:
        lines.append(f"　…还有{len(moved) - LINES}家")
    lines += ["", "已经提交的评定结果不变；确认后各机构的得分按新设置计算。"]
    rows: list[tuple[Choice, ...]] = []
    if page < last:
        rows.append((at.choice("看下一批", "change", one.id, page + 1),))
    else:
        rows.append((at.choice("确认更改", "apply", one.id),))
    rows.append((at.choice("放弃更改", "drop", one.id), at.choice("返回评定设置", "settings")))
    return View("\n".join(lines), tuple(rows), "更改评定设置 · 影响", numbered=True)


def differences(cycle: Cycle, one: ReadingsChange) -> list[str]:
    """改前 → 改后 of each setting that would be another."""
    pairs = zip(setting_lines(cycle), setting_lines(one), strict=True)
    changed = ((before, after) for before, after in pairs if before != after)
    return [f"{before} → {after.partition('：')[2]}" for before, after in changed]


def proposed(at: At) -> tuple[At, ReadingsChange] | None:
    """The change of a press while it can still be confirmed; else what is said instead."""
    one = at.store.get(ReadingsChange, at.id)
    there = at_cycle(at.turn, one.cycle_id, at.page, at.id) if one else None
    if one is None or there is None:
        outdated(at)
        return None
    gone = one.withdrawn_at is not None or there.cycle.closed_on is not None
    if one.applied_on is not None:
        show(there, f"这项更改已在{one.applied_on}生效。")
    elif gone or one.base != there.cycle.revision:
        show(there, "这项更改已放弃，或周期的设置之后又改过；请重新更改，再看影响。")
    else:
        return there, one
    return None


def apply_(at: At) -> None:
    """Confirm it; the scores follow. A second tap finds it done."""
    if found := proposed(at):
        there, one = found
        cycle = apply(at.store, one, there.cycle)
        show(At(at.turn, cycle, there.place), "更改已生效，各机构的得分按新设置计算。")


def drop(at: At) -> None:
    if found := proposed(at):
        there, one = found
        at.store.withdraw(one, reason="放弃更改")
        show(there, "已放弃更改，设置不变。")
