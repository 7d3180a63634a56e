"""A band table gives every total exactly one star, or is refused with the numbers at fault."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.stars import (
    EXAMPLE,
    Band,
    BandError,
    as_json,
    checked,
    from_json,
    read_lines,
    star_of,
    stars_between,
)


def cents(number: int) -> Decimal:
    return Decimal(number).scaleb(-2)


@st.composite
def tables(draw: st.DrawFn) -> tuple[Band, ...]:
    """Every table that leaves no hole: 0 to 100.00, cut at some places."""
    cuts = sorted(draw(st.sets(st.integers(1, 10_000), max_size=7)))
    ends = zip([0, *cuts], [*(at - 1 for at in cuts), 10_000], strict=True)
    rising = [Band(f"{n}星", cents(least), cents(most)) for n, (least, most) in enumerate(ends)]
    return tuple(reversed(rising))


@given(tables(), st.integers(0, 10_000))
def test_every_total_stands_in_exactly_one_band(bands: tuple[Band, ...], total: int) -> None:
    assert checked(bands) == bands
    (held,) = [band for band in bands if band.holds(cents(total))]
    assert star_of(bands, cents(total)) == held.name


@given(tables(), st.data())
def test_any_moved_end_is_refused(bands: tuple[Band, ...], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(bands) - 1))
    least, most = (int(end * 100) for end in (bands[at].least, bands[at].most))
    moved = data.draw(st.integers(-100, 10_100).filter(lambda end: end not in (least, most)))
    upper = data.draw(st.booleans())
    ends = (cents(least), cents(moved)) if upper else (cents(moved), cents(most))
    broken = (*bands[:at], Band(bands[at].name, *ends), *bands[at + 1 :])
    with pytest.raises(BandError):
        checked(broken)


@given(tables())
def test_what_is_written_is_read_again(bands: tuple[Band, ...]) -> None:
    assert from_json(as_json(bands)) == bands
    typed = "；".join(f"{b.name} {b.least}-{b.most}" for b in bands)
    assert read_lines(typed) == bands


REFUSED = [
    ("五星 90-100；四星 80-89；不授星 0-79.99", "89.01到89.99分没有星级"),
    ("五星 90-100；四星 80-90；不授星 0-79.99", "90到90分"),
    ("五星 90-100；四星 80-95；不授星 0-79.99", "90到95分"),
    ("五星 90-99.99；不授星 0-89.99", "应到100分为止"),
    ("五星 90-100；四星 60-89.99", "60分以下没有星级"),
    ("五星 90-101；不授星 0-89.99", "不在0到100分之间"),
    ("五星 90.005-100；不授星 0-90.004", "90.005超过两位小数"),
    ("不授星 0-89.99；五星 90-100", "「五星」90–100分应写在「不授星」0–89.99分前面"),
    ("五星 90-100；三星 0-59.99；四星 60-89.99", "「四星」60–89.99分应写在「三星」"),
    ("五星 100-90；不授星 0-89.99", "最低分100高于最高分90"),
    ("五星 90-100；五星 0-89.99", "「五星」写了两次"),
    ("五星 90以上", "没看懂「五星 90以上」"),
    ("", "还没有写星级标准"),
]


@pytest.mark.parametrize(("typed", "said"), REFUSED)
def test_a_table_is_refused_with_its_numbers(typed: str, said: str) -> None:
    with pytest.raises(BandError, match=said):
        checked(read_lines(typed))


@pytest.mark.parametrize(
    "typed",
    [
        EXAMPLE,
        "五星：９０－１００；四星：80～89.99；三星：70至79.99；不授星：0到69.99",
        "五星 90分—100分\n四星 80–89.99分\n三星 70-79.99\n不授星 0-69.99。",
    ],
)
def test_people_write_the_same_table_in_many_ways(typed: str) -> None:
    bands = checked(read_lines(typed))
    totals = ("100", "90", "89.99", "80", "70", "69.99", "0")
    stars = [star_of(bands, Decimal(total)) for total in totals]
    assert stars == ["五星", "五星", "四星", "四星", "三星", "不授星", "不授星"]


def test_an_open_score_names_every_star_it_may_still_get() -> None:
    bands = checked(read_lines(EXAMPLE))
    assert stars_between(bands, Decimal("79.99"), Decimal("90")) == ("五星", "四星", "三星")
    assert stars_between(bands, Decimal("80"), Decimal("89.99")) == ("四星",)
