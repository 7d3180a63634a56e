"""Facts and cards as JSON and back, exact both ways, because a frozen card stores its facts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from scoring.editions import CURRENT
from scoring.fact import cut
from scoring.scheme import Edition
from scoring.scorecard import Deduction, ItemScore, Scorecard, require_known
from scoring.values import FactError, Value, plain

NOT_AN_OBJECT = "应为一个JSON对象（事实名与值），或由这种对象组成的数组"


def parse(text: str) -> object:
    """Parse JSON such that no number is rounded, and nothing that was given twice is lost."""
    try:
        return json.loads(
            text,
            parse_float=_number,
            parse_int=_integer,
            # Kept, so that the fact which holds it can be named when it is refused.
            parse_constant=Decimal,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as broken:
        raise FactError(f"不是合法的JSON：第{broken.lineno}行第{broken.colno}列附近有误") from None
    except RecursionError:
        raise FactError(f"JSON嵌套过深，{NOT_AN_OBJECT}") from None


def read_facts(raw: object, edition: Edition = CURRENT) -> dict[str, Value]:
    """The facts that a parsed JSON object stands for."""
    if isinstance(raw, Twice):
        raise FactError(str(raw))
    if not isinstance(raw, dict):
        raise FactError(NOT_AN_OBJECT)
    require_known(raw, edition)
    for name, value in raw.items():
        if isinstance(value, Twice):
            raise FactError(f"{name}（{edition.facts[name].label}）中 {value}")
    return {name: edition.facts[name].read(value) for name, value in raw.items()}


def facts_as_json(facts: Mapping[str, Value], edition: Edition = CURRENT) -> dict[str, object]:
    """The facts as `read_facts` reads them back."""
    require_known(facts, edition)
    known = edition.facts
    return {name: known[name].write(known[name].check(facts[name])) for name in facts}


def card_as_json(card: Scorecard) -> dict[str, object]:
    """The card in the form that `python -m scoring` prints."""
    return {
        "items": [_item(item) for item in card.items],
        "worst": plain(card.worst),
        "best": plain(card.best),
        "total": None if card.total is None else plain(card.total),
    }


def _item(item: ItemScore) -> dict[str, object]:
    return {
        "number": item.number,
        "points": plain(item.points),
        "worst": plain(item.worst),
        "best": plain(item.best),
        "deductions": [_deduction(lost) for lost in item.deductions],
    }


def _deduction(lost: Deduction) -> dict[str, object]:
    return {
        "rule": lost.rule,
        "points": plain(lost.points),
        "why": lost.why,
        "cases": list(lost.cases),
    }


class Twice(dict[str, object]):
    """An object that gives a name twice, kept until the fact that holds it can be named."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __str__(self) -> str:
        return f"{cut(self.name)!r} 给了两次，每个名称应只给一次"


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            return Twice(name)
        found[name] = value
    return found


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError:
        return Decimal("NaN")


def _integer(text: str) -> int | Decimal:
    # Python makes no integer of thousands of digits; as a decimal they can be refused by name.
    return int(text) if len(text) < 20 else Decimal(text)
