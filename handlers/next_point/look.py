"""What is looked at when an agency asks for its next point: its score, and what could be done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from handlers.scorecard.load import live
from handlers.scorecard.sheet import Facts, Sheet
from handlers.scorecard.survey import for_agency
from handlers.turn import Turn
from scoring.next_point import Fix, Gain, Way
from scoring.values import Cases
from storage.card import Card
from storage.cycle import Cycle, Participation
from storage.decided import lay_over
from storage.inspection import Inspection
from storage.objections import told_last
from storage.store import Store


@dataclass(frozen=True)
class Look:
    """An agency's score today, as its own people may see it. ``over``: the cycle's last day has
    gone by, so that only what is entered late can still count."""

    store: Store
    sheet: Sheet
    part: Participation
    cycle: Cycle

    @property
    def over(self) -> bool:
        return self.store.today > self.cycle.end

    def settle(self, records: Facts) -> Facts:
        """What counts, if the records said this: the inspectors' decisions stand as they are."""
        sheet = self.sheet
        return lay_over(records, sheet.decisions, sheet.edition, sheet.waiting)[0]

    def refs(self, fact: str) -> tuple[str, ...]:
        """The cases of a fact as the records have them."""
        return cases(self.sheet.records, fact)

    def costing(self, fact: str) -> tuple[str, ...]:
        """Those of them that cost something: an inspector may have let one pass."""
        standing = set(cases(self.sheet.facts, fact))
        return tuple(ref for ref in self.refs(fact) if ref in standing)


def cases(facts: Facts, fact: str) -> tuple[str, ...]:
    found = facts.get(fact)
    return found.refs if isinstance(found, Cases) else ()


def look(store: Store, part: Participation) -> Look | None:
    cycle = store.get(Cycle, part.cycle_id)
    return Look(store, for_agency(live(store, part)), part, cycle) if cycle else None


def told_of(seen: Look) -> Card | None:
    """The card of this rating that the agency was shown last: what is entered after it counts only
    once another is submitted."""
    told = told_last(seen.store, seen.part.agency_id)
    inspection = seen.store.get(Inspection, told.inspection_id) if told else None
    if told is None or inspection is None or inspection.participation_id != seen.part.id:
        return None
    return seen.store.get(Card, told.card_id)


class When(StrEnum):
    """How soon something can be done."""

    NOW = "now"
    TIME = "time"


WHEN_NAMES = {When.NOW: "马上能做", When.TIME: "需要时间"}


@dataclass(frozen=True)
class Offer:
    """A way to points as a person reads it. ``act`` has a place for how many; ``effort`` is their
    unit; ``words`` say what has to be done; ``by`` until when it counts. ``open`` leads from the
    subject of a fix to where it is done. ``decided``: an inspector has to look again for it to
    count."""

    way: Way
    item: int
    when: When
    act: str
    effort: str
    words: str
    open: Callable[[Turn, str], None]
    by: date | None = None
    several: bool = False
    decided: bool = False


@dataclass(frozen=True)
class Promise:
    """An offer with what it brings."""

    offer: Offer
    gain: Gain

    @property
    def way(self) -> Way:
        return self.offer.way

    def doing(self, fixes: int) -> str:
        """补传3份合同"""
        return self.offer.act.format(fixes)


def way(name: str, fixes: list[Fix]) -> Way:
    return Way(name, tuple(fixes))
