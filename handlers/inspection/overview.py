"""The whole of an inspection: every item on one grid, and the review before it is submitted."""

from collections.abc import Mapping, Sequence

from handlers.formkit.view import Choice, View, press
from handlers.inspection.desk import Desk, differs
from handlers.inspection.opening import resume_at
from handlers.inspection.screen import Rows, progress
from handlers.inspection.views import back
from handlers.scorecard.item import say_decision
from handlers.scorecard.wording import MARKS, gained, heading, numbers, say_date
from scoring.states import State
from storage.card import Card

SHOWN = 15


def grid(desk: Desk) -> Rows:
    """A button for every item, first on its view: so a typed number is the item of that number."""
    buttons = [
        desk.choice(f"{MARKS[state]}{n}", f"item.{n}") for n, state in desk.sheet.states.items()
    ]
    return [tuple(buttons[at : at + 5]) for at in range(0, len(buttons), 5)]


def jump_view(desk: Desk, number: int) -> View:
    """All items on one grid."""
    lines = [
        f"{MARKS[state]} {heading(desk.item(n))} {gained(desk.sheet.card.item(n))}"
        for n, state in desk.sheet.states.items()
    ]
    lines += ["", "✓ 已核　• 预评（待确认）　? 待评", desk.sheet.line, "打序号也可以跳到那一项。"]
    rows = [*grid(desk), (back(desk, number), desk.choice("核对提交", "review"))]
    title = f"{desk.sheet.agency} · {progress(desk)}"
    return View("\n".join(lines), tuple(rows), title=title, numbered=True)


def review_view(
    desk: Desk, cards: Sequence[Card], changed: bool, labels: Mapping[str, str], said: str = ""
) -> View:
    """What is open, where the inspectors differ from the records, and the way to submit."""
    sheet = desk.sheet
    lines = [said, sheet.line, "", *(open_line(desk, n) for n in desk.open)]
    lines += [*differing_lines(desk, labels), ""]
    rows = grid(desk)
    if cards:
        state = "之后有修改，还没有提交" if changed else "之后没有修改"
        lines.append(f"第{cards[0].version}版已于{say_date(cards[0].day)}提交，{state}。")
    if changed:
        lines += unfinished_lines(desk)
    if changed and not waits(desk):
        label = "提交（未评完）" if desk.open else "提交评定结果"
        data = f"submit.{(cards[0].version if cards else 0) + 1}"
        rows.append((submit_choice(desk, label, data),))
    pause = desk.choice("暂停", f"pause.{resume_at(desk)}")
    rows.append((pause, Choice("返回机构列表", press("insp.list.0"))))
    title = f"{sheet.agency} · 核对 · {progress(desk)}"
    return View("\n".join(lines).strip(), tuple(rows), title=title, numbered=True)


def waits(desk: Desk) -> bool:
    """A blind inspector hands in once, and all that an inspector can decide."""
    return desk.inspection.blind and desk.next_open(0) is not None


def open_line(desk: Desk, number: int) -> str:
    """Why an item is not settled yet."""
    head = f"{MARKS[desk.sheet.states[number]]} {heading(desk.item(number))}"
    if desk.item(number).measured:
        return f"{head}：等待测评"
    if desk.sheet.states[number] is not State.PENDING:
        return f"{head}：待确认"
    return f"{head}：待核查（{'、'.join(fact.label for fact in desk.unknown(number))}）"


def submit_choice(desk: Desk, label: str, action: str) -> Choice:
    """Submitting concerns every item, so its mark is of all of them."""
    item = desk.choice(label, action)
    return Choice(label, f"{item.data.rpartition(':')[0]}:{desk.mark()}")


def unfinished_lines(desk: Desk) -> list[str]:
    if not desk.open:
        return ["25项都已核定，提交后生成评定结果。"]
    if desk.inspection.blind:
        return [f"还有{len(desk.open)}项没有核定。独立评定要全部核定后一次提交，提交后不能再改。"]
    return [
        f"还有{len(desk.open)}项没有核定。现在提交会留下一版“未评完”的结果，"
        "不能据此公布星级；以后补核可以再提交新的一版。"
    ]


def differing_lines(desk: Desk, labels: Mapping[str, str]) -> list[str]:
    found = [d for d in desk.sheet.decisions if differs(d)]
    said = [f"第{d.item}项 {say_decision(desk.sheet, d, labels)}" for d in found[:SHOWN]]
    more = [f"…共{len(found)}条，其余可逐项查看"] if len(found) > SHOWN else []
    return ["", "与系统记录不同的认定：", *said, *more] if said else []


def paused_view(desk: Desk, number: int) -> View:
    text = (
        f"{desk.sheet.agency}的评定已暂停在第{number}项，{progress(desk)}。"
        "每项认定都已保存，过几天、换个设备都可以接着评。"
    )
    rows: Rows = [
        (desk.choice("继续评定", f"item.{number}"), desk.choice("核对提交", "review")),
        (Choice("返回机构列表", press("insp.list.0")),),
    ]
    return View(text, tuple(rows), title="评定已暂停", numbered=True)


def submitted_view(desk: Desk, card: Card) -> View:
    """What was frozen; an open item is said, not hidden."""
    lines = [
        f"编号：{card.number}（第{card.version}版）",
        f"日期：{say_date(card.day)}",
        desk.sheet.line,
    ]
    if desk.open:
        lines.append(f"未评完：{numbers(desk.open)}还没有核定，不能据此公布星级。")
    lines.append("以后如有修改，再次提交会生成新的一版，这一版原样保留。")
    if desk.inspection.blind:
        lines[-1] = "独立评定提交后不能再改。"
        differences = Choice("两份评定的不同", press("side.blind", desk.sheet.id))
        rows: Rows = [(differences, Choice("返回机构列表", press("insp.list.0")))]
        text, title = "\n".join(lines), f"已提交 · {desk.sheet.agency}"
        return View(text, tuple(rows), title=title, numbered=True)
    rows = [
        (Choice("查看评定结果", press("score.version", card.id)),),
        (desk.choice("返回核对", "review"), Choice("返回机构列表", press("insp.list.0"))),
    ]
    return View("\n".join(lines), tuple(rows), title=f"已提交 · {desk.sheet.agency}", numbered=True)
