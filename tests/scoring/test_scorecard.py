"""Every rule at its boundary, every cap reached and passed."""

from __future__ import annotations

import pytest

from scoring.scorecard import score
from scoring.values import Cases, FactError, Value
from tests.scoring.worlds import BLAMELESS, FAULTY, D, item, item_alone, ledger, satisfied

Row = tuple[int, dict[str, Value], str, list[tuple[str, str]]]


def cases(count: int) -> Value:
    return Cases(count)


# item, facts of an otherwise blameless agency, the points left, the deductions.
BOUNDARIES: list[Row] = [
    (1, {"office_area": D("199.99")}, "1", [("1.1", "1")]),
    (1, {"office_area": D("200")}, "2", []),
    (1, {"office_area": D("199." + "9" * 60)}, "1", [("1.1", "1")]),
    (1, {"equipment": False}, "1", [("1.2", "1")]),
    (1, {"office_area": D(0), "equipment": False}, "0", [("1.1", "1"), ("1.2", "1")]),
    (2, {"staff": D(7)}, "2", [("2.1", "3")]),
    (2, {"staff": D(8)}, "5", []),
    (2, {"engineers": D(2)}, "3", [("2.2", "2")]),
    (2, {"engineers": D(3)}, "5", []),
    (2, {"other_titles": D(2)}, "3", [("2.2", "2")]),
    (2, {"other_titles": D(3)}, "5", []),
    (2, {"engineers": D(2), "other_titles": D(2)}, "3", [("2.2", "2")]),
    (2, {"staff": D(0), "engineers": D(0)}, "0", [("2.1", "3"), ("2.2", "2")]),
    (3, {"policies_missing": cases(0)}, "2", []),
    (3, {"policies_missing": cases(1)}, "1.5", [("3.1", "0.5")]),
    (3, {"policies_missing": cases(4)}, "0", [("3.1", "2")]),
    (3, {"policies_missing": cases(5)}, "0", [("3.1", "2")]),
    (4, {"no_contract_uploaded": True}, "3", [("4.1", "2")]),
    (4, {"contracts_not_uploaded": cases(1)}, "4.5", [("4.2", "0.5")]),
    (4, {"contracts_not_uploaded": cases(4)}, "3", [("4.2", "2")]),
    (4, {"contracts_not_uploaded": cases(5)}, "3", [("4.2", "2")]),
    (4, {"no_contract_uploaded": True, "contracts_not_uploaded": cases(9)}, "3", [("4.1", "2")]),
    (4, {"no_hazard_uploaded": True}, "2", [("4.3", "3")]),
    (4, {"visits_not_uploaded": cases(1)}, "4.5", [("4.4", "0.5")]),
    (4, {"visits_not_uploaded": cases(6)}, "2", [("4.4", "3")]),
    (4, {"visits_not_uploaded": cases(7)}, "2", [("4.4", "3")]),
    (4, {"no_hazard_uploaded": True, "visits_not_uploaded": cases(1)}, "2", [("4.3", "3")]),
    (
        4,
        {"contracts_not_uploaded": cases(9), "visits_not_uploaded": cases(9)},
        "0",
        [("4.2", "2"), ("4.4", "3")],
    ),
    (5, {"callback_policy": False}, "0", [("5.1", "2")]),
    (5, {"callbacks_missed": cases(1)}, "1.5", [("5.2", "0.5")]),
    (5, {"callbacks_missed": cases(4)}, "0", [("5.2", "2")]),
    (5, {"callbacks_missed": cases(5)}, "0", [("5.2", "2")]),
    (5, {"callback_policy": False, "callbacks_missed": cases(1)}, "0", [("5.1", "2")]),
    (6, {"files_incomplete": cases(3)}, "0.5", [("6.1", "1.5")]),
    (6, {"files_incomplete": cases(4)}, "0", [("6.1", "2")]),
    (6, {"files_incomplete": cases(10**9)}, "0", [("6.1", "2")]),
    (7, {"board": False}, "0", [("7.1", "2")]),
    (7, {"board_introduces": False}, "1", [("7.2", "1")]),
    (7, {"board_informs": False}, "1", [("7.3", "1")]),
    (7, {"board_introduces": False, "board_informs": False}, "0", [("7.2", "1"), ("7.3", "1")]),
    (7, {"board": False, "board_introduces": False, "board_informs": False}, "0", [("7.1", "2")]),
    (8, {"pledge": False}, "0.5", [("8.1", "0.5")]),
    (8, {"ethics_breach": True}, "0.5", [("8.2", "0.5")]),
    (8, {"secrets_leaked": True}, "0", [("8.3", "1")]),
    (8, {"pledge": False, "secrets_leaked": True}, "0", [("8.1", "0.5"), ("8.3", "0.5")]),
    (
        8,
        {"pledge": False, "ethics_breach": True, "secrets_leaked": True},
        "0",
        [("8.1", "0.5"), ("8.2", "0.5")],
    ),
    (9, {"quarters_untrained": cases(1)}, "1", [("9.1", "1")]),
    (9, {"quarters_untrained": cases(2)}, "0", [("9.1", "2")]),
    (9, {"quarters_untrained": cases(3)}, "0", [("9.1", "2")]),
    (9, {"quarters_without_meeting": cases(1)}, "1", [("9.2", "1")]),
    (
        9,
        {"quarters_untrained": cases(1), "quarters_without_meeting": cases(8)},
        "0",
        [("9.1", "1"), ("9.2", "1")],
    ),
    (10, {"fees_unlawful": True}, "0", [("10.1", "1")]),
    (11, {"integrity_breach": True}, "0", [("11.1", "1")]),
    (12, {"contracts_signed": D(349)}, "0", [("12.1", "2")]),
    (12, {"contracts_signed": D(350)}, "2", []),
    (13, {"clients_without_contract": cases(1)}, "0", [("13.1", "8")]),
    (13, {"contracts_vague": cases(1)}, "5", [("13.2", "3")]),
    (13, {"contracts_vague": cases(9)}, "5", [("13.2", "3")]),
    (
        13,
        {"clients_without_contract": cases(2), "contracts_vague": cases(1)},
        "0",
        [("13.1", "8")],
    ),
    (14, {"visits_unproven": cases(4)}, "1", [("14.1", "4")]),
    (14, {"visits_unproven": cases(5)}, "0", [("14.1", "5")]),
    (14, {"visits_unproven": cases(6)}, "0", [("14.1", "5")]),
    (15, {"duty_system_deficient": True}, "0", [("15.1", "2")]),
    (16, {"procedures_generic": True}, "0", [("16.1", "2")]),
    (17, {"training_irregular": True}, "0", [("17.1", "2")]),
    (18, {"uncertified_staff": True}, "0", [("18.1", "2")]),
    (19, {"no_emergency_drill": True}, "0", [("19.1", "2")]),
    (20, {"ledger_irregular": True}, "5", [("20.1", "2")]),
    (20, {"ledger_for_show": True}, "0", [("20.2", "7")]),
    (20, {"ledger_irregular": True, "ledger_for_show": True}, "0", [("20.1", "2"), ("20.2", "5")]),
    (21, {"papers_unlawful": True}, "0", [("21.1", "6")]),
    (22, {"hazards_unadvised": cases(9)}, "20", []),
    (22, {"hazards_unadvised": cases(10)}, "10", [("22.1", "10")]),
    (22, {"hazards_unadvised": cases(99)}, "10", [("22.1", "10")]),
    (22, {"major_unadvised": cases(1)}, "10", [("22.2", "10")]),
    (22, {"major_unadvised": cases(7)}, "10", [("22.2", "10")]),
    (
        22,
        {"hazards_unadvised": cases(10), "major_unadvised": cases(1)},
        "0",
        [("22.1", "10"), ("22.2", "10")],
    ),
    (23, {"fatal_accidents": cases(1)}, "1", [("23.1", "1")]),
    (23, {"fatal_accidents": cases(2)}, "0", [("23.1", "2")]),
    (23, {"fatal_accidents": cases(3)}, "0", [("23.1", "2")]),
    (24, {"grading_shortfall": D("0.5")}, "4.5", [("24.1", "0.5")]),
    (24, {"grading_shortfall": D(5)}, "0", [("24.1", "5")]),
    (24, {"grading_body": False}, "0", [("24.2", "5")]),
    (24, {"grading_body": False, "grading_shortfall": D(2)}, "0", [("24.2", "5")]),
]


