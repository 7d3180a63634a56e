"""The score of an agency on one screen: the line, three bars, and what lost points."""

from handlers.formkit.view import Choice, View, press
from handlers.scorecard.sheet import Sheet
from handlers.scorecard.wording import MARKS, bar, heading, lost, numbers, say_date
from scoring.scorecard import ItemScore
from scoring.states import State
from scoring.summary import between, section_sums
from scoring.values import plain
from storage.star_table import star_line


def card_view(sheet: Sheet, *, back: Choice | None = None, note: str = "") -> View:
    """What anybody entitled sees first."""
    losing = losing_items(sheet)
    text = [note, *head_lines(sheet), "", *bar_lines(sheet), "", *loss_lines(sheet, losing)]
    pending = [n for n, state in sheet.states.items() if state is State.PENDING]
    if pending:
        text.append(f"待评：{numbers(pending)}，暂按区间计，不算0分也不算满分。")
    text += ["", *star_lines(sheet)]
    buttons = [item_choice(sheet, score) for score in losing]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    ways = [Choice("全部25项", press("score.all", sheet.id, sheet.press_day))]
    if not sheet.issue:
        ways.append(Choice("基本条件", press("score.basics", sheet.id, sheet.press_day)))
        ways.append(Choice("评定结果", press("score.issued", sheet.id)))
    papers = Choice("图表与文件", press("pap.menu", sheet.id, sheet.press_day))
    rows += [tuple(ways), (papers, *([back] if back else []))]
    title = f"{sheet.agency} · {'评定结果' if sheet.issue else '得分'}"
    return View("\n".join(text).strip(), tuple(rows), title=title, numbered=True)


def star_lines(sheet: Sheet) -> list[str]:
    """What of stars may be said: none before a supervisor has set the bands."""
    public = sheet.published
    said = []
    if public is not None:
        on = say_date(public.published_on)
        said.append(f"已公布：{plain(public.total)}分，{public.stars}（{public.number}，{on}）")
    return [*said, star_line(sheet.bands, sheet.card.worst, sheet.card.best)]


def head_lines(sheet: Sheet) -> list[str]:
    when = f"截至{say_date(sheet.day)}"
    if sheet.issue:
        open_ = [n for n, state in sheet.states.items() if state is not State.ASSESSED]
        when = f"{sheet.issue}，{say_date(sheet.day)}提交"
        when += f"\n未评完：{numbers(open_)}还没有核定，不能据此公布星级。" if open_ else ""
    elif sheet.past:
        when += "（按今天已知的记录）"
    return [sheet.line, when]


def bar_lines(sheet: Sheet) -> list[str]:
    """One bar for each section of the table."""
    return [
        f"{bar(part)} {part.name} {between(part.worst, part.best)}/{plain(part.possible)}"
        for part in section_sums(sheet.card)
    ]


def losing_items(sheet: Sheet) -> list[ItemScore]:
    """The items that lost points for certain, those that lost most first."""
    found = [score for score in sheet.card.items if score.item.groups and lost(score)]
    measured = [
        score
        for score in sheet.card.items
        if score.item.measured and score.settled and lost(score)
    ]
    return sorted(found + measured, key=lambda score: (-lost(score), score.number))


def loss_lines(sheet: Sheet, losing: list[ItemScore]) -> list[str]:
    if not losing:
        return ["目前没有已确定的失分。"]
    lines = [
        f"{place}. {heading(score.item)} −{plain(lost(score))}"
        f"（{sheet.states[score.number].label}）"
        for place, score in enumerate(losing, 1)
    ]
    return ["失分：", *lines]


def item_choice(sheet: Sheet, score: ItemScore) -> Choice:
    data = press(f"score.item.{score.number}", sheet.id, sheet.press_day)
    return Choice(f"第{score.number}项 −{plain(lost(score))}", data)


def all_items_view(sheet: Sheet) -> View:
    """Every item in one line, each to be opened."""
    lines, buttons = [*head_lines(sheet), ""], []
    for score in sheet.card.items:
        mark = MARKS[sheet.states[score.number]]
        worth = between(score.worst, score.best)
        lines.append(f"{mark} {heading(score.item)} {worth}/{plain(score.points)}")
        data = press(f"score.item.{score.number}", sheet.id, sheet.press_day)
        buttons.append(Choice(f"第{score.number}项", data))
    lines += ["", "✓ 已核　• 预评　? 待评"]
    rows = [tuple(buttons[at : at + 5]) for at in range(0, len(buttons), 5)]
    rows.append((Choice("返回得分", press("score.card", sheet.id, sheet.press_day)),))
    return View("\n".join(lines), tuple(rows), title=f"{sheet.agency} · 25项", numbered=True)
