"""Values that no rule could trust are refused where they are built."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.fact import Source, shown
from scoring.facts import F
from scoring.rules import exact
from scoring.values import LIMIT, Cases, FactError, hundredths, plain
from tests.scoring.worlds import D, satisfied


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("10", "10"),
        ("1E+1", "10"),
        ("0.0", "0"),
        ("-0", "0"),
        ("0E+999999999", "0"),
        ("2.50", "2.5"),
        ("100", "100"),
        ("9.01", "9.01"),
        ("1E-3", "0.001"),
    ],
)
def test_points_are_printed_as_people_write_them(value: str, text: str) -> None:
    assert plain(D(value)) == text


@given(st.decimals(0, 10**9, places=4))
def test_printing_loses_nothing(value: Decimal) -> None:
    assert D(plain(value)) == value


@pytest.mark.parametrize(
    ("mean", "points"),
    [("1/3", "0.33"), ("2/3", "0.67"), ("1/200", "0.01"), ("1/201", "0"), ("10", "10")],
)
def test_a_half_of_a_hundredth_goes_up(mean: str, points: str) -> None:
    assert hundredths(Fraction(mean)) == D(points)


def test_cases_are_counted_or_listed() -> None:
    assert Cases.of(3) == Cases(3)
    assert Cases.of(["甲", "乙"]) == Cases(2, ("甲", "乙"))
    assert Cases.of(()) == Cases.of(0) == Cases(0)


@pytest.mark.parametrize(
    ("count", "refs"),
    [(-1, ()), (LIMIT + 1, ()), (True, ()), (2, ("甲",)), (2, ("甲", "甲")), (0, ("甲",))],
)
def test_cases_that_do_not_add_up_are_refused(count: int, refs: tuple[str, ...]) -> None:
    with pytest.raises(FactError):
        Cases(count, refs)


def test_one_text_is_not_taken_for_a_case_per_character() -> None:
    with pytest.raises(FactError):
        Cases.of("甲乙")


def test_the_mean_exists_when_all_three_have_answered() -> None:
    assert satisfied("9 10", "9", "10").mean() == Fraction(19, 2)
    assert satisfied(town="").mean() is None


def test_a_fact_knows_its_own_name() -> None:
    assert F.office_area.name == "office_area"
    assert str(F.grading_shortfall.step) == "0.5"
    assert [source.label for source in Source] == ["系统记录", "机构自报", "现场核查"]


def test_half_a_point_is_exactly_half_a_point() -> None:
    assert exact(0.5) == D("0.5")
    assert str(exact(2)) == "2"


@pytest.mark.parametrize(
    ("raw", "picture"),
    [
        (None, " null"),
        (True, " true"),
        ("a\nb", " 'a\\nb'"),
        ("x" * 99, " '" + "x" * 40 + "…'"),
        (D("1E+999999999"), " 1E+999999999"),
        (7, " 7"),
        pytest.param(10**5000, "一个过大的数", id="huge"),
        ([], "一个列表"),
        ({}, "一个对象"),
        (1.5, " float"),
    ],
)
def test_what_was_refused_is_shown_in_a_few_words(raw: object, picture: str) -> None:
    assert shown(raw) == picture
