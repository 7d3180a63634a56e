"""The readings that a cycle keeps, and the notes told to whoever reads its scores."""

from __future__ import annotations

import json

import pytest

from scoring.appendix_a import EDITION
from scoring.editions import CURRENT, EDITIONS, edition
from scoring.settings import POLICIES, Readings, notes


def test_the_defaults_are_those_of_the_reading() -> None:
    assert Readings().as_dict() == {
        "list_days": 7,
        "follow_up_days": 30,
        "required_policies": ["员工从业守则", "考核培训", "保密管理", "工作流程"],
        "engineer_counts_as_title": True,
        "engineers_needed": 3,
    }
    assert set(Readings().required_policies) < set(POLICIES)


def test_readings_go_through_json_and_back() -> None:
    kept = Readings(list_days=10, required_policies=("保密管理",), engineer_counts_as_title=False)
    assert Readings.from_dict(json.loads(json.dumps(kept.as_dict()))) == kept


def test_a_setting_newer_than_the_cycle_has_its_default() -> None:
    assert Readings.from_dict({"list_days": 5}) == Readings(list_days=5)
    assert Readings.from_dict({}) == Readings()


@pytest.mark.parametrize(
    ("kept", "named"),
    [
        ({"list_days": -1}, "list_days"),
        ({"list_days": "7"}, "list_days"),
        ({"follow_up_days": True}, "follow_up_days"),
        ({"follow_up_days": 1.5}, "follow_up_days"),
        ({"engineers_needed": None}, "engineers_needed"),
        ({"engineer_counts_as_title": 1}, "engineer_counts_as_title"),
        ({"required_policies": "保密管理"}, "required_policies"),
        ({"required_policies": ["保密管理", "保密管理"]}, "required_policies"),
        ({"required_policies": [""]}, "required_policies"),
        ({"required_policies": [1]}, "required_policies"),
        ({"grace": 3}, "grace"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_name(
    kept: dict[str, object], named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        Readings.from_dict(kept)


def test_the_notes_follow_the_settings_and_the_items() -> None:
    words = " ".join(note.words for note in notes(Readings(list_days=9, follow_up_days=45)))
    assert "9天" in words
    assert "45天" in words
    strict = notes(Readings(engineer_counts_as_title=False))
    assert any("不计入其他职称" in note.words for note in strict)
    numbers = [note.items[0] for note in notes(Readings())]
    assert numbers == sorted(numbers)
    known = {item.number for item in EDITION.items}
    assert all(set(note.items) <= known for note in notes(Readings()))


def test_an_edition_is_found_by_its_code() -> None:
    assert edition("jiaxing-1") is EDITION
    assert CURRENT is EDITIONS[-1]
    assert len({known.code for known in EDITIONS}) == len(EDITIONS)


def test_an_unknown_edition_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="没有代码为 'x' 的标准版本，应为：jiaxing-1"):
        edition("x")
