"""Issued cards beside what is written afterwards: they stay, and whoever writes is told so."""

from collections.abc import Iterable
from dataclasses import dataclass

from handlers.scorecard.wording import say_date
from scoring.editions import edition
from scoring.values import Value
from storage.card import Card
from storage.cycle import Cycle, participation
from storage.decided import same
from storage.evidence import facts
from storage.inspection import Inspection
from storage.store import Store


@dataclass(frozen=True)
class Frozen:
    """An issued card, and what the records say now of the day that it was made for."""

    card: Card
    facts: dict[str, Value]


def frozen(store: Store, agency_id: str) -> tuple[Frozen, ...]:
    """The newest version of each of an agency's issued cards."""
    newest: dict[str, Card] = {}
    for card in store.find(Card, agency_id=agency_id, order="version"):
        newest[card.inspection_id] = card
    found = (_beside(store, card) for card in newest.values())
    return tuple(one for one in found if one)


def _beside(store: Store, card: Card) -> Frozen | None:
    cycle = store.get(Cycle, card.cycle_id)
    joined = participation(store, card.cycle_id, card.agency_id)
    inspection = store.get(Inspection, card.inspection_id)
    # What a blind inspector handed in is the bureau's own.
    if cycle is None or joined is None or inspection is None or inspection.blind:
        return None
    return Frozen(card, facts(store, cycle, joined, card.day))


def frozen_lines(before: Iterable[Frozen], after: Iterable[Frozen]) -> list[str]:
    """For each card whose evidence what was just written has changed, that it stays as it is."""
    were = {one.card.id: one.facts for one in before}
    lines = []
    for one in after:
        if changed := _items(one, were.get(one.card.id, one.facts)):
            numbers = "、".join(f"第{number}项" for number in changed)
            lines.append(
                f"评定结果 {one.card.number} 第{one.card.version}版（{say_date(one.card.day)}）"
                f"已经固定，不随这次登记改变；它{numbers}所依据的记录现在不同了。"
            )
    return lines


def _items(now: Frozen, were: dict[str, Value]) -> list[int]:
    standard = edition(now.card.edition)
    names = were.keys() | now.facts.keys()
    changed = (name for name in names if not same(were.get(name), now.facts.get(name)))
    return sorted({standard.item_of(name).number for name in changed})
