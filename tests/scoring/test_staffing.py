"""The placing of staff in item 2, in the agency's favour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.settings import Readings
from scoring.staffing import Placing, Qualifications, place, place_people

people = st.integers(0, 9)

# only the first group, only the second, both; engineers and other titles.
PLACED = [
    (0, 0, 0, 0, 0),
    (3, 3, 0, 3, 3),
    (0, 0, 2, 2, 0),
    (0, 0, 6, 3, 3),
    (0, 0, 5, 3, 2),
    (2, 2, 2, 3, 3),
    (1, 3, 1, 2, 3),
    (5, 0, 3, 5, 3),
    (5, 0, 2, 5, 2),
    (2, 0, 4, 3, 3),
    (0, 5, 2, 2, 5),
]


@pytest.mark.parametrize(("first", "second", "both", "engineers", "titles"), PLACED)
def test_who_qualifies_for_both_stands_with_the_engineers_until_there_are_three(
    first: int, second: int, both: int, engineers: int, titles: int
) -> None:
    assert place(first, second, both) == Placing(engineers, titles)


@given(people, people, people)
def test_both_groups_are_met_exactly_when_three_three_and_six_qualify(
    first: int, second: int, both: int
) -> None:
    placed = place(first, second, both)
    met = placed.engineers >= 3 and placed.other_titles >= 3
    assert met == (first + both >= 3 and second + both >= 3 and first + second + both >= 6)


@given(people, people, people)
def test_nobody_stands_in_both_and_nobody_is_lost(first: int, second: int, both: int) -> None:
    placed = place(first, second, both)
    assert placed.engineers + placed.other_titles == first + second + both
    assert first <= placed.engineers <= first + both


ENGINEER = Qualifications(registered_engineer=True)
ASSESSOR = Qualifications(assessor=True)
TITLED = Qualifications(title=True)
ASSESSOR_WITH_TITLE = Qualifications(assessor=True, title=True)
NEITHER = Qualifications()


def test_an_assessor_without_a_title_qualifies_for_the_engineers_only() -> None:
    assert place_people([ASSESSOR] * 6) == Placing(6, 0)
    assert place_people([ASSESSOR_WITH_TITLE] * 6) == Placing(3, 3)


def test_a_registered_engineer_qualifies_for_either_group() -> None:
    assert place_people([ENGINEER] * 6) == Placing(3, 3)
    assert place_people([ENGINEER] * 2 + [ASSESSOR] * 3) == Placing(3, 2)


def test_that_registration_counts_as_a_title_is_a_setting() -> None:
    strict = Readings(engineer_counts_as_title=False)
    assert place_people([ENGINEER] * 6, strict) == Placing(6, 0)
    both = Qualifications(registered_engineer=True, title=True)
    assert place_people([both] * 6, strict) == Placing(3, 3)


def test_how_many_engineers_come_first_is_a_setting() -> None:
    assert place(0, 0, 6, Readings(engineers_needed=4)) == Placing(4, 2)


def test_a_title_counts_once_and_who_has_nothing_not_at_all() -> None:
    assert place_people([TITLED, TITLED, NEITHER]) == Placing(0, 2)
    assert place_people([]) == Placing(0, 0)


def test_nobody_can_be_fewer_than_none() -> None:
    with pytest.raises(ValueError, match="人数"):
        place(-1, 0, 0)


qualifications = st.builds(Qualifications, st.booleans(), st.booleans(), st.booleans())


@given(st.lists(qualifications, max_size=12), qualifications)
def test_one_more_on_the_roster_never_undoes_what_was_met(
    roster: list[Qualifications], newcomer: Qualifications
) -> None:
    before, after = place_people(roster), place_people([*roster, newcomer])
    if before.engineers >= 3 and before.other_titles >= 3:
        assert after.engineers >= 3
        assert after.other_titles >= 3
    assert after.engineers >= before.engineers
