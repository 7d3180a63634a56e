"""What this cycle can't bring back, and why; and what would be lost next if nobody did anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.next_point.look import Look, Promise, cases
from handlers.next_point.slowly import HAPPENED
from handlers.scorecard.sheet import Facts
from handlers.scorecard.wording import case_label
from scoring.fact import Source
from scoring.next_point import Fix, Way, changed, outcome
from scoring.scheme import Rule
from scoring.scorecard import ItemScore, score
from storage.due import Due, scope_of
from storage.due import Source as DueSource
from storage.due.follow_ups import FOLLOW_UPS
from storage.due.quarters import QUARTERS
from storage.due.signed_lists import SIGNED_LISTS
from storage.evidence import labels

QUARTER_OVER = "季度已经过去。当时开过而没有登记的，可以补登“培训与会议”，会显示补录。"
CYCLE_OVER = "周期已经结束，不能再增加。"
WHY: Mapping[str, str] = {
    "quarters_untrained": QUARTER_OVER,
    "quarters_without_meeting": QUARTER_OVER,
    "fatal_accidents": "事故已经发生，按起数计。",
    "hazards_unadvised": "整改意见要在现场核查以前提出，核查以后补的不算。",
    "major_unadvised": "整改意见要在现场核查以前提出，核查以后补的不算。",
    "clients_without_contract": (
        "评定人员去核查的那天没有合同覆盖，补登会改变核查范围，请先与评定人员联系。"
    ),
    "satisfaction": "满意度测评已经结束，得分就是各方打的分。",
    "grading_shortfall": "由评定人员酌情扣分；有不同意见的，可以在结果告知期内提出异议。",
}
BY_DEED = "评定人员认定已经发生；有不同意见的，可以在结果告知期内提出异议。"
FIRST_THE_OTHER = "同一项里别的扣分也要解决，只做这一件不加分。"
LOOK_AGAIN = f"评定人员认定不符合，整改后请评定人员再核查；{FIRST_THE_OTHER}"
DECIDED = "评定人员已经认定；有不同意见的，请向评定人员说明，或在结果告知期内提出异议。"


@dataclass(frozen=True)
class Lost:
    """Points of an item that stay lost whatever is done, the cases they are lost for, and why."""

    item: int
    title: str
    points: Decimal
    cases: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Risk:
    """What falls due: by when, what it is called, what it would cost, and which form settles it,
    opened with what is known; ``about`` tells it from others in a button."""

    by: date
    words: str
    points: Decimal
    form: str
    preset: Mapping[str, Any]

    @property
    def about(self) -> str:
        return str(next(iter(self.preset.values()), ""))


def everything(seen: Look, promises: list[Promise]) -> Facts:
    """What would count once all that is promised were done: what the agency does by itself, then
    what an inspector has to see again."""
    own = [fix for one in promises if not one.offer.decided for fix in one.way.fixes]
    again = [fix for one in promises if one.offer.decided for fix in one.way.fixes]
    return changed(seen.settle(changed(seen.sheet.records, own)), again)


def lost(seen: Look, promises: list[Promise]) -> list[Lost]:
    """What is still gone once everything promised were done."""
    found = []
    for item in score(everything(seen, promises), seen.sheet.edition).items:
        found += _of_item(seen, item)
    return found


def _of_item(seen: Look, item: ItemScore) -> list[Lost]:
    if item.item.measured:
        gone = item.points - item.best
        why = WHY[item.item.measured.fact.name]
        return [Lost(item.number, item.item.title, gone, (), why)] if item.settled and gone else []
    found = []
    for taken in item.deductions:
        rule = seen.sheet.edition.rule(taken.rule)
        named = labels(seen.store, taken.cases)
        told = tuple(case_label(ref, named) for ref in taken.cases)
        found.append(Lost(item.number, taken.why, taken.points, told, _why(seen, rule)))
    return found


def _why(seen: Look, rule: Rule) -> str:
    for fact in rule.facts:
        if fact.name in WHY:
            return WHY[fact.name]
    fact = rule.facts[0]
    if fact.source is not Source.RECORDS:
        return BY_DEED if fact.name in HAPPENED else LOOK_AGAIN
    overruled = cases(seen.sheet.facts, fact.name) != seen.refs(fact.name)
    if overruled or fact.name in seen.sheet.confirmed:
        return DECIDED
    return CYCLE_OVER if seen.over else FIRST_THE_OTHER


def risks(seen: Look) -> list[Risk]:
    """What is not lost yet and will be, the nearest first."""
    if seen.over:
        return []
    scope, found = scope_of(seen.store, seen.part.agency_id), []
    for source, fact, form, words in AHEAD:
        for due in source.find(seen.store, scope):
            name = fact or _QUARTER_FACTS[due.subject.rpartition(":")[2]]
            ref = _ref(due)
            if due.due < seen.store.today or ref in seen.refs(name):
                continue
            fix = Fix(due.subject, adds={name: (ref,)})
            after = outcome(seen.sheet.records, Way("", (fix,)), seen.settle, seen.sheet.edition)
            if after.most < 0:
                words_of = words.format(due.what)
                found.append(Risk(due.due, words_of, -after.most, form, due.preset))
    return sorted(found, key=lambda one: (one.by, one.words))


AHEAD: tuple[tuple[DueSource, str, str, str], ...] = (
    (SIGNED_LISTS, "visits_unproven", "signed_list", "{}签收隐患清单"),
    (FOLLOW_UPS, "callbacks_missed", "follow_up", "回访{}"),
    (QUARTERS, "", "gathering", "开{}"),
)
_QUARTER_FACTS = {"training": "quarters_untrained", "meeting": "quarters_without_meeting"}


def _ref(due: Due) -> str:
    """visit:ID as it is; quarter:AGENCY:2026Q4:training as the quarter."""
    parts = due.subject.split(":")
    return f"quarter:{parts[2]}" if parts[0] == "quarter" else due.subject