@pytest.mark.parametrize(("number", "facts", "left", "lost"), BOUNDARIES)
def test_a_finding_costs_what_the_table_says(
    number: int, facts: dict[str, Value], left: str, lost: list[tuple[str, str]]
) -> None:
    scored = item(number, **facts)
    assert scored.worst == scored.best == D(left)
    assert [(code, D(points)) for code, points in ledger(scored)] == [
        (code, D(points)) for code, points in lost
    ]


# item, the only facts that are known, worst and best.
OPEN: list[tuple[int, dict[str, Value], str, str]] = [
    (1, {}, "0", "2"),
    (1, {"office_area": D(200)}, "1", "2"),
    (1, {"office_area": D(199)}, "0", "1"),
    (2, {"engineers": D(2)}, "0", "3"),
    (2, {"engineers": D(2), "staff": D(8)}, "3", "3"),
    (2, {"engineers": D(3), "staff": D(8)}, "3", "5"),
    (2, {"other_titles": D(2), "staff": D(8)}, "3", "3"),
    (4, {"no_contract_uploaded": True}, "0", "3"),
    (4, {"no_contract_uploaded": True, "no_hazard_uploaded": True}, "0", "0"),
    (4, {"no_contract_uploaded": False, "contracts_not_uploaded": Cases(1)}, "1.5", "4.5"),
    (4, {"contracts_not_uploaded": Cases(4), "visits_not_uploaded": Cases(6)}, "0", "0"),
    (5, {"callback_policy": False}, "0", "0"),
    (7, {"board": False}, "0", "0"),
    (7, {"board": True}, "0", "2"),
    (7, {"board_introduces": False, "board_informs": False}, "0", "0"),
    (8, {"secrets_leaked": True}, "0", "0"),
    (9, {"quarters_untrained": Cases(2)}, "0", "0"),
    (9, {"quarters_untrained": Cases(1)}, "0", "1"),
    (12, {}, "0", "2"),
    (13, {"clients_without_contract": Cases(1)}, "0", "0"),
    (13, {"clients_without_contract": Cases(0)}, "5", "8"),
    (13, {"contracts_vague": Cases(1)}, "0", "5"),
    (20, {"ledger_for_show": True}, "0", "0"),
    (20, {"ledger_for_show": False}, "5", "7"),
    (20, {"ledger_irregular": True}, "0", "5"),
    (22, {"hazards_unadvised": Cases(9)}, "10", "20"),
    (22, {"major_unadvised": Cases(1)}, "0", "10"),
    (24, {"grading_body": False}, "0", "0"),
    (24, {"grading_body": True}, "0", "5"),
    (24, {"grading_shortfall": D(2)}, "0", "3"),
    (24, {"grading_shortfall": D(5)}, "0", "0"),
]


