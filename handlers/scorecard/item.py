"""One item opened: its rule, its cases, who decided, and the project's reading where it is one."""

from collections.abc import Mapping
from datetime import datetime

from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.scorecard.objected import objection_lines
from handlers.scorecard.sheet import Sheet
from handlers.scorecard.survey import survey_lines, unanswered
from handlers.scorecard.wording import (
    case_label,
    gained,
    heading,
    printed_lines,
    say_time,
    say_value,
)
from scoring.fact import AnyFact, Kind, Source
from scoring.findings import Below
from scoring.scheme import Item, Once
from scoring.scorecard import Deduction
from scoring.settings import notes
from scoring.values import Cases, plain
from storage.inspection import Decision, Verdict

SHOWN = 5
PAGE = 8
DECISIONS = 12
ABSENT = {
    Source.RECORDS: "没有登记",
    Source.PROFILE: "机构未填报",
    Source.SITE: "待现场核查",
}
OURS = "本系统的理解，标准未明确："


def item_view(sheet: Sheet, number: int, labels: Mapping[str, str]) -> View:
    """Every half point lost opens on its rule, the records behind it, and who decided."""
    item = sheet.edition.item(number)
    score = sheet.card.item(number)
    text = [f"得分：{gained(score)}（{sheet.states[number].label}）", *printed_lines(item)]
    text += ["", *deduction_lines(score.deductions, labels)]
    text += ["", *fact_lines(sheet, item), *pace_lines(sheet, item), *survey_lines(sheet, number)]
    text += decision_lines(sheet, number, labels)
    text += objection_lines(sheet.objections, sheet.names, number)
    text += reading_lines(sheet, number)
    rows: list[tuple[Choice, ...]] = []
    if cases_of(sheet, number):
        data = press(f"score.cases.{number}.0", sheet.id, sheet.press_day)
        rows.append((Choice("查看记录", data),))
    rows.append(
        (
            Choice("全部25项", press("score.all", sheet.id, sheet.press_day)),
            Choice("返回得分", press("score.card", sheet.id, sheet.press_day)),
        )
    )
    return View("\n".join(text).strip(), tuple(rows), title=heading(item), numbered=True)


def deduction_lines(deductions: tuple[Deduction, ...], labels: Mapping[str, str]) -> list[str]:
    if not deductions:
        return ["没有已确定的扣分。"]
    lines = []
    for taken in deductions:
        lines.append(f"{taken.rule} 扣{plain(taken.points)}分：{taken.why}")
        lines += [f"　· {case_label(ref, labels)}" for ref in taken.cases[:SHOWN]]
        if len(taken.cases) > SHOWN:
            lines.append(f"　…共{len(taken.cases)}例")
    return lines


def fact_lines(sheet: Sheet, item: Item) -> list[str]:
    """What the score rests on, each with where it comes from."""
    lines = []
    for name in item.facts:
        fact = sheet.edition.facts[name]
        value = sheet.facts.get(name)
        lines.append(f"{fact.label}：{say_value(fact, value)}（{origin(sheet, fact)}）")
    return lines


def origin(sheet: Sheet, fact: AnyFact) -> str:
    """已核 once an inspector has looked; else where the value is from, or is to come from."""
    if fact.name in sheet.confirmed:
        return "已核"
    if fact.name not in sheet.facts:
        asked = fact.kind is Kind.SATISFACTION and sheet.parties
        return unanswered(sheet) if asked else ABSENT[fact.source]
    return "自报" if fact.source is Source.PROFILE else fact.source.label


def pace_lines(sheet: Sheet, item: Item) -> list[str]:
    """Item 12 before the cycle ends: signed so far, needed, projected."""
    lines = []
    gone = (min(sheet.day, sheet.end) - sheet.start).days + 1
    whole = (sheet.end - sheet.start).days + 1
    for rule in item.rules if item.number == 12 and 0 < gone < whole else ():
        if not isinstance(rule, Once) or not isinstance(rule.finding, Below):
            continue
        signed = rule.finding.fact.of(sheet.facts)
        if signed is not None:
            lines.append(
                f"进度：已签{plain(signed)}个，需{plain(rule.finding.limit)}个；"
                f"周期{whole}天已过{gone}天，按此进度到期约{int(signed * whole / gone)}个。"
            )
    return lines


