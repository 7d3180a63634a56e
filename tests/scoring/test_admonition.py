"""The eight circumstances of 警示约谈."""

from __future__ import annotations

import pytest

from scoring.admonition import CIRCUMSTANCES, QUESTIONS, TALKS, LearnedFrom, circumstance


def test_the_circumstances_are_a1_to_a8_in_the_order_of_the_clause() -> None:
    assert [one.code for one in CIRCUMSTANCES] == [f"A{n}" for n in range(1, 9)]
    assert all(one.words.endswith("的") for one in CIRCUMSTANCES)


@pytest.mark.parametrize(
    ("code", "learned"),
    [
        ("A1", LearnedFrom.RECORDS),
        ("A2", LearnedFrom.RECORDS),
        ("A3", LearnedFrom.SIGNALS),
        ("A4", LearnedFrom.PERSON),
        ("A5", LearnedFrom.PERSON),
        ("A6", LearnedFrom.SIGNALS),
        ("A7", LearnedFrom.PERSON),
        ("A8", LearnedFrom.PERSON),
    ],
)
def test_a_circumstance_is_learned_of_as_the_reading_says(code: str, learned: LearnedFrom) -> None:
    assert circumstance(code).learned_from is learned
    assert learned.label


def test_there_is_no_ninth() -> None:
    with pytest.raises(ValueError, match="A9"):
        circumstance("A9")


def test_a_supervisor_weighs_three_questions_and_chooses_among_four_talks() -> None:
    assert len(QUESTIONS) == 3
    assert TALKS == ("提醒", "督促", "警示", "诫勉")
