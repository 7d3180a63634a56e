"""How an inspector differs from the records: by fact, by case, and with a yes where it is due."""

from collections.abc import Mapping, Sequence

from handlers.formkit.view import Choice, View
from handlers.formkit.wording import cut
from handlers.inspection.desk import Case, Desk, struck
from handlers.inspection.screen import Rows
from handlers.scorecard.evidence import Evidence, whole_record
from handlers.scorecard.item import PAGE, origin, say_decision
from handlers.scorecard.wording import case_label, heading, say_value
from scoring.fact import Kind


def alter_view(desk: Desk, number: int) -> View:
    """Which fact is to be decided otherwise: points follow from facts, never the other way."""
    lines, rows = ["要认定哪一项事实？分数由事实得出，不直接改分。", ""], []
    for at, fact in enumerate(desk.facts(number)):
        value = say_value(fact, desk.sheet.facts.get(fact.name))
        lines.append(f"{at + 1}. {fact.label}：{value}（{origin(desk.sheet, fact)}）")
        rows.append((desk.choice(cut(fact.label, 40), f"fact.{number}.{at}", number),))
    rows.append((back(desk, number),))
    title = f"{heading(desk.item(number))} · 改判"
    return View("\n".join(lines), tuple(rows), title=title, numbered=True)


def fact_view(desk: Desk, number: int, at: int) -> View:
    """A fact made of cases: each of them can fall, one can be added, or the number be set."""
    fact = desk.facts(number)[at]
    value = say_value(fact, desk.sheet.facts.get(fact.name))
    rows: Rows = []
    if any(case.fact is fact for case in desk.cases(number)):
        rows.append((desk.choice("逐例核对", f"cases.{number}.0", number),))
    rows += [
        (
            desk.choice("新增一例", f"add.{number}.{at}", number),
            desk.choice("填写数目", f"fill.{number}.{at}", number),
        ),
        (back(desk, number),),
    ]
    text = f"{fact.question}\n\n现在为：{value}（{origin(desk.sheet, fact)}）"
    title = f"{heading(desk.item(number))} · {cut(fact.label)}"
    return View(text, tuple(rows), title=title, numbered=True)


def cases_view(desk: Desk, number: int, page: int, labels: Mapping[str, str]) -> View:
    """A page of the cases of an item; ✗ are those that an inspector struck out."""
    cases = desk.cases(number)
    last = max(0, (len(cases) - 1) // PAGE)
    page = min(max(page, 0), last)
    several = sum(fact.kind is Kind.CASES for fact in desk.facts(number)) > 1
    lines = [f"共{len(cases)}例（✗ 为已认定不成立），选一例核对。第{page + 1}/{last + 1}页", ""]
    rows: Rows = []
    for place, case in enumerate(cases[page * PAGE : (page + 1) * PAGE], 1):
        said, action = said_case(case, labels, several), f"case.{number}.{page * PAGE + place - 1}"
        lines.append(f"{place}. {said}")
        rows.append((desk.choice(f"{place}. {cut(said, 30)}", action, number),))
    turn = []
    if page > 0:
        turn.append(desk.choice("上一页", f"cases.{number}.{page - 1}", number))
    if page < last:
        turn.append(desk.choice("下一页", f"cases.{number}.{page + 1}", number))
    rows += [tuple(turn)] if turn else []
    rows.append((back(desk, number),))
    title = f"{heading(desk.item(number))} · 记录"
    return View("\n".join(lines), tuple(rows), title=title, numbered=True)


def said_case(case: Case, labels: Mapping[str, str], several: bool) -> str:
    mark = "✗ " if struck(case) else ""
    return f"{mark}{case.fact.label}：{case_label(case.ref, labels)}" if several else (
        mark + case_label(case.ref, labels)
    )


def case_view(
    desk: Desk, number: int, at: int, labels: Mapping[str, str], record: Evidence
) -> View:
    """One case with its record; it stands unless an inspector says otherwise, with a reason."""
    case = desk.cases(number)[at]
    text = [f"{case.fact.label}：{case_label(case.ref, labels)}", "", *record.lines]
    if case.decision is not None:
        text += ["", say_decision(desk.sheet, case.decision, labels)]
    if struck(case):
        decide = desk.choice("恢复成立", f"restore.{number}.{at}", number)
    else:
        decide = desk.choice("这一例不成立", f"reject.{number}.{at}", number)
    rows: Rows = [(decide,)] if case.stands or struck(case) else []
    if record.lines:
        rows.append((whole_record(case.ref),))
    whole = desk.choice("返回记录", f"cases.{number}.{at // PAGE}", number)
    rows.append((whole, back(desk, number)))
    title = f"{heading(desk.item(number))} · 核对一例"
    return View("\n".join(text), tuple(rows), title, numbered=True, files=record.files)


def ask_view(desk: Desk, number: int, warnings: Sequence[str], yes: str) -> View:
    """Before a yes that overrules a colleague or deducts one fact twice."""
    rows = ((desk.choice("仍然认定", f"{yes}.y", number), back(desk, number)),)
    text = "\n".join([*warnings, "", "仍然这样认定吗？"])
    title = f"{heading(desk.item(number))} · 请再确认"
    return View(text, rows, title=title, numbered=True)


def back(desk: Desk, number: int) -> Choice:
    return desk.choice(f"返回第{number}项", f"item.{number}")