def decision_lines(sheet: Sheet, number: int, labels: Mapping[str, str]) -> list[str]:
    """Who decided what and when, with the records' value where the inspector differed."""
    found = sorted(sheet.decisions_on(number), key=made_at)
    if not found:
        return []
    said = [say_decision(sheet, decision, labels) for decision in found[-DECISIONS:]]
    more = [f"…共{len(found)}条认定"] if len(found) > DECISIONS else []
    return ["", "认定：", *said, *more]


def made_at(decision: Decision) -> datetime:
    """The moment of its newest version."""
    at = decision.changed_at or decision.entered_at
    assert at is not None
    return at


def say_decision(sheet: Sheet, decision: Decision, labels: Mapping[str, str]) -> str:
    fact = sheet.edition.facts[decision.fact]
    when = say_time(made_at(decision))
    said = f"{sheet.name(decision.decided_by)} {when} "
    if decision.case_ref is not None:
        word = {"accepted": "成立", "rejected": "不成立", "added": "新增"}[decision.verdict.value]
        said += f"{fact.label}「{case_label(decision.case_ref, labels)}」{word}"
    elif decision.verdict is Verdict.SET and decision.value is not None:
        value = fact.read(decision.value["value"])
        kept = None if decision.suggested is None else fact.read(decision.suggested["value"])
        if kept == value:
            said += f"确认 {fact.label}：{say_value(fact, value)}"
        else:
            said += f"认定 {fact.label}：{say_value(fact, value)}"
            if kept is not None:
                said += f"（记录为{say_value(fact, kept)}）"
    for word, more in (("理由", decision.grounds), ("备注", decision.note)):
        said += f"；{word}：{more}" if more else ""
    return said + (f"；附{len(decision.photos)}张照片" if decision.photos else "")


def reading_lines(sheet: Sheet, number: int) -> list[str]:
    """Where the score rests on a choice of the project, not on the standard's words."""
    found = [note.words for note in notes(sheet.readings) if number in note.items]
    return ["", OURS, *(f"· {words}" for words in found)] if found else []


def cases_of(sheet: Sheet, number: int) -> tuple[str, ...]:
    """Every case behind an item, each once, in the order of its rules."""
    found: list[str] = []
    for name in sheet.edition.item(number).facts:
        value = sheet.facts.get(name)
        found += value.refs if isinstance(value, Cases) else ()
    return tuple(dict.fromkeys(found))


def cases_view(sheet: Sheet, number: int, page: int, labels: Mapping[str, str]) -> View:
    """A page of the cases of an item; each opens its record."""
    refs = cases_of(sheet, number)
    last = max(0, (len(refs) - 1) // PAGE)
    page = min(max(page, 0), last)
    lines = [f"共{len(refs)}例，选一例查看记录。第{page + 1}/{last + 1}页", ""]
    rows: list[tuple[Choice, ...]] = []
    for place, ref in enumerate(refs[page * PAGE : (page + 1) * PAGE], 1):
        data = press(f"score.case.{number}.{page * PAGE + place - 1}", sheet.id, sheet.press_day)
        lines.append(f"{place}. {case_label(ref, labels)}")
        rows.append((Choice(f"{place}. {cut(case_label(ref, labels), 30)}", data),))
    rows += page_row(f"score.cases.{number}", page, last, sheet.id, sheet.press_day)
    data = press(f"score.item.{number}", sheet.id, sheet.press_day)
    rows.append((Choice(f"返回第{number}项", data),))
    title = f"{heading(sheet.edition.item(number))} · 记录"
    return View("\n".join(lines), tuple(rows), title=title, numbered=True)


def page_row(
    action: str, page: int, last: int, id: str = "", revision: int = 0
) -> list[tuple[Choice, ...]]:
    """上一页 and 下一页, where there is one."""
    row = []
    if page > 0:
        row.append(Choice("上一页", press(f"{action}.{page - 1}", id, revision)))
    if page < last:
        row.append(Choice("下一页", press(f"{action}.{page + 1}", id, revision)))
    return [tuple(row)] if row else []
