"""Whether an item is open, derived or assessed, because not yet checked is neither 0 nor full."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from scoring.editions import CURRENT
from scoring.scheme import Edition, Item
from scoring.scorecard import require_known, score_item
from scoring.values import Value


class State(StrEnum):
    """How far an item is known."""

    PENDING = "pending"
    DERIVED = "derived"
    ASSESSED = "assessed"

    @property
    def label(self) -> str:
        return {"pending": "待评", "derived": "预评", "assessed": "已核"}[self.value]


def states(
    facts: Mapping[str, Value],
    confirmed: Collection[str],
    survey_closed: bool,
    edition: Edition = CURRENT,
) -> dict[int, State]:
    """The state of every item, given which facts an inspector has confirmed or set."""
    require_known(facts, edition)
    require_known(confirmed, edition)
    firm = {name: facts[name] for name in facts if name in confirmed}
    return {item.number: _state(item, facts, firm, survey_closed) for item in edition.items}


def _state(
    item: Item, facts: Mapping[str, Value], firm: Mapping[str, Value], survey_closed: bool
) -> State:
    if not score_item(item, facts).settled:
        return State.PENDING
    # A survey is not confirmed answer by answer: closing it is what makes it firm.
    sure = survey_closed if item.measured else score_item(item, firm).settled
    return State.ASSESSED if sure else State.DERIVED
