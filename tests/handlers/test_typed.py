"""Typed credit codes, phone numbers and hours: what is taken, how it is kept, what is refused."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.formkit import Invalid
from handlers.typed import credit_code, hours, phone, span


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("9:00-11:30", "09:00-11:30"),
        ("9点到11点30", "09:00-11:30"),
        ("９：００－１１：３０", "09:00-11:30"),
        ("9-11", "09:00-11:00"),
        ("13:05 ~ 13:20", "13:05-13:20"),
        ("9时30分至17时", "09:30-17:00"),
        ("8.30—9.15", "08:30-09:15"),
        ("9点半到11点", "09:30-11:00"),
        ("9:00 11:30", "09:00-11:30"),
        ("上午9点到下午2点半", "09:00-14:30"),
        ("下午1点半到3点", "13:30-15:00"),
        ("上午9点到11点", "09:00-11:00"),
    ],
)
def test_hours_are_kept_in_one_spelling(said: str, kept: str) -> None:
    assert hours(said) == kept


@pytest.mark.parametrize(
    "said", ["", "上午", "9:00", "11:30-9:00", "9:00-9:00", "25:00-26:00", "9:60-10:00", "9-10-11"]
)
def test_hours_that_are_none_are_refused(said: str) -> None:
    with pytest.raises(Invalid):
        hours(said)


@given(st.text(max_size=60))
def test_whatever_is_typed_as_hours_is_understood_or_refused(said: str) -> None:
    try:
        kept = hours(said)
    except Invalid:
        return
    started, ended = span(kept)
    assert started is not None
    assert ended is not None
    assert started < ended


def test_no_hours_are_no_times() -> None:
    assert span(None) == (None, None)
    assert span("09:00-11:30") == (time(9), time(11, 30))


@pytest.mark.parametrize(
    "said",
    ["13800001234", "0573-82001234", "138 0000 1234", "+8613800001234", "0573-82001234-801"],
)
def test_a_phone_number_is_taken_as_it_was_typed(said: str) -> None:
    assert phone(said) == said


@pytest.mark.parametrize("said", ["", "没有", "123", "1" * 30, "138\u200b00001234", "<b>1</b>"])
def test_what_is_no_phone_number_is_refused(said: str) -> None:
    with pytest.raises(Invalid):
        phone(said)


def test_a_credit_code_is_tidied_or_refused_with_the_right_last_character() -> None:
    assert credit_code(" 91350100m000100y43") == "91350100M000100Y43"
    with pytest.raises(Invalid, match="最后一位应是“3”，请核对"):
        credit_code("91350100M000100Y44")
