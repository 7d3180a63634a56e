"""Item 25: the mean of three means, rounded once, open until all three have answered."""

from __future__ import annotations

import pytest

from scoring.scorecard import score
from tests.scoring.worlds import BLAMELESS, D, item, item_alone, satisfied

# county, town, clients, the points.
MEANS = [
    ("10", "10", "10", "10"),
    ("0", "0", "0", "0"),
    ("8", "9", "9", "8.67"),
    ("8", "8", "9", "8.33"),
    ("9 10", "8", "7 8 9", "8.5"),
    ("10", "10", " ".join(["0"] * 300), "6.67"),
    # A half of the third decimal goes up, also where a float would lie just below it.
    ("9", "9", "9.015", "9.01"),
    ("1.005", "1.005", "1.005", "1.01"),
    ("2.675", "2.675", "2.675", "2.68"),
    ("1.0049", "1.005", "1.005", "1"),
    # Rounded once: the means 8.3333… and 9.6666… of two parties are not rounded before the third.
    ("8 8 9", "9 10 10", "9.005", "9"),
    ("8 8 9", "9 10 10", "9.015", "9.01"),
    ("0.01", "0", "0", "0"),
    ("0.015", "0", "0", "0.01"),
    ("9." + "9" * 40, "10", "10", "10"),
]


@pytest.mark.parametrize(("county", "town", "client", "points"), MEANS)
def test_the_mean_of_the_means_is_rounded_once_half_up(
    county: str, town: str, client: str, points: str
) -> None:
    scored = item(25, satisfaction=satisfied(county, town, client))
    assert scored.worst == scored.best == D(points)
    assert scored.deductions == ()


@pytest.mark.parametrize(
    ("county", "town", "client"),
    [("", "", ""), ("10", "", ""), ("10", "10", ""), ("", "10", "10"), ("0", "", "0")],
)
def test_a_party_that_has_not_answered_leaves_0_to_10(county: str, town: str, client: str) -> None:
    scored = item(25, satisfaction=satisfied(county, town, client))
    assert (scored.worst, scored.best, scored.settled) == (D(0), D(10), False)
    assert scored.deductions == ()


def test_no_survey_at_all_leaves_0_to_10() -> None:
    assert (item_alone(25).worst, item_alone(25).best) == (D(0), D(10))


def test_the_total_adds_the_rounded_mean() -> None:
    known = {**BLAMELESS, "satisfaction": satisfied("8", "8", "9")}
    assert str(score(known).total) == "98.33"
