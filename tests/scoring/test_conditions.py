"""机构基本条件: met, not met or unknown, by the words of the clause."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scoring.conditions import CONDITIONS, Answer, Applicant, check, policies_wanting
from scoring.settings import POLICIES
from tests.scoring.worlds import D

SOUND = Applicant(
    legal_entity=True,
    fixed_assets=D(400_000),
    office_area=D(200),
    equipment=True,
    staff=8,
    engineers=3,
    other_titles=3,
    staff_able=True,
    policies=frozenset(POLICIES),
    other_conditions=True,
)

MET, NOT_MET, UNKNOWN = Answer.MET, Answer.NOT_MET, Answer.UNKNOWN

# the condition, what is different about a sound agency, the answer.
ANSWERS: list[tuple[str, dict[str, object], Answer]] = [
    ("legal_entity", {"legal_entity": False}, NOT_MET),
    ("legal_entity", {"legal_entity": None}, UNKNOWN),
    ("fixed_assets", {"fixed_assets": D("399999.99")}, NOT_MET),
    ("fixed_assets", {"fixed_assets": None}, UNKNOWN),
    ("premises", {"office_area": D("199.9")}, NOT_MET),
    ("premises", {"equipment": False, "office_area": None}, NOT_MET),
    ("premises", {"equipment": None}, UNKNOWN),
    ("staff", {"staff": 7}, NOT_MET),
    ("staff", {"engineers": 2}, NOT_MET),
    ("staff", {"other_titles": 2, "staff": None}, NOT_MET),
    ("staff", {"engineers": None}, UNKNOWN),
    ("staff_able", {"staff_able": False}, NOT_MET),
    ("policies", {"policies": frozenset(POLICIES[:6])}, NOT_MET),
    ("policies", {"policies": frozenset([*POLICIES, "车辆管理"])}, MET),
    ("policies", {"policies": None}, UNKNOWN),
    ("other_conditions", {"other_conditions": None}, UNKNOWN),
]


@pytest.mark.parametrize(("code", "changed", "answer"), ANSWERS)
def test_a_condition_is_answered_at_its_boundary(
    code: str, changed: dict[str, object], answer: Answer
) -> None:
    known = replace(SOUND, **changed)  # type: ignore[arg-type]
    answers = {line.condition.code: line.answer for line in check(known)}
    assert answers.pop(code) is answer
    assert set(answers.values()) == {MET}


def test_a_sound_agency_meets_all_and_an_unknown_one_none() -> None:
    assert {line.answer for line in check(SOUND)} == {MET}
    assert {line.answer for line in check(Applicant())} == {UNKNOWN}


def test_the_list_has_the_order_of_the_clause() -> None:
    assert [line.condition for line in check(SOUND)] == list(CONDITIONS)
    assert len({condition.code for condition in CONDITIONS}) == len(CONDITIONS) == 7
    assert [answer.label for answer in Answer] == ["符合", "不符合", "未知"]


def test_the_missing_policies_are_named_in_the_order_of_the_clause() -> None:
    known = replace(SOUND, policies=frozenset(["考核培训", "保密管理", "工作流程", "服务回访"]))
    assert policies_wanting(known) == ("员工从业守则", "廉洁自律", "档案管理")
    assert policies_wanting(Applicant()) == ()


def test_the_condition_on_policies_names_all_seven() -> None:
    words = next(condition.words for condition in CONDITIONS if condition.code == "policies")
    assert len(POLICIES) == 7
    assert all(policy in words for policy in POLICIES)
