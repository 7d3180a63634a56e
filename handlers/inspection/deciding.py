"""Confirming an item, and answering what is asked on site: the two presses most items need."""

from handlers.inspection import views
from handlers.inspection.decide import confirm, set_fact
from handlers.inspection.doubles import costing, doubles
from handlers.inspection.sitting import Outdated, Sitting
from handlers.inspection.whole import review
from handlers.scorecard.item import say_decision
from handlers.scorecard.wording import gained
from scoring.fact import Kind, Source
from storage.evidence import labels


def item(at: Sitting) -> None:
    at.show(at.number)


def ok(at: Sitting) -> None:
    """Confirm the item as shown."""
    if at.mark != at.desk.mark(at.number) and mine(at, frozenset(at.item.facts)):
        return proceed(at, "已确认")
    if not at.seen():
        return
    if at.desk.unknown(at.number) or at.item.measured:
        raise Outdated
    refs = costing(at.desk.sheet, at.number)
    facts = frozenset(at.item.facts)
    if at.sure or not asked(at, facts, refs, f"ok.{at.number}"):
        confirm(at.turn.store, at.desk, at.number)
        proceed(at, "已确认")


def set_(at: Sitting) -> None:
    """The answer to a question about what is seen on site: 是, 否, 没有."""
    fact, said = at.fact, at.args[2]
    if at.mark != at.desk.mark(at.number) and mine(at, frozenset({fact.name})):
        return proceed(at, "已记下")
    if not at.seen():
        return
    on_site = fact.source is not Source.RECORDS and fact in at.desk.unknown(at.number)
    if not on_site or said not in (0, 1) or (fact.kind is not Kind.FLAG and said):
        raise Outdated
    yes = f"set.{at.number}.{at.args[1]}.{said}"
    if at.sure or not asked(at, frozenset({fact.name}), (), yes):
        value = fact.read(bool(said) if fact.kind is Kind.FLAG else 0)
        set_fact(at.turn.store, at.desk, at.number, fact, value)
        proceed(at, "已记下")


def mine(at: Sitting, facts: frozenset[str]) -> bool:
    """Whether a second tap asks for what the first one of the same person has done."""
    done = {d.fact for d in at.desk.sheet.decisions_on(at.number) if d.decided_by == at.desk.me}
    known = {name for name in facts if name in at.desk.sheet.facts}
    return bool(known) and known <= done & at.desk.sheet.confirmed


def asked(at: Sitting, facts: frozenset[str], refs: tuple[str, ...], yes: str) -> bool:
    """Ask for a yes where a colleague's word would be replaced or one fact deducted twice."""
    named = labels(at.turn.store, refs) if refs else {}
    warnings = [
        f"{say_decision(at.desk.sheet, decision, named)}。仍然认定将替换这一认定，原认定会留存。"
        for decision in at.desk.others(at.number, facts)
    ]
    warnings += doubles(at.desk.sheet, at.number, refs, named)
    if warnings:
        at.turn.say(views.ask_view(at.desk, at.number, warnings, yes))
    return bool(warnings)


def next_(at: Sitting) -> None:
    """On from the receipt of a form: the item while it is open, else the next that is."""
    proceed(at, "已核")


def proceed(at: Sitting, done: str) -> None:
    """After a decision: this item's next question, else the next open item, else the review."""
    desk, number = at.again(), at.number
    if not desk.done(number):
        return at.show(number, f"{done}。")
    worth = gained(desk.sheet.card.item(number))
    said = f"第{number}项{done}：得{worth}。"
    at.turn.toast(said)
    following = desk.next_open(number)
    if following is None:
        return review(at, said)
    return at.show(following, said)
