"""The engine: what facts are worth under an edition of the standard, and what is still open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from scoring.editions import CURRENT
from scoring.fact import cut
from scoring.scheme import Edition, Forfeit, Item, Rule, Span
from scoring.values import FactError, Value


@dataclass(frozen=True)
class Deduction:
    """Points that are lost for certain, and the cases they are lost for."""

    rule: str
    points: Decimal
    why: str
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemScore:
    """What an item is worth: between worst and best while facts are absent."""

    item: Item
    worst: Decimal
    best: Decimal
    deductions: tuple[Deduction, ...] = ()

    @property
    def number(self) -> int:
        return self.item.number

    @property
    def points(self) -> Decimal:
        return self.item.points

    @property
    def settled(self) -> bool:
        return self.worst == self.best


@dataclass(frozen=True)
class Scorecard:
    """All items of an edition; the total exists when nothing is open."""

    items: tuple[ItemScore, ...]
    worst: Decimal
    best: Decimal
    total: Decimal | None

    def item(self, number: int) -> ItemScore:
        return next(item for item in self.items if item.number == number)


def score(facts: Mapping[str, Value], edition: Edition = CURRENT) -> Scorecard:
    """The card of these facts; a fact that nobody has established is absent."""
    require_known(facts, edition)
    items = tuple(score_item(item, facts) for item in edition.items)
    worst = sum((item.worst for item in items), Decimal(0))
    best = sum((item.best for item in items), Decimal(0))
    return Scorecard(items, worst, best, best if worst == best else None)


def score_item(item: Item, facts: Mapping[str, Value]) -> ItemScore:
    """One item, with every absent fact at its worst and at its best."""
    if item.measured:
        span = item.measured.points(facts, item.points)
        return ItemScore(item, span.least, span.most)
    certain = tuple(
        Deduction(rule.code, points, rule.why, rule.refs(facts))
        for rule, points in _taken(item, facts, lambda loss: loss.least)
    )
    feared = _taken(item, facts, lambda loss: loss.most)
    return ItemScore(
        item,
        worst=item.points - sum((points for _, points in feared), Decimal(0)),
        best=item.points - sum((lost.points for lost in certain), Decimal(0)),
        deductions=certain,
    )


def _taken(
    item: Item, facts: Mapping[str, Value], choose: Callable[[Span], Decimal]
) -> Iterator[tuple[Rule, Decimal]]:
    """What each rule takes in the order of the codes, cut to what its group and item have left."""
    for rule in item.rules:
        if isinstance(rule, Forfeit) and choose(rule.loss(facts)):
            yield rule, item.points
            return
    item_left = item.points
    for group in item.groups:
        group_left = group.cap
        for rule in group.rules:
            points = min(choose(rule.loss(facts)), group_left, item_left)
            if points:
                yield rule, points
            group_left -= points
            item_left -= points


def require_known(names: Iterable[str], edition: Edition = CURRENT) -> None:
    """Refuse a name that this edition doesn't use, and say which was perhaps meant."""
    for name in names:
        if name in edition.facts:
            continue
        asked = cut(str(name))
        close = get_close_matches(asked, edition.facts, n=1)
        meant = f"是否想写 {close[0]}？" if close else "例如 office_area、staff"
        raise FactError(f"没有名为 {asked!r} 的事实，应为附录A所用的事实名之一，{meant}")
