"""Differing from the records: by the value of a fact, or case by case, always with a reason."""

from handlers.inspection import views
from handlers.inspection.decide import decide_case
from handlers.inspection.desk import struck
from handlers.inspection.forms import Add, Nothing, Remark, Strike
from handlers.inspection.sitting import Outdated, Sitting
from handlers.inspection.values import VALUE_FORMS
from handlers.scorecard.evidence import evidence
from scoring.fact import Kind
from storage.evidence import open_ref
from storage.inspection import Verdict


def fill(at: Sitting) -> None:
    at.open(VALUE_FORMS[at.fact.name])


def none(at: Sitting) -> None:
    if not at.desk.unknown(at.number) or at.item.measured:
        raise Outdated
    at.open(Nothing)


def alter(at: Sitting) -> None:
    """改判: first which fact, unless there is only one."""
    if at.item.measured:
        raise Outdated
    if len(at.item.facts) == 1:
        at.args = (at.number, 0)
        return fact(at)
    at.turn.say(views.alter_view(at.desk, at.number))


def fact(at: Sitting) -> None:
    if at.fact.kind is Kind.CASES:
        return at.turn.say(views.fact_view(at.desk, at.number, at.args[1]))
    fill(at)


def add(at: Sitting) -> None:
    if at.fact.kind is not Kind.CASES:
        raise Outdated
    at.open(Add, fact=at.fact.name)


def cases(at: Sitting) -> None:
    page = at.args[1] if len(at.args) > 1 else 0
    at.turn.say(views.cases_view(at.desk, at.number, page, at.labels(at.number)))


def case(at: Sitting) -> None:
    if at.seen():
        one = at.case
        record = evidence(at.turn.store, open_ref(at.turn.store, one.ref))
        named = at.labels(at.number)
        at.turn.say(views.case_view(at.desk, at.number, at.args[1], named, record))


def reject(at: Sitting) -> None:
    if at.seen():
        at.open(Strike, fact=at.case.fact.name, ref=at.case.ref)


def restore(at: Sitting) -> None:
    """A case that was struck out stands again; what was said stays in the history."""
    if not at.seen():
        return
    one = at.case
    if not struck(one):
        raise Outdated
    decide_case(
        at.turn.store,
        at.desk,
        at.number,
        one.fact,
        one.ref,
        Verdict.ACCEPTED,
        grounds="恢复成立",
        note=None,
    )
    at.again()
    at.show(at.number, "这一例已恢复成立。")


def note(at: Sitting) -> None:
    if not at.desk.sheet.decisions_on(at.number):
        raise Outdated
    at.open(Remark)
