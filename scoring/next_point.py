"""Where the next point is: what putting right would change, found by changing facts and scoring."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from scoring.editions import CURRENT
from scoring.scheme import Edition
from scoring.scorecard import score
from scoring.values import Cases, Value

Facts = Mapping[str, Value]
Settle = Callable[[Facts], Facts]
"""From what the records say to what counts: an inspector's decisions go over them."""


@dataclass(frozen=True)
class Fix:
    """One thing to be done, about ``subject``: the cases that are gone with it, by fact, the cases
    that come with it (what is lost by leaving something undone), the values that facts then have,
    and the facts that are then open again."""

    subject: str
    clears: Mapping[str, frozenset[str]] = field(default_factory=dict)
    adds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sets: Mapping[str, Value] = field(default_factory=dict)
    reopens: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Way:
    """What somebody can do, as fixes in the order in which the fewest bring the first points."""

    name: str
    fixes: tuple[Fix, ...]


@dataclass(frozen=True)
class Stage:
    """What so many fixes of a way bring: the points by which the card's worst and best rise, and
    what they then are."""

    fixes: int
    least: Decimal
    most: Decimal
    worst: Decimal
    best: Decimal

    @property
    def points(self) -> Decimal:
        """The larger of the two: the one while something open can only turn out well."""
        return max(self.least, self.most)


@dataclass(frozen=True)
class Gain:
    """What a way brings: its first points with the fewest fixes, and all it can bring with the
    fewest; a way that brings nothing has neither."""

    way: Way
    first: Stage
    all: Stage


def changed(facts: Facts, fixes: Iterable[Fix]) -> dict[str, Value]:
    """The facts after these fixes, done in this order."""
    after = dict(facts)
    gone: dict[str, set[str]] = {}
    for fix in fixes:
        after.update(fix.sets)
        for name in fix.reopens:
            after.pop(name, None)
        for name, refs in fix.clears.items():
            gone.setdefault(name, set()).update(refs)
        for name, added in fix.adds.items():
            after[name] = Cases.of(dict.fromkeys((*_refs(after.get(name)), *added)))
    for name, out in gone.items():
        kept = [ref for ref in _refs(after.get(name)) if ref not in out]
        if isinstance(after.get(name), Cases):
            after[name] = Cases.of(kept)
    return after


def gain_of(
    records: Facts, way: Way, settle: Settle = dict, edition: Edition = CURRENT
) -> Gain | None:
    """None where even all of a way's fixes bring nothing: a cap, or an inspector's decision."""
    before = score(settle(records), edition)

    def after(fixes: int) -> Stage:
        card = score(settle(changed(records, way.fixes[:fixes])), edition)
        rise = (card.worst - before.worst, card.best - before.best)
        return Stage(fixes, *rise, card.worst, card.best)

    whole = after(len(way.fixes))
    if whole.points <= 0:
        return None
    # Each further fix takes something bad away, so that what it brings never falls.
    steps = range(1, len(way.fixes) + 1)
    least = bisect_left(steps, 1, key=lambda n: int(after(n).points > 0))
    full = bisect_left(steps, 1, key=lambda n: int(_same(after(n), whole)))
    return Gain(way, after(steps[least]), after(steps[full]))


def together(
    records: Facts, ways: Iterable[Way], settle: Settle = dict, edition: Edition = CURRENT
) -> Stage:
    """All ways done, one after the other."""
    fixes = [fix for way in ways for fix in way.fixes]
    return outcome(records, Way("", tuple(fixes)), settle, edition)


def outcome(
    records: Facts, way: Way, settle: Settle = dict, edition: Edition = CURRENT
) -> Stage:
    """What a way comes to as a whole, be it nothing, or a loss."""
    before = score(settle(records), edition)
    card = score(settle(changed(records, way.fixes)), edition)
    rise = (card.worst - before.worst, card.best - before.best)
    return Stage(len(way.fixes), *rise, card.worst, card.best)


def _same(one: Stage, other: Stage) -> bool:
    return (one.worst, one.best) == (other.worst, other.best)


def _refs(value: Value | None) -> tuple[str, ...]:
    return value.refs if isinstance(value, Cases) else ()
