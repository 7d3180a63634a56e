"""Writes an inspector's decisions: about a fact or a case, each committed at once."""

from typing import Any

from handlers.inspection.desk import Desk
from handlers.scorecard.sheet import Facts
from scoring.fact import AnyFact
from scoring.values import Cases, Value
from storage.inspection import Decision, Verdict, decision_on
from storage.store import Store

NOTHING: dict[str, Value] = {"flag": False, "cases": Cases(0)}


def kept(fact: AnyFact, facts: Facts) -> dict[str, Any] | None:
    """A fact's value in the form that a decision keeps."""
    return {"value": fact.write(facts[fact.name])} if fact.name in facts else None


def set_fact(
    store: Store, desk: Desk, number: int, fact: AnyFact, value: Value, **more: Any
) -> Decision:
    """The fact's value as a whole. A number that was counted takes the place of the cases that were
    decided one by one."""
    if isinstance(value, Cases) and value.count and not value.refs:
        for case in desk.cases(number):
            if case.fact is fact and case.decision is not None:
                store.withdraw(case.decision, reason="改为按数目认定")
    said = {"value": fact.write(fact.check(value))}
    suggested = kept(fact, desk.sheet.records)
    return lay(store, desk, number, fact, Verdict.SET, value=said, suggested=suggested, **more)


def confirm(store: Store, desk: Desk, number: int) -> None:
    """Decide every known fact of an item as shown."""
    for fact in desk.facts(number):
        if fact.name in desk.sheet.facts:
            set_fact(store, desk, number, fact, desk.sheet.facts[fact.name])


def nothing(store: Store, desk: Desk, number: int, grounds: str, **more: Any) -> None:
    """The registers are empty because there was nothing: each absent fact at what nothing is."""
    for fact in desk.unknown(number):
        value = fact.read(0) if fact.kind.value == "number" else NOTHING[fact.kind.value]
        set_fact(store, desk, number, fact, value, grounds=grounds, **more)


def decide_case(
    store: Store, desk: Desk, number: int, fact: AnyFact, ref: str, verdict: Verdict, **more: Any
) -> Decision:
    """One case stands, falls or is new. A bare number said before gives way to the cases."""
    whole = decision_on(store, desk.inspection, fact.name)
    counted = whole.value.get("value") if whole is not None and whole.value else None
    if whole is not None and isinstance(counted, int) and counted:
        store.withdraw(whole, reason="改为逐例认定")
    return lay(store, desk, number, fact, verdict, case_ref=ref, **more)


def lay(
    store: Store,
    desk: Desk,
    number: int,
    fact: AnyFact,
    verdict: Verdict,
    *,
    case_ref: str | None = None,
    **said: Any,
) -> Decision:
    """Write a decision, or revise the one there is: what it said before stays in its history."""
    before = decision_on(store, desk.inspection, fact.name, case_ref)
    said = {"verdict": verdict, "decided_by": desk.me, **said}
    if before is not None:
        return store.revise(before, reason=said.get("grounds"), **said)
    return store.add(
        Decision(
            agency_id=desk.inspection.agency_id,
            inspection_id=desk.inspection.id,
            item=number,
            fact=fact.name,
            case_ref=case_ref,
            **said,
        )
    )
