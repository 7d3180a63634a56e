"""Not yet checked is neither 0 nor full marks, and what was derived is not yet assessed."""

from __future__ import annotations

import pytest

from scoring.scorecard import score
from scoring.states import State, states
from scoring.summary import SectionSum, Share, Summary, between, line, section_sums, summarise
from scoring.values import Cases
from tests.scoring.worlds import BLAMELESS, D, Facts, satisfied

P, E, A = State.PENDING, State.DERIVED, State.ASSESSED

# item, the facts that are known, those that are confirmed, the state.
STATES: list[tuple[int, Facts, set[str], State]] = [
    (7, {}, set(), P),
    (7, {"board": True}, {"board"}, P),
    (7, {"board": False}, set(), E),
    (7, {"board": False}, {"board"}, A),
    (7, {"board": False, "board_informs": True}, {"board_informs"}, E),
    (7, {"board": False, "board_informs": True}, {"board"}, A),
    (7, {}, {"board"}, P),
    (1, {"office_area": D(250), "equipment": True}, {"office_area"}, E),
    (1, {"office_area": D(250), "equipment": True}, {"office_area", "equipment"}, A),
    (2, {"staff": D(9), "engineers": D(2)}, {"staff", "engineers"}, A),
    (2, {"staff": D(9), "engineers": D(2), "other_titles": D(1)}, {"staff", "other_titles"}, A),
    (2, {"staff": D(9), "engineers": D(2), "other_titles": D(3)}, {"staff", "other_titles"}, E),
    (24, {"grading_body": False}, {"grading_body"}, A),
    (13, {"clients_without_contract": Cases(1)}, {"clients_without_contract"}, A),
]


@pytest.mark.parametrize(("number", "facts", "confirmed", "state"), STATES)
def test_an_item_is_assessed_when_its_score_rests_on_confirmed_facts(
    number: int, facts: Facts, confirmed: set[str], state: State
) -> None:
    assert states(facts, confirmed, survey_closed=False)[number] is state


@pytest.mark.parametrize(
    ("client", "confirmed", "closed", "state"),
    [
        ("", set(), False, P),
        ("", {"satisfaction"}, True, P),
        ("9", set(), False, E),
        ("9", {"satisfaction"}, False, E),
        ("9", set(), True, A),
    ],
)
def test_the_survey_is_assessed_when_closed_and_answered_by_all_three(
    client: str, confirmed: set[str], closed: bool, state: State
) -> None:
    facts: Facts = {"satisfaction": satisfied(client=client)}
    assert states(facts, confirmed, closed)[25] is state


def test_a_fact_nobody_has_heard_of_can_not_be_confirmed() -> None:
    with pytest.raises(ValueError, match="bord"):
        states({}, {"bord"}, survey_closed=False)


def test_the_states_have_the_words_of_the_interface() -> None:
    assert [state.label for state in State] == ["待评", "预评", "已核"]


def test_the_line_is_the_one_of_the_reading() -> None:
    summary = Summary(
        Share(D("41.5"), D(47)), Share(D("33.0"), D(38)), D(15), D("74.50"), D("89.5")
    )
    assert line(summary) == "已核 41.5/47 · 预评 33/38 · 待评 15分 → 74.5–89.5"


def test_a_part_that_no_item_is_in_is_left_out_of_the_line() -> None:
    nothing = summarise(score({}), states({}, (), survey_closed=False))
    assert line(nothing) == "待评 100分 → 0–100"
    all_confirmed = states(BLAMELESS, BLAMELESS, survey_closed=True)
    assert line(summarise(score(BLAMELESS), all_confirmed)) == "已核 100/100 → 100"


def test_the_range_of_what_is_pending_is_often_narrower_than_its_points() -> None:
    facts: Facts = {**BLAMELESS, "ledger_irregular": True}
    del facts["ledger_for_show"]
    confirmed = {"office_area", "equipment"}
    summary = summarise(score(facts), states(facts, confirmed, survey_closed=True))
    assert line(summary) == "已核 12/12 · 预评 81/81 · 待评 7分 → 93–98"


def test_a_range_of_one_number_is_that_number() -> None:
    assert between(D("8.50"), D("8.5")) == "8.5"
    assert between(D("0"), D("8.5")) == "0–8.5"


def test_the_sections_have_their_own_sums() -> None:
    facts: Facts = {**BLAMELESS, "staff": D(7)}
    del facts["satisfaction"], facts["fees_unlawful"]
    assert section_sums(score(facts)) == (
        SectionSum("基础管理", D(25), D(21), D(22)),
        SectionSum("工作实绩", D(65), D(65), D(65)),
        SectionSum("满意度测评", D(10), D(0), D(10)),
    )
