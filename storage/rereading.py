"""What other settings would do to the scores of a cycle, before anybody confirms them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from scoring.scorecard import Scorecard
from storage.agency import Agency
from storage.assessment import assess
from storage.cycle import Cycle, Participation, ReadingsChange
from storage.store import Store


@dataclass(frozen=True)
class Effect:
    """An agency's card today, and what it would be."""

    agency: Agency
    participation: Participation
    before: Scorecard
    after: Scorecard

    @property
    def items(self) -> tuple[int, ...]:
        """The items whose worst or best would be another."""
        pairs = zip(self.before.items, self.after.items, strict=True)
        return tuple(
            now.number for was, now in pairs if (was.worst, was.best) != (now.worst, now.best)
        )


def effects(
    store: Store, change: ReadingsChange, cycle: Cycle, parts: Iterable[Participation]
) -> list[Effect]:
    """Of these agencies, each with the cycle as it is and as it would be."""
    then = replace(cycle, **settled(change))
    found = []
    for part in parts:
        now = assess(store, cycle, part)
        card = assess(store, then, part).card
        found.append(Effect(now.agency, part, now.card, card))
    return found


def apply(store: Store, change: ReadingsChange, cycle: Cycle) -> Cycle:
    """The settings become the cycle's: scores follow, issued cards keep their own."""
    store.revise(change, applied_on=store.today)
    return store.revise(cycle, reason=change.grounds, **settled(change))


def settled(change: ReadingsChange) -> dict[str, Any]:
    """What of the cycle would be another."""
    return {"readings": change.readings, "start": change.start, "end": change.end}
