"""统一社会信用代码: the check character of GB 32100-2015, and what is said of a wrong code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.credit_code import ALPHABET, check_character, fault, tidy

REAL = (
    "91350100M000100Y43",
    "914403001922038216",
    "9144030071526726XG",
    "91330106673959654P",
    "91110000802100433B",
    "12100000400000624D",
)


@pytest.mark.parametrize("code", REAL)
def test_a_real_code_has_no_fault(code: str) -> None:
    assert fault(code) is None


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "这里有0位"),
        ("91350100M000100Y4", "这里有17位"),
        ("91350100M000100Y433", "这里有19位"),
        ("91350100M000100Y44", "最后一位应是“3”"),
        ("91350100M000100Y4O", "不会有“O”"),
        ("9135O1O0M000I00Y43", "不会有“OI”"),
        ("91350100M000100Y4安", "不会有“安”"),
        ("９１３５０１００M000100Y43", "不会有"),
    ],
)
def test_a_wrong_code_is_told_what_is_wrong(code: str, said: str) -> None:
    assert said in (fault(code) or "")


@pytest.mark.parametrize(
    "typed",
    [
        "91350100m000100y43",
        " 91350100 M000 100Y43 ",
        "91350100-M000100Y43",
        "９１３５０１００Ｍ０００１００Ｙ４３",
    ],
)
def test_a_code_is_tidied_before_it_is_checked(typed: str) -> None:
    assert tidy(typed) == REAL[0]


FIRST = st.text(ALPHABET, min_size=17, max_size=17)


@given(FIRST, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_never_goes_unnoticed(first: str, at: int, other: str) -> None:
    code = first + check_character(first)
    assert fault(code) is None
    if other != code[at]:
        assert fault(code[:at] + other + code[at + 1 :]) is not None
