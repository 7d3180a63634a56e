"""What a rule looks for in the facts: found, not found, or not known yet."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.fact import AnyFact, Fact
from scoring.values import Cases, Value


class Finding(ABC):
    """A question to the facts that is answered by true, false, or None for unknown."""

    @property
    @abstractmethod
    def facts(self) -> tuple[AnyFact, ...]:
        """The facts that it reads, in the order of its words."""

    @abstractmethod
    def holds(self, facts: Mapping[str, Value]) -> bool | None:
        """Whether it is so; None where an absent fact leaves it open."""

    def refs(self, facts: Mapping[str, Value]) -> tuple[str, ...]:
        """The cases that show it."""
        return ()

    def __or__(self, other: Finding) -> Either:
        return Either(self, other)


@dataclass(frozen=True)
class Is(Finding):
    """A flag has this value."""

    fact: Fact[bool]
    value: bool

    @property
    def facts(self) -> tuple[AnyFact, ...]:
        return (self.fact,)

    def holds(self, facts: Mapping[str, Value]) -> bool | None:
        seen = self.fact.of(facts)
        return None if seen is None else seen is self.value


@dataclass(frozen=True)
class Below(Finding):
    """A number is less than the limit."""

    fact: Fact[Decimal]
    limit: Decimal

    @property
    def facts(self) -> tuple[AnyFact, ...]:
        return (self.fact,)

    def holds(self, facts: Mapping[str, Value]) -> bool | None:
        seen = self.fact.of(facts)
        return None if seen is None else seen < self.limit


@dataclass(frozen=True)
class AtLeast(Finding):
    """There are this many cases, or more."""

    fact: Fact[Cases]
    count: int

    @property
    def facts(self) -> tuple[AnyFact, ...]:
        return (self.fact,)

    def holds(self, facts: Mapping[str, Value]) -> bool | None:
        seen = self.fact.of(facts)
        return None if seen is None else seen.count >= self.count

    def refs(self, facts: Mapping[str, Value]) -> tuple[str, ...]:
        seen = self.fact.of(facts)
        return seen.refs if seen else ()


@dataclass(frozen=True)
class Either(Finding):
    """One of two is so, or both: one that is known to be so settles it."""

    first: Finding
    second: Finding

    @property
    def facts(self) -> tuple[AnyFact, ...]:
        return self.first.facts + self.second.facts

    def holds(self, facts: Mapping[str, Value]) -> bool | None:
        answers = (self.first.holds(facts), self.second.holds(facts))
        if True in answers:
            return True
        return None if None in answers else False

    def refs(self, facts: Mapping[str, Value]) -> tuple[str, ...]:
        return self.first.refs(facts) + self.second.refs(facts)
