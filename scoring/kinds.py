"""The four kinds of fact: what each may be worth, and what a rule can ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from scoring.fact import Fact, Kind, cut
from scoring.findings import AtLeast, Below, Is
from scoring.values import DECIMALS, LIMIT, Cases, FactError, Satisfaction, bounded, decimal, plain


@dataclass(frozen=True)
class NumberFact(Fact[Decimal]):
    """A number from 0, in steps; a step of None allows any decimal."""

    kind: ClassVar[Kind] = Kind.NUMBER

    step: Decimal | None = Decimal(1)
    most: int = LIMIT

    def below(self, limit: int) -> Below:
        return Below(self, Decimal(limit))

    @property
    def wanted(self) -> str:
        if self.step is None:
            return f"0到{self.most}的数，小数不超过{DECIMALS}位"
        if self.step == 1:
            return f"0到{self.most}的整数"
        return f"0到{self.most}的数，每档{plain(self.step)}"

    def check(self, value: object) -> Decimal:
        if not isinstance(value, Decimal) or not bounded(value, self.most):
            raise self.wrong(value)
        if self.step is not None and Fraction(value) % Fraction(self.step):
            raise self.wrong(value)
        return value

    def read(self, raw: object) -> Decimal:
        value = decimal(raw)
        if value is None:
            raise self.wrong(raw)
        return self.check(value)

    def write(self, value: Decimal) -> object:
        return plain(value)


@dataclass(frozen=True)
class FlagFact(Fact[bool]):
    """Yes or no; `good` says which of the two costs nothing."""

    kind: ClassVar[Kind] = Kind.FLAG

    good: bool = True

    @property
    def found(self) -> Is:
        return Is(self, True)

    @property
    def missing(self) -> Is:
        return Is(self, False)

    @property
    def wanted(self) -> str:
        return " true 或 false"

    def check(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise self.wrong(value)
        return value

    def read(self, raw: object) -> bool:
        return self.check(raw)

    def write(self, value: bool) -> object:
        return value


@dataclass(frozen=True)
class CasesFact(Fact[Cases]):
    """What went wrong, counted or listed."""

    kind: ClassVar[Kind] = Kind.CASES

    @property
    def found(self) -> AtLeast:
        return AtLeast(self, 1)

    def at_least(self, count: int) -> AtLeast:
        return AtLeast(self, count)

    @property
    def wanted(self) -> str:
        return f"0到{LIMIT}的整数，或由互不相同的文字组成的列表"

    def check(self, value: object) -> Cases:
        if not isinstance(value, Cases):
            raise self.wrong(value)
        return value

    def read(self, raw: object) -> Cases:
        if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= LIMIT:
            return Cases(raw)
        if not isinstance(raw, list):
            raise self.wrong(raw)
        seen: set[str] = set()
        for ref in raw:
            if not isinstance(ref, str) or not is_text(ref):
                raise FactError(f"{self.name}（{self.label}）的列表中每一项应为文字")
            if ref in seen:
                twice = f"应为互不相同的情形，{cut(ref)!r} 给了两次"
                raise FactError(f"{self.name}（{self.label}）{twice}")
            seen.add(ref)
        return Cases.of(raw)

    def write(self, value: Cases) -> object:
        return list(value.refs) or value.count


def is_text(ref: str) -> bool:
    """Whether it can be printed and stored: half a surrogate pair can't."""
    try:
        ref.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True)
class SatisfactionFact(Fact[Satisfaction]):
    """The answers of three parties, each on 0 to `most`."""

    kind: ClassVar[Kind] = Kind.SATISFACTION

    most: int = 10

    PARTIES: ClassVar[tuple[str, ...]] = ("county", "town", "client")

    @property
    def wanted(self) -> str:
        return f"对象 {{county, town, client}}，三项都是0到{self.most}的数的列表（无答复则空）"

    def check(self, value: object) -> Satisfaction:
        if not isinstance(value, Satisfaction):
            raise self.wrong(value)
        for answer in (answer for party in value.parties for answer in party):
            if not isinstance(answer, Decimal) or not bounded(answer, self.most):
                raise self.wrong(answer)
        return value

    def read(self, raw: object) -> Satisfaction:
        if not isinstance(raw, dict):
            raise self.wrong(raw)
        for party in raw:
            if party not in self.PARTIES:
                raise self.wrong(party)
        return self.check(Satisfaction(*(self.answers(raw.get(party)) for party in self.PARTIES)))

    def answers(self, raw: object) -> tuple[Decimal, ...]:
        if not isinstance(raw, list):
            raise self.wrong(raw)
        answers = []
        for one in raw:
            answer = decimal(one)
            if answer is None:
                raise self.wrong(one)
            answers.append(answer)
        return tuple(answers)

    def write(self, value: Satisfaction) -> object:
        return {
            party: [plain(answer) for answer in answers]
            for party, answers in zip(self.PARTIES, value.parties, strict=True)
        }
