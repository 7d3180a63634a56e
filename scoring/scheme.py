"""What an edition of the standard is made of: items, groups and rules that know what they cost."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import ClassVar, NamedTuple

from scoring.fact import AnyFact, Fact
from scoring.findings import Finding
from scoring.values import LIMIT, Cases, Satisfaction, Value, hundredths


class Span(NamedTuple):
    """The least and the most that something can be while facts are absent."""

    least: Decimal
    most: Decimal


@dataclass(frozen=True)
class Rule(ABC):
    """One deduction of the table; its code `item.n` is given when it takes its place there."""

    kind: ClassVar[str]

    points: Decimal
    why: str
    code: str

    @property
    @abstractmethod
    def facts(self) -> tuple[AnyFact, ...]:
        """The facts that it reads."""

    @abstractmethod
    def loss(self, facts: Mapping[str, Value]) -> Span:
        """The points it takes for certain, and at worst, before any cap."""

    def refs(self, facts: Mapping[str, Value]) -> tuple[str, ...]:
        """The cases behind it, one reference each."""
        return ()


@dataclass(frozen=True)
class Once(Rule):
    """Takes its points when something is found, however often."""

    kind: ClassVar[str] = "once"

    finding: Finding

    @property
    def facts(self) -> tuple[AnyFact, ...]:
        return self.finding.facts

    def loss(self, facts: Mapping[str, Value]) -> Span:
        found = self.finding.holds(facts)
        return Span(
            self.points if found is True else Decimal(0),
            Decimal(0) if found is False else self.points,
        )

    def refs(self, facts: Mapping[str, Value]) -> tuple[str, ...]:
        return self.finding.refs(facts)


@dataclass(frozen=True)
class Forfeit(Once):
    """Takes everything that the item had, alone."""

    kind: ClassVar[str] = "forfeit"


@dataclass(frozen=True)
class Each(Rule):
    """Takes its points for every case."""

    kind: ClassVar[str] = "each"

    fact: Fact[Cases]

    @property
    def facts(self) -> tuple[AnyFact, ...]:
        return (self.fact,)

    def loss(self, facts: Mapping[str, Value]) -> Span:
        cases = self.fact.of(facts)
        if cases is None:
            return Span(Decimal(0), self.points * LIMIT)
        return Span(self.points * cases.count, self.points * cases.count)

    def refs(self, facts: Mapping[str, Value]) -> tuple[str, ...]:
        cases = self.fact.of(facts)
        return cases.refs if cases else ()


@dataclass(frozen=True)
class Judged(Rule):
    """Takes what an inspector judged, up to its points."""

    kind: ClassVar[str] = "judged"

    fact: Fact[Decimal]

    @property
    def facts(self) -> tuple[AnyFact, ...]:
        return (self.fact,)

    def loss(self, facts: Mapping[str, Value]) -> Span:
        taken = self.fact.of(facts)
        return Span(Decimal(0), self.points) if taken is None else Span(taken, taken)


@dataclass(frozen=True)
class Group:
    """Rules that together take no more than a cap."""

    cap: Decimal
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Measured:
    """Points that are given by a measurement, not kept by the lack of deductions."""

    fact: Fact[Satisfaction]

    def points(self, facts: Mapping[str, Value], most: Decimal) -> Span:
        answers = self.fact.of(facts)
        mean = answers.mean() if answers else None
        if mean is None:
            return Span(Decimal(0), most)
        return Span(hundredths(mean), hundredths(mean))


@dataclass(frozen=True)
class Item:
    """One row of the table: 序号, 评定内容, 标准得分 and 评定标准 as printed, and their meaning."""

    number: int
    title: str
    points: Decimal
    text: str
    groups: tuple[Group, ...] = ()
    measured: Measured | None = None
    section: str = ""
    content: str = ""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Its rules in the order of their codes."""
        return tuple(rule for group in self.groups for rule in group.rules)

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts that it uses, in the order of its rules."""
        read = [fact.name for rule in self.rules for fact in rule.facts]
        return tuple(read) if self.measured is None else (*read, self.measured.fact.name)


@dataclass(frozen=True)
class Edition:
    """One edition of the table; a card keeps the code of the edition that it was made with."""

    code: str
    title: str
    items: tuple[Item, ...]

    @cached_property
    def facts(self) -> Mapping[str, AnyFact]:
        """Every fact that it uses, by name, in the order of its items."""
        found = [fact for item in self.items for rule in item.rules for fact in rule.facts]
        found += [item.measured.fact for item in self.items if item.measured]
        return {fact.name: fact for fact in found}

    @cached_property
    def _item_of(self) -> Mapping[str, Item]:
        return {name: item for item in self.items for name in item.facts}

    @cached_property
    def sections(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.section for item in self.items))

    def item(self, number: int) -> Item:
        return next(item for item in self.items if item.number == number)

    def item_of(self, fact: str) -> Item:
        """The one item that this fact counts for."""
        return self._item_of[fact]

    def rule(self, code: str) -> Rule:
        return next(rule for item in self.items for rule in item.rules if rule.code == code)
