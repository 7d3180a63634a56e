"""Facts to test with: an agency without fault, one with every fault, and any in between."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from scoring.facts import FACTS, AnyFact
from scoring.kinds import CasesFact, FlagFact, NumberFact
from scoring.scorecard import ItemScore, score
from scoring.values import LIMIT, Cases, Satisfaction, Value

Facts = dict[str, Value]

D = Decimal


def satisfied(county: str = "10", town: str = "10", client: str = "10") -> Satisfaction:
    """Answers written as words: "9 8.5" are two answers, "" is none."""
    return Satisfaction(*(tuple(map(D, party.split())) for party in (county, town, client)))


def extreme(fact: AnyFact, good: bool) -> Value:
    """The value at which a fact costs nothing, or all that it can."""
    if isinstance(fact, FlagFact):
        return fact.good is good
    if isinstance(fact, CasesFact):
        return Cases(0 if good else LIMIT)
    if fact.name == "grading_shortfall":
        return D(0 if good else 5)
    if isinstance(fact, NumberFact):
        return D(1000 if good else 0)
    return satisfied(*(["10"] * 3 if good else ["0"] * 3))


BLAMELESS: Facts = {fact.name: extreme(fact, good=True) for fact in FACTS}
FAULTY: Facts = {fact.name: extreme(fact, good=False) for fact in FACTS}


def item(number: int, **facts: Value) -> ItemScore:
    """One item of an otherwise blameless agency."""
    return score({**BLAMELESS, **facts}).item(number)


def item_alone(number: int, **facts: Value) -> ItemScore:
    """One item where nothing else is known."""
    return score(facts).item(number)


def ledger(scored: ItemScore) -> list[tuple[str, str]]:
    """The deductions as codes and points."""
    return [(lost.rule, str(lost.points)) for lost in scored.deductions]


# A few characters that JSON and files treat differently; the whole of Unicode is slow to draw.
refs = st.text('甲乙a\n"\\\u2028\0 ', max_size=4)

answers = st.lists(
    st.decimals(0, 10, allow_nan=False, allow_infinity=False, places=2), max_size=4
).map(tuple)


def values(fact: AnyFact) -> st.SearchStrategy[Value]:
    """Any value that this fact can have, mostly near where it matters."""
    if isinstance(fact, FlagFact):
        return st.booleans()
    if isinstance(fact, CasesFact):
        counted = st.integers(0, 12) | st.integers(0, LIMIT)
        return counted.map(Cases) | st.lists(refs, unique=True, max_size=12).map(Cases.of)
    if fact.name == "grading_shortfall":
        return st.integers(0, 10).map(lambda halves: D(halves) / 2)
    if fact.name == "office_area":
        return st.decimals(0, 400, places=3) | st.integers(0, LIMIT).map(D)
    if isinstance(fact, NumberFact):
        return (st.integers(0, 12) | st.integers(340, 360) | st.integers(0, LIMIT)).map(D)
    return st.builds(Satisfaction, answers, answers, answers)


some_facts: st.SearchStrategy[Facts] = st.fixed_dictionaries(
    {}, optional={fact.name: values(fact) for fact in FACTS}
)
all_facts: st.SearchStrategy[Facts] = st.fixed_dictionaries(
    {fact.name: values(fact) for fact in FACTS}
)

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 12)
    | st.floats()
    | st.text("甲0.5", max_size=3)
    | st.just(10**20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["county", "town", "client", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)

any_object: st.SearchStrategy[dict[str, object]] = st.dictionaries(
    st.sampled_from([*BLAMELESS, "unknown"]), json_values, max_size=4
)
"""JSON that is now and then an object of facts."""
