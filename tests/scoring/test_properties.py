"""What must hold for whatever is known about an agency."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.appendix_a import EDITION
from scoring.fact import Kind
from scoring.facts import FACTS
from scoring.interchange import card_as_json, facts_as_json, parse, read_facts
from scoring.scorecard import score
from scoring.states import State, states
from scoring.summary import section_sums, summarise
from scoring.values import LIMIT, Cases, Satisfaction
from tests.scoring.worlds import BLAMELESS, FAULTY, Facts, all_facts, some_facts, values

names = st.sampled_from(list(EDITION.facts))


@given(some_facts)
def test_worst_and_best_lie_between_0_and_the_points(facts: Facts) -> None:
    for item in score(facts).items:
        assert 0 <= item.worst <= item.best <= item.points


@given(some_facts)
def test_worst_and_best_are_what_the_absent_facts_can_still_make_of_it(facts: Facts) -> None:
    open_facts = {
        name: value
        for name, value in facts.items()
        if not isinstance(value, Satisfaction) or value.answered
    }
    card = score(facts)
    for filling, end in ((FAULTY, "worst"), (BLAMELESS, "best")):
        filled = score({**filling, **open_facts})
        assert [item.best for item in filled.items] == [getattr(item, end) for item in card.items]
        assert filled.total == getattr(card, end)


@given(some_facts, st.data())
def test_learning_a_fact_never_widens_the_range(facts: Facts, data: st.DataObject) -> None:
    name = data.draw(names)
    before = score({known: facts[known] for known in facts if known != name})
    after = score({**facts, name: data.draw(values(EDITION.facts[name]))})
    for old, new in zip(before.items, after.items, strict=True):
        assert old.worst <= new.worst <= new.best <= old.best


@given(some_facts, st.data(), st.integers(1, LIMIT))
def test_more_cases_never_raise_a_score(facts: Facts, data: st.DataObject, more: int) -> None:
    name = data.draw(st.sampled_from([f.name for f in FACTS if f.kind is Kind.CASES]))
    fewer = data.draw(st.integers(0, more))
    low, high = ({**facts, name: Cases(count)} for count in (more, fewer))
    assert score(low).worst <= score(high).worst
    assert score(low).best <= score(high).best


@given(some_facts)
def test_the_ledger_adds_up_in_the_order_of_the_codes(facts: Facts) -> None:
    for item in score(facts).items:
        lost = [deduction.points for deduction in item.deductions]
        assert all(points > 0 for points in lost)
        if item.number != 25:
            assert item.points - sum(lost) == item.best
        codes = [rule.code for rule in item.item.rules]
        places = [codes.index(deduction.rule) for deduction in item.deductions]
        assert places == sorted(set(places))


@given(some_facts)
def test_the_total_exists_exactly_when_nothing_is_open(facts: Facts) -> None:
    card = score(facts)
    assert (card.total is None) == (card.worst != card.best)
    assert (card.total is None) == any(not item.settled for item in card.items)
    assert card.worst == sum(item.worst for item in card.items)
    assert card.best == sum(item.best for item in card.items)


@given(all_facts)
def test_when_everything_is_known_only_the_survey_can_be_open(facts: Facts) -> None:
    open_items = [item.number for item in score(facts).items if not item.settled]
    answers = facts["satisfaction"]
    assert isinstance(answers, Satisfaction)
    assert open_items == ([] if answers.answered else [25])


@given(some_facts)
def test_facts_go_through_json_and_back(facts: Facts) -> None:
    text = json.dumps(facts_as_json(facts), ensure_ascii=False)
    again = read_facts(parse(text))
    assert again == facts
    assert read_facts(json.loads(text)) == facts
    assert card_as_json(score(again)) == card_as_json(score(facts))


@given(some_facts, st.sets(names), st.booleans())
def test_the_states_say_what_is_open_and_what_rests_on_confirmed_facts(
    facts: Facts, confirmed: set[str], closed: bool
) -> None:
    card = score(facts)
    known = states(facts, confirmed, closed)
    for item in card.items:
        assert (known[item.number] is State.PENDING) == (not item.settled)
        if item.settled and item.number != 25 and confirmed >= set(item.item.facts):
            assert known[item.number] is State.ASSESSED
        if known[item.number] is State.ASSESSED and item.number != 25:
            assert confirmed & set(item.item.facts) & set(facts)
    assert (known[25] is State.ASSESSED) == (closed and card.item(25).settled)


@given(some_facts, st.sets(names), st.sets(names))
def test_confirming_more_never_takes_an_item_back(
    facts: Facts, some: set[str], more: set[str]
) -> None:
    before, after = states(facts, some, False), states(facts, some | more, False)
    for number, state in before.items():
        assert after[number] is state or (state, after[number]) == (State.DERIVED, State.ASSESSED)


@settings(max_examples=50)
@given(some_facts, st.sets(names), st.booleans())
def test_the_summary_hides_nothing(facts: Facts, confirmed: set[str], closed: bool) -> None:
    card = score(facts)
    summary = summarise(card, states(facts, confirmed, closed))
    so_far = summary.assessed.points + summary.derived.points
    assert summary.assessed.possible + summary.derived.possible + summary.pending == 100
    assert so_far <= summary.worst <= summary.best <= so_far + summary.pending
    assert sum(part.worst for part in section_sums(card)) == card.worst
    assert sum(part.best for part in section_sums(card)) == card.best
