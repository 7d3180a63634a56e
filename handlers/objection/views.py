"""What an agency sees of its disclosed card: each deduction with its cases, and its objections."""

from collections.abc import Mapping, Sequence

from handlers.formkit.view import Choice, View, press
from handlers.objection.points import Point, case_lines
from handlers.scorecard.item import page_row
from handlers.scorecard.objected import lines_of, state
from handlers.scorecard.sheet import Sheet
from handlers.scorecard.wording import heading, printed_lines, say_date, say_time
from scoring.values import plain
from storage.objection import Disclosure, Objection

PAGE = 6
CASES = 8
TITLE = "评定结果"
MENU = Choice("菜单", press("menu"))
MINE = Choice("返回评定结果", press("obj.mine"))
NOT_YET = (
    "评定结果还没有告知本单位。评定人员评完提交、监管人员告知后，会发消息告诉您，"
    "您可以在期限内对单项扣分提出异议。现在可以先看得分。"
)
SCORE = Choice("查看得分", press("score.mine"))


def none_yet() -> View:
    return View(NOT_YET, ((SCORE, MENU),), title=TITLE, numbered=True)


def card(
    disclosure: Disclosure,
    sheet: Sheet,
    points: Sequence[Point],
    made: Sequence[Objection],
    *,
    page: int = 0,
    open: bool = False,
    principal: bool = False,
    said: str = "",
) -> View:
    """The disclosed card by its deductions."""
    last = max(0, (len(points) - 1) // PAGE)
    page = min(page, last)
    lines = [said, f"{sheet.issue}：{sheet.line}", term(disclosure, open), ""]
    rows: list[tuple[Choice, ...]] = []
    by_rule = {one.rule: one for one in made}
    for point in points[page * PAGE : (page + 1) * PAGE]:
        mark = f"（异议{state(by_rule[point.rule])}）" if point.rule in by_rule else ""
        lines.append(f"{point.at + 1}. {point.head}{mark}")
        data = press(f"obj.point.{point.at}.0", disclosure.id)
        rows.append((Choice(f"{point.rule} −{plain(point.points)}{mark}", data),))
    lines.append("没有扣分。" if not points else f"共{len(points)}项扣分，点一项看依据。")
    rows += page_row("obj.points", page, last, disclosure.id)
    gone = [one for one in made if one.rule not in {point.rule for point in points}]
    rows += [
        (Choice(f"异议 {one.number}（{state(one)}）", press("obj.one", one.id)),) for one in gone
    ]
    if open and principal and not any(one.ruling is None for one in made):
        rows.append((Choice("无异议", press("obj.accept", disclosure.id)),))
    rows.append((Choice("全部25项", press("score.version", disclosure.card_id)), MENU))
    return View("\n".join(lines).strip(), tuple(rows), f"{sheet.agency} · {TITLE}", numbered=True)


def term(disclosure: Disclosure, open: bool) -> str:
    if disclosure.accepted_at is not None:
        return f"{say_time(disclosure.accepted_at)}本单位已确认无异议。"
    until = say_date(disclosure.until)
    if open:
        return f"可以在{until}前（含当天）对单项扣分提出异议。"
    return f"提出异议的期限到{until}为止，已经过了。"


def point(
    disclosure: Disclosure,
    sheet: Sheet,
    about: Point,
    labels: Mapping[str, str],
    opened: Sequence[str],
    *,
    page: int = 0,
    made: Objection | None = None,
    hindered: str | None = None,
) -> View:
    """One deduction: its rule, its cases by number, and the way to object. ``opened``: the cases
    that are records, which can be looked at."""
    item = sheet.edition.item(about.item)
    last = max(0, (len(about.cases) - 1) // CASES)
    page = min(page, last)
    lines = [about.head, "", *printed_lines(item), ""]
    lines += case_lines(about.cases, labels, page * CASES, CASES)
    if last:
        lines.append(f"共{len(about.cases)}例，第{page + 1}/{last + 1}页")
    rows = case_rows(about.cases, opened, page)
    rows += page_row(f"obj.point.{about.at}", page, last, disclosure.id)
    if made is not None:
        lines += ["", *lines_of(made, sheet.names)]
        rows.append((Choice("查看异议", press("obj.one", made.id)),))
    elif hindered:
        lines += ["", hindered]
    else:
        rows.append((Choice("提出异议", press(f"obj.raise.{about.at}", disclosure.id)),))
    one = press(f"score.item.{about.item}", disclosure.card_id)
    rows.append((Choice(f"第{about.item}项", one), MINE))
    return View("\n".join(lines), tuple(rows), title=heading(item), numbered=True)


def case_rows(
    cases: Sequence[str], opened: Sequence[str], page: int
) -> list[tuple[Choice, ...]]:
    shown = list(enumerate(cases, 1))[page * CASES : (page + 1) * CASES]
    buttons = [
        Choice(f"看第{place}例", press("rec.open", ref, 1)) for place, ref in shown if ref in opened
    ]
    return [tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4)]


def accepting(disclosure: Disclosure) -> View:
    text = "确认无异议后，本单位不能再对这一版评定结果提出异议，公布不用等到期限结束。确认吗？"
    rows = ((Choice("确认无异议", press("obj.agreed", disclosure.id)), MINE),)
    return View(text, rows, title="无异议", numbered=True)


def objection(
    one: Objection,
    agency: str,
    names: Mapping[str, str],
    *,
    ways: Sequence[Choice] = (),
    cases: Sequence[str] = (),
    opened: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
    more: Sequence[str] = (),
    page: int = 0,
) -> View:
    """One objection with its evidence, for the agency and for who rules on it."""
    last = max(0, (len(cases) - 1) // CASES)
    page = min(page, last)
    lines = [f"{agency} · {state(one)}", *lines_of(one, names), *more]
    if cases:
        lines += ["", "所涉各例：", *case_lines(tuple(cases), labels or {}, page * CASES, CASES)]
        lines += [f"共{len(cases)}例，第{page + 1}/{last + 1}页"] if last else []
    rows = case_rows(cases, opened, page)
    rows += page_row("obj.cases", page, last, one.id)
    rows += [tuple(ways[at : at + 2]) for at in range(0, len(ways), 2)]
    title = f"{one.rule} 异议 {one.number}"
    return View("\n".join(lines), tuple(rows), title, numbered=True, files=one.files)


def taking_back(one: Objection) -> View:
    rows = (
        (
            Choice("确认撤回", press("obj.gone", one.id)),
            Choice("返回异议", press("obj.one", one.id)),
        ),
    )
    text = "撤回后这条异议不再处理；期限内可以重新提出。确认撤回吗？"
    return View(text, rows, title=f"撤回异议 {one.number}", numbered=True)
