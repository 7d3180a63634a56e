"""The screen of one item: the rule, what the records hold and suggest, and the ways to decide."""

from collections.abc import Mapping, Sequence

from handlers.formkit.view import Choice, View
from handlers.inspection.desk import Desk, differs
from handlers.scorecard.item import (
    SHOWN,
    cases_of,
    decision_lines,
    origin,
    pace_lines,
    reading_lines,
)
from handlers.scorecard.objected import objection_lines
from handlers.scorecard.wording import (
    case_label,
    gained,
    heading,
    printed_lines,
    say_value,
)
from scoring.fact import AnyFact, Kind, Source
from scoring.scorecard import score_item
from scoring.values import Cases, plain

Rows = list[tuple[Choice, ...]]

SURVEY = (
    "满意度由县级、镇级应急管理部门和委托单位三方测评，评定人员不能代为确认。"
    "测评结果还没有收到，这一项先列为待评，区间0–10分。"
)
WAITS = "这一项按各委托单位的现场核查记录认定，结束现场核查后计分；请从“现场核查记录”接着核查。"
REGISTER = "死亡事故登记还没有经监管人员确认，所以记录不能说明有没有发生。"


def progress(desk: Desk) -> str:
    return f"已核 {desk.sheet.assessed}/{len(desk.sheet.edition.items)}"


def item_screen(
    desk: Desk,
    number: int,
    labels: Mapping[str, str],
    said: str = "",
    hints: Sequence[str] = (),
) -> View:
    """Everything an inspector needs to decide an item, and nothing to decide it by accident."""
    item, sheet = desk.item(number), desk.sheet
    text = [said, sheet.agency, *printed_lines(item), ""]
    if item.measured:
        text += [SURVEY if number in desk.open else f"测评结果：{gained(sheet.card.item(number))}"]
    else:
        text += [*suggestion_lines(desk, number, labels), *pace_lines(sheet, item)]
    text += hints
    text += decision_lines(sheet, number, labels)
    text += objection_lines(sheet.objections, sheet.names, number)
    text += reading_lines(sheet, number)
    text += ["", sheet.line, *question_lines(desk, number)]
    rows = [*answer_rows(desk, number), *more_rows(desk, number), *way_rows(desk, number)]
    title = f"{heading(item)} · {progress(desk)}"
    return View("\n".join(text).strip(), tuple(rows), title=title, numbered=True)


def suggestion_lines(desk: Desk, number: int, labels: Mapping[str, str]) -> list[str]:
    """The facts as they stand, the first of their cases, and what they come to."""
    sheet, lines = desk.sheet, ["证据："]
    for fact in desk.facts(number):
        value = sheet.facts.get(fact.name)
        lines.append(f"· {fact.label}：{say_value(fact, value)}（{origin(sheet, fact)}）")
        refs = value.refs if isinstance(value, Cases) else ()
        lines += [f"　- {case_label(ref, labels)}" for ref in refs[:SHOWN]]
        if len(refs) > SHOWN:
            lines.append(f"　…共{len(refs)}例，点“查看记录”逐例核对")
    score = sheet.card.item(number)
    state = sheet.states[number].label
    lines.append(f"据此得分：{gained(score)}／{plain(score.points)}分（{state}）")
    if any(differs(decision) for decision in sheet.decisions_on(number)):
        lines.append(f"按系统记录为：{gained(score_item(desk.item(number), sheet.records))}")
    return lines


def question_lines(desk: Desk, number: int) -> list[str]:
    """What is to be found out on site, in the words of the table."""
    unknown = desk.unknown(number)
    if not unknown or desk.item(number).measured:
        return []
    asked = next((fact for fact in unknown if fact.source is not Source.RECORDS), None)
    if asked is not None and desk.waits(asked):
        return ["", WAITS]
    if asked is not None:
        return ["", f"请现场核查：{asked.question}"]
    if any(fact.name == "fatal_accidents" for fact in unknown):
        return ["", REGISTER, "核实清楚后可以确认没有，或填写起数，都请说明依据。"]
    named = "、".join(fact.label for fact in unknown)
    return ["", f"系统里没有相关登记：{named}。没有登记不等于没有发生，请核实。"]


def answer_rows(desk: Desk, number: int) -> Rows:
    """The buttons that decide."""
    if desk.item(number).measured:
        return []
    unknown = desk.unknown(number)
    asked = next((fact for fact in unknown if fact.source is not Source.RECORDS), None)
    if asked is not None and desk.waits(asked):
        return []
    if asked is not None:
        return [site_row(desk, number, asked)]
    if unknown:
        fill = desk.choice("按实际填写", f"alter.{number}", number)
        return [(desk.choice("核实确实没有", f"none.{number}", number), fill)]
    if desk.done(number):
        return []
    worth = gained(desk.sheet.card.item(number))
    return [(desk.choice(f"确认（得{worth}）", f"ok.{number}", number),)]


def site_row(desk: Desk, number: int, fact: AnyFact) -> tuple[Choice, ...]:
    at = desk.item(number).facts.index(fact.name)
    if fact.kind is Kind.FLAG:
        yes = desk.choice("是", f"set.{number}.{at}.1", number)
        return (yes, desk.choice("否", f"set.{number}.{at}.0", number))
    fill = desk.choice("填写数目", f"fill.{number}.{at}", number)
    if fact.kind is Kind.CASES:
        return (desk.choice("没有", f"set.{number}.{at}.0", number), fill)
    return (fill,)


def more_rows(desk: Desk, number: int) -> Rows:
    """Cases to look at, a decision to differ, a note to add."""
    row = []
    if desk.cases(number):
        count = len(cases_of(desk.sheet, number)) or len(desk.cases(number))
        row.append(desk.choice(f"查看记录（{count}）", f"cases.{number}.0", number))
    if not desk.item(number).measured and any(
        fact.name in desk.sheet.facts for fact in desk.facts(number)
    ):
        row.append(desk.choice("改判", f"alter.{number}", number))
    if desk.sheet.decisions_on(number):
        row.append(desk.choice("补充备注", f"note.{number}", number))
    return [tuple(row)] if row else []


def way_rows(desk: Desk, number: int) -> Rows:
    last = desk.sheet.edition.items[-1].number
    row = []
    if number > 1:
        row.append(desk.choice("上一项", f"item.{number - 1}"))
    if number < last:
        row.append(desk.choice("下一项", f"item.{number + 1}"))
    away = (
        desk.choice("跳到", f"jump.{number}"),
        desk.choice("核对提交", "review"),
        desk.choice("暂停", f"pause.{number}"),
    )
    return [tuple(row), away]
