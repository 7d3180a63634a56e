"""What an upheld objection changes: a fact or cases of it, never points; and the corrected card.

The corrected card is the one objected to with just this fact decided anew. What the records went
on to say since then is no matter of the objection, so an upheld one never lowers a score. Where
nobody had to look further (no board at all), there is more to see now: the inspection goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.formkit import Invalid
from handlers.inspection.decide import decide_case, set_fact
from handlers.inspection.opening import desk_of
from handlers.inspection.submit import frozen
from scoring.editions import edition
from scoring.fact import AnyFact
from scoring.interchange import card_as_json, facts_as_json, read_facts
from scoring.scorecard import ItemScore, score, score_item
from scoring.values import Cases, Value
from storage.card import Card, open_items, versions
from storage.decided import same
from storage.inspection import Inspection, Verdict
from storage.objection import Objection
from storage.store import Store

WORSE = "这样认定会让这一项得分更低；异议成立不能使得分降低，请核对。"
UNCHANGED = "这和评定结果上的一样，没有可更正的；如果原认定没有错，请选“不成立”。"


@dataclass(frozen=True)
class Change:
    """Cases of a fact that fall (``fallen``), or its whole value."""

    fact: AnyFact
    fallen: tuple[str, ...] = ()
    value: Value | None = None

    def over(self, facts: Mapping[str, Value]) -> Value | None:
        """The fact's value afterwards."""
        before = facts.get(self.fact.name)
        if self.fallen and isinstance(before, Cases):
            return Cases.of(ref for ref in before.refs if ref not in self.fallen)
        return before if self.value is None else self.value


def base_of(store: Store, objection: Objection) -> Card:
    """The newest card: earlier corrections stand on it."""
    return versions(store, objection.inspection_id)[0]


def facts_on(card: Card) -> dict[str, Value]:
    return read_facts(card.facts, edition(card.edition))


def after(card: Card, changes: tuple[Change, ...]) -> dict[str, Value]:
    """A card's facts with the changes. Raises ``Invalid`` where they would cost points."""
    facts = facts_on(card)
    new = dict(facts)
    for change in changes:
        value = change.over(facts)
        if value is not None:
            new[change.fact.name] = value
    standard = edition(card.edition)
    for item in {standard.item_of(change.fact.name).number for change in changes}:
        was, now = (score_item(standard.item(item), known) for known in (facts, new))
        if now.worst < was.worst or now.best < was.best:
            raise Invalid(WORSE)
    return new


def item_scores(
    card: Card, changes: tuple[Change, ...], number: int
) -> tuple[ItemScore, ItemScore]:
    """An item as it is on the card, and as it would be."""
    item = edition(card.edition).item(number)
    return score_item(item, facts_on(card)), score_item(item, after(card, changes))


def correct(
    store: Store, objection: Objection, changes: tuple[Change, ...], me: str, **said: Any
) -> Card:
    """Write the decisions of a ruling and the card as they correct it; the card as it is where
    another ruling has corrected the same already."""
    base = base_of(store, objection)
    old, new = facts_on(base), after(base, changes)
    changes = tuple(c for c in changes if not same(old.get(c.fact.name), new[c.fact.name]))
    if not changes:
        return base
    inspection = store.get(Inspection, objection.inspection_id)
    assert inspection is not None
    desk = desk_of(store, inspection, me)
    for change in changes:
        for ref in change.fallen:
            decide_case(store, desk, objection.item, change.fact, ref, Verdict.REJECTED, **said)
        if not change.fallen and change.value is not None:
            set_fact(store, desk, objection.item, change.fact, change.value, **said)
    desk = desk_of(store, inspection, me)
    names = {change.fact.name for change in changes}
    kept = [line for line in base.decisions["list"] if line["fact"] not in names]
    made = [frozen(desk, one) for one in desk.sheet.decisions if one.fact in names]
    standard = edition(base.edition)
    card = store.add(
        Card(
            agency_id=base.agency_id,
            cycle_id=base.cycle_id,
            inspection_id=base.inspection_id,
            version=base.version + 1,
            day=base.day,
            edition=base.edition,
            readings=base.readings,
            facts=facts_as_json(new, standard),
            records_facts=base.records_facts,
            confirmed=tuple(sorted({*base.confirmed, *names})),
            survey_closed=base.survey_closed,
            decisions={"list": sorted([*kept, *made], key=lambda line: line["id"])},
            result=card_as_json(score(new, standard)),
        )
    )
    if open_items(card):
        why = f"异议{objection.number}成立后还要补核"
        store.revise(inspection, reason=why, at_item=objection.item, finished_on=None)
    return card
