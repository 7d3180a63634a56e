"""What is promised for putting right is what scoring again gives, with the fewest steps."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.next_point import Fix, Way, changed, gain_of, together
from scoring.scorecard import score
from scoring.values import Cases, Value


def uploads(count: int) -> tuple[dict[str, Value], Way]:
    """So many contracts that are not uploaded, and the way to upload them one by one."""
    refs = [f"contract:{n}" for n in range(count)]
    facts: dict[str, Value] = {
        "contracts_not_uploaded": Cases.of(refs),
        "no_contract_uploaded": True,
    }
    fixes = [
        Fix(ref, {"contracts_not_uploaded": frozenset({ref})}, sets={"no_contract_uploaded": False})
        for ref in refs
    ]
    return facts, Way("contracts", tuple(fixes))


@pytest.mark.parametrize(
    ("missing", "first", "points", "whole", "most"),
    [
        (1, 1, "2", 1, "2"),
        (3, 1, "1", 3, "2"),
        (4, 1, "0.5", 4, "2"),
        (9, 6, "0.5", 9, "2"),
    ],
)
def test_uploading_contracts_pays_once_the_cap_is_left_behind(
    missing: int, first: int, points: str, whole: int, most: str
) -> None:
    gain = gain_of(*uploads(missing))
    assert gain is not None
    assert (gain.first.fixes, gain.first.most) == (first, Decimal(points))
    assert (gain.all.fixes, gain.all.most) == (whole, Decimal(most))


def test_what_is_not_known_yet_raises_only_the_lower_end() -> None:
    gain = gain_of({}, Way("board", (Fix("board", sets={"board": True}),)))
    assert gain is None, "the two other rules of item 7 still may take it all"
    good: dict[str, Value] = {"board": True, "board_introduces": True, "board_informs": True}
    gain = gain_of({}, Way("board", (Fix("board", sets=good),)))
    assert gain is not None
    assert (gain.all.least, gain.all.most) == (Decimal(2), Decimal(0))


def test_what_an_inspector_decided_is_not_promised_away() -> None:
    facts: dict[str, Value] = {"callback_policy": False}
    way = Way("policy", (Fix("policy", sets={"callback_policy": True}),))
    assert gain_of(facts, way, lambda _records: facts) is None


FACTS = ("contracts_not_uploaded", "visits_unproven", "callbacks_missed", "files_incomplete")
REFS = st.lists(st.sampled_from([f"r:{n}" for n in range(9)]), max_size=9, unique=True)


@st.composite
def towns(draw: st.DrawFn) -> tuple[dict[str, Value], list[Way]]:
    """Facts of which some are known, and ways to be rid of their cases, several at a time."""
    facts: dict[str, Value] = {
        name: Cases.of(draw(REFS)) for name in FACTS if draw(st.booleans())
    }
    ways = []
    for name in FACTS:
        batches = draw(st.lists(REFS, max_size=6))
        fixes = [Fix(str(n), {name: frozenset(refs)}) for n, refs in enumerate(batches)]
        ways.append(Way(name, tuple(fixes)))
    return facts, ways


@given(towns())
def test_the_promise_is_the_score_after_the_change_and_no_fewer_fixes_would_do(
    town: tuple[dict[str, Value], list[Way]],
) -> None:
    facts, ways = town
    before = score(facts)
    for way in ways:
        cards = [score(changed(facts, way.fixes[:n])) for n in range(len(way.fixes) + 1)]
        rises = [card.best - before.best for card in cards]
        gain = gain_of(facts, way)
        if gain is None:
            assert max(rises) == 0
            continue
        assert gain.first.fixes == next(n for n, rise in enumerate(rises) if rise > 0)
        assert gain.all.fixes == next(n for n, rise in enumerate(rises) if rise == rises[-1])
        for stage in (gain.first, gain.all):
            assert (stage.worst, stage.best) == (
                cards[stage.fixes].worst,
                cards[stage.fixes].best,
            )


@given(towns())
def test_all_ways_together_never_bring_less_than_the_best_of_them(
    town: tuple[dict[str, Value], list[Way]],
) -> None:
    facts, ways = town
    found = [gain for way in ways if (gain := gain_of(facts, way))]
    whole = together(facts, ways)
    assert whole.most >= max((gain.all.most for gain in found), default=Decimal(0))
    assert score(facts).best + whole.most == whole.best


@given(st.integers(0, 4), st.integers(0, 4))
def test_what_is_left_undone_never_raises_the_score(known: int, more: int) -> None:
    held = [f"quarter:2026Q{n}" for n in range(1, known + 1)]
    lost = tuple(f"quarter:2027Q{n}" for n in range(1, more + 1))
    facts: dict[str, Value] = {"quarters_untrained": Cases.of(held)}
    whole = together(facts, [Way("late", (Fix("late", adds={"quarters_untrained": lost}),))])
    taken = min(Decimal(2), Decimal(known)) - min(Decimal(2), Decimal(known + more))
    assert whole.most == taken
