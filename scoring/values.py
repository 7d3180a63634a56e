"""What a fact can be worth, so that no count or list of cases is a loose Python object."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

LIMIT = 10**9
"""The largest number or count that is read."""

DECIMALS = 100
"""The most digits after the point that are read; exact arithmetic needs some end."""

DECIMAL_STRING = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class FactError(ValueError):
    """A sentence that names the fact and says what it should be."""


@dataclass(frozen=True)
class Cases:
    """What went wrong: how often and, where known, one reference each."""

    count: int
    refs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.count, bool) or not isinstance(self.count, int):
            raise FactError("情形的数目应为整数")
        if not 0 <= self.count <= LIMIT:
            raise FactError(f"情形的数目应在0到{LIMIT}之间")
        if self.refs and len(self.refs) != self.count:
            raise FactError("情形的数目应与所列情形一致")
        if len(set(self.refs)) != len(self.refs):
            raise FactError("同一情形只能列一次")

    @classmethod
    def of(cls, what: int | Iterable[str]) -> Cases:
        """Build from a bare count or from the references themselves."""
        if isinstance(what, int):
            return cls(what)
        # A lone text is a sequence of texts too, and would become a case per character.
        if isinstance(what, str):
            raise FactError("情形应为数目或列表，不应为一段文字")
        refs = tuple(what)
        return cls(len(refs), refs)


@dataclass(frozen=True)
class Satisfaction:
    """The answers of the three parties of item 25, each on 0–10; an empty tuple is no answer."""

    county: tuple[Decimal, ...] = ()
    town: tuple[Decimal, ...] = ()
    client: tuple[Decimal, ...] = ()

    @property
    def parties(self) -> tuple[tuple[Decimal, ...], ...]:
        return (self.county, self.town, self.client)

    @property
    def answered(self) -> bool:
        return all(self.parties)

    def mean(self) -> Fraction | None:
        """The mean of the parties' means, so that many clients don't outvote a department."""
        if not self.answered:
            return None
        means = [sum(map(Fraction, party), Fraction()) / len(party) for party in self.parties]
        return sum(means, Fraction()) / len(means)


Value = Decimal | bool | Cases | Satisfaction


def plain(value: Decimal) -> str:
    """The exact decimal as people write it: no exponent, no trailing zeros."""
    # Formatting 0E+999999999 with "f" would write out a billion zeros.
    if not value:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def hundredths(value: Fraction) -> Decimal:
    """Round half up to two decimals; meant for values that are not negative."""
    return Decimal((value * 100 + Fraction(1, 2)).__floor__()).scaleb(-2)


def bounded(value: Decimal, most: int) -> bool:
    """Whether a decimal is from 0 to `most` and short enough to be reckoned with exactly."""
    if not value.is_finite() or not 0 <= value <= most:
        return False
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and abs(exponent) <= DECIMALS


def decimal(raw: object) -> Decimal | None:
    """The decimal that a JSON number or a decimal string stands for; never by way of a float."""
    match raw:
        case bool():
            return None
        case Decimal():
            value = raw
        case int():
            value = Decimal(raw)
        case str() if DECIMAL_STRING.fullmatch(raw):
            value = Decimal(raw)
        case _:
            return None
    # Zero has many spellings (-0, 0e999999999); only one of them is kept.
    return value if value else Decimal(0)