@pytest.mark.parametrize(("number", "facts", "worst", "best"), OPEN)
def test_an_absent_fact_leaves_a_range(
    number: int, facts: dict[str, Value], worst: str, best: str
) -> None:
    scored = item_alone(number, **facts)
    assert (scored.worst, scored.best) == (D(worst), D(best))


def test_only_certain_deductions_are_listed() -> None:
    assert ledger(item_alone(2, engineers=D(2))) == [("2.2", "2")]
    assert item_alone(2, engineers=D(3)).deductions == ()


def test_a_judged_shortfall_is_certain_until_the_forfeit_is() -> None:
    assert ledger(item_alone(24, grading_shortfall=D(2))) == [("24.1", "2")]


def test_a_deduction_shows_all_its_cases_even_where_a_cap_cuts_it() -> None:
    refs = ("第1次", "第2次", "第3次", "第4次", "第5次", "第6次")
    (lost,) = item(14, visits_unproven=Cases.of(refs)).deductions
    assert (lost.points, lost.cases) == (D(5), refs)
    (lost,) = item(13, contracts_vague=Cases.of(["甲", "乙"])).deductions
    assert (lost.why, lost.cases) == ("合同中未明确服务内容、服务期限和次数", ("甲", "乙"))


def test_a_bare_count_shows_no_cases() -> None:
    (lost,) = item(23, fatal_accidents=Cases(1)).deductions
    assert lost.cases == ()


def test_an_agency_without_fault_has_100_and_one_with_every_fault_0() -> None:
    assert score(BLAMELESS).total == 100
    assert score(FAULTY).total == 0


def test_a_card_of_no_facts_runs_from_0_to_100_and_has_no_total() -> None:
    card = score({})
    assert (card.worst, card.best, card.total) == (D(0), D(100), None)
    assert len(card.items) == 25


def test_the_card_adds_up_its_items() -> None:
    known: dict[str, Value] = {**BLAMELESS, "staff": D(7), "satisfaction": satisfied("8", "9", "9")}
    del known["pledge"]
    card = score(known)
    assert (card.worst, card.best, card.total) == (D("95.17"), D("95.67"), None)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"ofice_area": D(1)},
            "'ofice_area' 的事实，应为附录A所用的事实名之一，是否想写 office_area",
        ),
        ({"staff": 8}, "staff（专职安全生产技术服务人员）应为0到1000000000的整数，收到的是 8"),
        ({"staff": D("8.5")}, "staff"),
        ({"staff": D("NaN")}, "staff"),
        ({"staff": D("0E+999999999")}, "staff"),
        ({"staff": True}, "staff"),
        ({"staff": None}, "staff"),
        ({"board": D(1)}, "board"),
        ({"policies_missing": 3}, "policies_missing"),
        ({"satisfaction": D(9)}, "satisfaction"),
        ({"satisfaction": satisfied(county="10.01")}, "satisfaction"),
    ],
)
def test_what_is_no_fact_is_refused_by_name(facts: dict[str, Value], words: str) -> None:
    with pytest.raises(FactError) as refused:
        score(facts)
    assert words in str(refused.value)
