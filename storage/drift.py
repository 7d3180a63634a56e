"""Whether a submitted card still says what the department knows of its day, and what the agency's
own records say otherwise since.

Decisions, settings, the survey, site checks and the accident register are the department's: when
they change, the card is another one. What the agency itself enters or corrects after it was
submitted is pointed out and changes nothing: else an agency could keep its result from being
published for ever.
"""

from dataclasses import dataclass

from scoring.editions import edition
from scoring.fact import AnyFact, Source
from scoring.facts import F
from scoring.interchange import read_facts
from storage.assessment import assess
from storage.card import Card
from storage.cycle import Cycle, Participation
from storage.decided import same, when
from storage.inspection import Inspection
from storage.store import Store

REGISTERS = frozenset({F.fatal_accidents.name, F.satisfaction.name})
"""Facts from records that the agency doesn't keep."""


@dataclass(frozen=True)
class Drift:
    """``ours``: the department knows otherwise by now; ``theirs``: the items of which the agency's
    records now say something else."""

    ours: bool = False
    theirs: tuple[int, ...] = ()


def drift(store: Store, part: Participation, card: Card) -> Drift:
    """The day of the card, looked at again."""
    cycle, inspection = store.get(Cycle, part.cycle_id), store.get(Inspection, card.inspection_id)
    assert cycle is not None
    now = assess(store, cycle, part, card.day, inspection=inspection)
    standard = edition(card.edition)
    if now.edition is not standard:
        return Drift(ours=True)
    kept = read_facts(card.facts, standard)
    changed = {
        name
        for name in standard.facts
        if not same(kept.get(name), now.facts.get(name))
        or (name in card.confirmed) != (name in now.confirmed)
    }
    told = {(line["id"], line["at"]) for line in card.decisions["list"]}
    decided = {(one.id, when(one).isoformat()) for one in now.decisions}
    ours = {name for name in changed if not _agencys(standard.facts[name])}
    settings = now.readings.as_dict() != card.readings
    survey = now.survey_closed != card.survey_closed
    items = sorted({standard.item_of(name).number for name in changed - ours})
    return Drift(bool(ours) or settings or survey or told != decided, tuple(items))


def _agencys(fact: AnyFact) -> bool:
    return fact.source is not Source.SITE and fact.name not in REGISTERS
