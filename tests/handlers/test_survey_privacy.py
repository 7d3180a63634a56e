"""What an agency can learn of a survey: nothing while it runs, and nothing of few ever."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.scorecard.card import all_items_view, card_view
from handlers.scorecard.item import item_view
from handlers.scorecard.sheet import Sheet
from handlers.scorecard.survey import for_agency
from scoring.values import Satisfaction, hundredths, plain
from storage.satisfaction import PartyStanding
from storage.survey import Party
from tests.scoring.worlds import BLAMELESS

Answers = tuple[int, ...]
MARKS = st.lists(st.integers(0, 10), max_size=8).map(tuple)
THREE = st.tuples(MARKS, MARKS, MARKS)


def sheet(answers: tuple[Answers, Answers, Answers], *, closed: bool) -> Sheet:
    """A blameless agency of which three parties gave these marks, one client each."""
    value = Satisfaction(*(tuple(map(Decimal, party)) for party in answers))
    facts = {**BLAMELESS, "satisfaction": value}
    parties = tuple(
        PartyStanding(
            party,
            asked=10,
            answered=len(given),
            clients=len(given) if party is Party.CLIENT else 0,
            mean=Fraction(sum(given), len(given)) if given else None,
        )
        for party, given in zip(Party, answers, strict=True)
    )
    whole = Sheet("p", "机构", date(2026, 11, 20), date(2026, 1, 1), date(2027, 12, 31), {}, {})
    return replace(whole, records=facts, facts=facts, parties=parties, survey_closed=closed)


def shown(seen: Sheet) -> str:
    views = (card_view(seen), all_items_view(seen), item_view(seen, 25, {}))
    return "\n".join(f"{view.text}{view.choices}" for view in views)


@given(THREE, st.data())
def test_while_a_survey_runs_an_agency_sees_the_same_whatever_was_answered(
    answers: tuple[Answers, Answers, Answers], data: st.DataObject
) -> None:
    other = tuple(
        tuple(data.draw(st.lists(st.integers(0, 10), min_size=len(one), max_size=len(one))))
        for one in answers
    )
    first = shown(for_agency(sheet(answers, closed=False)))
    assert first == shown(for_agency(sheet(other, closed=False)))  # type: ignore[arg-type]
    assert "待评" in first
    assert "，平均" not in first


@given(THREE)
def test_afterwards_it_sees_one_mean_at_most_that_of_five_clients_or_more(
    answers: tuple[Answers, Answers, Answers],
) -> None:
    seen = for_agency(sheet(answers, closed=True))
    lines = [line for line in item_view(seen, 25, {}).text.splitlines() if "，平均" in line]
    clients = answers[2]
    if len(clients) < 5:
        assert lines == []
    else:
        mean = plain(hundredths(Fraction(sum(clients), len(clients))))
        rate = len(clients) * 10
        assert lines == [f"· 委托单位：答复{len(clients)}/10（{rate}%），平均{mean}分"]


def test_five_people_of_four_clients_are_not_enough() -> None:
    one = PartyStanding(Party.CLIENT, 9, answered=5, clients=4, mean=Fraction(7))
    assert not one.telling
    assert replace(one, clients=5).telling


@given(THREE)
def test_the_bureau_reads_a_response_rate_beside_every_mean(
    answers: tuple[Answers, Answers, Answers],
) -> None:
    text = item_view(sheet(answers, closed=False), 25, {}).text
    means = [line for line in text.splitlines() if "，平均" in line]
    assert len(means) == sum(map(bool, answers))
    assert all("%）" in line for line in means)


@pytest.mark.parametrize("closed", [False, True])
def test_the_score_itself_is_shown_to_an_agency_once_the_survey_has_ended(closed: bool) -> None:
    seen = for_agency(sheet(((8,), (8,), (8,)), closed=closed))
    scored = seen.card.item(25)
    worst, best = (8, 8) if closed else (0, 10)
    assert scored.worst == worst
    assert scored.best == best
