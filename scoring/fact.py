"""What every fact has, so that a rule, a form and a report speak of it in the same words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from scoring.values import FactError, Value

V = TypeVar("V", bound=Value)


class Source(StrEnum):
    """Where a fact is seen first."""

    RECORDS = "records"
    PROFILE = "profile"
    SITE = "site"

    @property
    def label(self) -> str:
        return {"records": "系统记录", "profile": "机构自报", "site": "现场核查"}[self.value]


class Kind(StrEnum):
    """What kind of value a fact has."""

    NUMBER = "number"
    FLAG = "flag"
    CASES = "cases"
    SATISFACTION = "satisfaction"


@dataclass(frozen=True)
class Fact(ABC, Generic[V]):
    """One thing that can be established about an agency; its name is its attribute in `F`."""

    kind: ClassVar[Kind]

    name: str = field(init=False, default="")
    label: str
    question: str
    source: Source
    unit: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        # The attribute's name is the fact's name: written twice, the two could differ.
        object.__setattr__(self, "name", name)

    @property
    @abstractmethod
    def wanted(self) -> str:
        """What its value should be, for the person who got it wrong."""

    @abstractmethod
    def check(self, value: object) -> V:
        """The same value, now known to be one that this fact can have."""

    @abstractmethod
    def read(self, raw: object) -> V:
        """The value that a parsed JSON value stands for."""

    @abstractmethod
    def write(self, value: V) -> object:
        """The value as JSON, exact, such that `read` gives it back."""

    def of(self, facts: Mapping[str, Value]) -> V | None:
        """Its value among these facts; None where nobody has established it."""
        return self.check(facts[self.name]) if self.name in facts else None

    def wrong(self, got: object) -> FactError:
        return FactError(f"{self.name}（{self.label}）应为{self.wanted}，收到的是{shown(got)}")


AnyFact = Fact[Any]


def shown(raw: object) -> str:
    """A short single-line picture of a value that was refused, whatever it is."""
    match raw:
        case None:
            return " null"
        case bool():
            return f" {str(raw).lower()}"
        case str():
            return f" {cut(raw)!r}"
        case Decimal():
            return f" {cut(str(raw))}"
        # Printing an integer of thousands of digits is refused by Python itself.
        case int():
            return f" {raw}" if abs(raw) < 10**40 else "一个过大的数"
        case list() | tuple():
            return "一个列表"
        case dict():
            return "一个对象"
    return f" {type(raw).__name__}"


def cut(text: str) -> str:
    """As much of a text as a sentence can hold."""
    return text if len(text) <= 40 else f"{text[:40]}…"
