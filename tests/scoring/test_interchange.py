"""Facts as JSON: what is read, what is refused, and in which words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.interchange import card_as_json, facts_as_json, parse, read_facts
from scoring.scorecard import score
from scoring.values import LIMIT, Cases, FactError, Satisfaction, Value
from tests.scoring.worlds import BLAMELESS, D, any_object, satisfied

# What stands in the file, and the value it is read as.
READ: list[tuple[str, Value]] = [
    ('{"staff": 8}', D(8)),
    ('{"staff": "8"}', D(8)),
    ('{"staff": 8.0}', D(8)),
    ('{"staff": "8.00"}', D(8)),
    ('{"staff": 1e1}', D(10)),
    ('{"staff": 1000000000}', D(LIMIT)),
    ('{"staff": 1e9}', D(LIMIT)),
    ('{"staff": 0}', D(0)),
    ('{"staff": -0}', D(0)),
    ('{"staff": -0.0}', D(0)),
    ('{"staff": 0e999999999}', D(0)),
    ('{"staff": "0008"}', D(8)),
    ('{"office_area": 199.999999999999999999999}', D("199.999999999999999999999")),
    ('{"office_area": "199.5"}', D("199.5")),
    ('{"office_area": 1e-100}', D("1e-100")),
    ('{"grading_shortfall": 0.5}', D("0.5")),
    ('{"grading_shortfall": "4.50"}', D("4.5")),
    ('{"grading_shortfall": 5}', D(5)),
    ('{"board": true}', True),
    ('{"board": false}', False),
    ('{"policies_missing": 0}', Cases(0)),
    ('{"policies_missing": 1000000000}', Cases(LIMIT)),
    ('{"policies_missing": []}', Cases(0)),
    ('{"policies_missing": ["保密管理", "工作流程"]}', Cases(2, ("保密管理", "工作流程"))),
    ('{"policies_missing": [""]}', Cases(1, ("",))),
    ('{"policies_missing": ["1", "1 ", "１"]}', Cases(3, ("1", "1 ", "１"))),
    ('{"satisfaction": {"county": [9], "town": ["8.5"], "client": [0, 10, 7.25]}}',
     satisfied("9", "8.5", "0 10 7.25")),
    ('{"satisfaction": {"client": [], "town": [], "county": []}}', Satisfaction()),
    ('{"satisfaction": {"county": [10.0], "town": [1e1], "client": [1]}}',
     satisfied("10", "10", "1")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), READ)
def test_a_fact_is_read_as_it_was_written(text: str, value: Value) -> None:
    assert list(read_facts(parse(text)).values()) == [value]


WHOLE = "应为0到1000000000的整数"
AREA = "应为0到1000000000的数，小数不超过100位"
STEPS = "应为0到5的数，每档0.5"
FLAG = "应为 true 或 false"
LISTED = "应为0到1000000000的整数，或由互不相同的文字组成的列表"
PARTIES = "应为对象 {county, town, client}，三项都是0到10的数的列表"

# What stands in the file, the fact that is named, and what it should be.
REFUSED = [
    ('{"stuff": 8}', "'stuff'", "是否想写 staff"),
    ('{"": 8}', "''", "应为附录A所用的事实名之一"),
    ('{"STAFF": 8}', "'STAFF'", "应为附录A所用的事实名之一"),
    ('{"a\\nb\\u2028c": 8}', "a\\nb\\u2028c", "应为附录A所用的事实名之一"),
    ('{"staff": -1}', "staff", WHOLE),
    ('{"staff": 7.5}', "staff", WHOLE),
    ('{"staff": "7.5"}', "staff", WHOLE),
    ('{"staff": 7.0000000000000000000000000000000000001}', "staff", WHOLE),
    ('{"staff": 1000000001}', "staff", WHOLE),
    ('{"staff": 1e999999999}', "staff", WHOLE),
    ('{"staff": 1e-999999999}', "staff", WHOLE),
    ('{"staff": 1e99999999999999999999999}', "staff", WHOLE),
    ('{"staff": 1e-99999999999999999999999}', "staff", WHOLE),
    ('{"staff": ' + "9" * 5000 + "}", "staff", WHOLE),
    ('{"staff": NaN}', "staff", WHOLE),
    ('{"staff": Infinity}', "staff", WHOLE),
    ('{"staff": -Infinity}', "staff", WHOLE),
    ('{"staff": true}', "staff", WHOLE),
    ('{"staff": null}', "staff", WHOLE),
    ('{"staff": [8]}', "staff", WHOLE),
    ('{"staff": {}}', "staff", WHOLE),
    ('{"staff": ""}', "staff", WHOLE),
    ('{"staff": " 8"}', "staff", WHOLE),
    ('{"staff": "8\\n"}', "staff", WHOLE),
    ('{"staff": "+8"}', "staff", WHOLE),
    ('{"staff": "8."}', "staff", WHOLE),
    ('{"staff": "1e1"}', "staff", WHOLE),
    ('{"staff": "1_0"}', "staff", WHOLE),
    ('{"staff": "８"}', "staff", WHOLE),
    ('{"staff": "NaN"}', "staff", WHOLE),
    ('{"staff": "八"}', "staff", WHOLE),
    ('{"contracts_signed": 349.5}', "contracts_signed", WHOLE),
    ('{"office_area": -0.01}', "office_area", AREA),
    ('{"office_area": 1000000000.1}', "office_area", AREA),
    ('{"office_area": 1e-101}', "office_area", AREA),
    ('{"office_area": ".5"}', "office_area", AREA),
    ('{"grading_shortfall": 0.3}', "grading_shortfall", STEPS),
    ('{"grading_shortfall": 6}', "grading_shortfall", STEPS),
    ('{"grading_shortfall": 5.5}', "grading_shortfall", STEPS),
    ('{"grading_shortfall": -0.5}', "grading_shortfall", STEPS),
    ('{"grading_shortfall": 0.5' + "0" * 50 + '1}', "grading_shortfall", STEPS),
    ('{"board": 1}', "board", FLAG),
    ('{"board": 0}', "board", FLAG),
    ('{"board": "true"}', "board", FLAG),
    ('{"board": null}', "board", FLAG),
    ('{"board": NaN}', "board", FLAG),
    ('{"board": []}', "board", FLAG),
    ('{"policies_missing": -1}', "policies_missing", LISTED),
    ('{"policies_missing": 1.5}', "policies_missing", LISTED),
    ('{"policies_missing": 3.0}', "policies_missing", LISTED),
    ('{"policies_missing": 1e1}', "policies_missing", LISTED),
    ('{"policies_missing": "3"}', "policies_missing", LISTED),
    ('{"policies_missing": true}', "policies_missing", LISTED),
    ('{"policies_missing": null}', "policies_missing", LISTED),
    ('{"policies_missing": 1000000001}', "policies_missing", LISTED),
    ('{"policies_missing": ' + "9" * 5000 + "}", "policies_missing", LISTED),
    ('{"policies_missing": {"a": 1}}', "policies_missing", LISTED),
    ('{"policies_missing": ["a", "a"]}', "policies_missing", "'a' 给了两次"),
    ('{"policies_missing": ["a\\n", "a\\n"]}', "policies_missing", "互不相同"),
    ('{"policies_missing": [1]}', "policies_missing", "每一项应为文字"),
    ('{"policies_missing": [["a"]]}', "policies_missing", "每一项应为文字"),
    ('{"policies_missing": [null]}', "policies_missing", "每一项应为文字"),
    ('{"policies_missing": ["\\ud800"]}', "policies_missing", "每一项应为文字"),
    ('{"satisfaction": 9}', "satisfaction", PARTIES),
    ('{"satisfaction": [9, 9, 9]}', "satisfaction", PARTIES),
    ('{"satisfaction": null}', "satisfaction", PARTIES),
    ('{"satisfaction": {}}', "satisfaction", PARTIES),
    ('{"satisfaction": {"county": [9], "town": [9]}}', "satisfaction", PARTIES),
    ('{"satisfaction": {"county": [], "town": [], "client": [], "city": []}}',
     "satisfaction", PARTIES),
    ('{"satisfaction": {"county": 9, "town": [], "client": []}}', "satisfaction", PARTIES),
    ('{"satisfaction": {"county": null, "town": [], "client": []}}', "satisfaction", PARTIES),
    ('{"satisfaction": {"county": [11], "town": [], "client": []}}', "satisfaction", PARTIES),
    ('{"satisfaction": {"county": [-1], "town": [], "client": []}}', "satisfaction", PARTIES),
    ('{"satisfaction": {"county": [10.001], "town": [], "client": []}}', "satisfaction", PARTIES),
    ('{"satisfaction": {"county": [true], "town": [], "client": []}}', "satisfaction", PARTIES),
    ('{"satisfaction": {"county": [null], "town": [], "client": []}}', "satisfaction", PARTIES),
    ('{"satisfaction": {"county": [NaN], "town": [], "client": []}}', "satisfaction", PARTIES),
    ('{"satisfaction": {"county": ["good"], "town": [], "client": []}}', "satisfaction", PARTIES),
    ('{"satisfaction": {"county": [1e-999999999], "town": [], "client": []}}',
     "satisfaction", PARTIES),
    ('{"satisfaction": {"county": [], "town": [], "client": [], "town": [9]}}',
     "'town'", "只给一次"),
    ('{"staff": 8, "staff": 8}', "'staff'", "给了两次，每个名称应只给一次"),
    ('{"staff": 8, "st\\u0061ff": 9}', "'staff'", "给了两次"),
    ("{}x", "JSON", "第1行第3列"),
    ('{"staff": 08}', "JSON", "不是合法的JSON"),
    ('{"staff": 8,}', "JSON", "不是合法的JSON"),
    ("{'staff': 8}", "JSON", "不是合法的JSON"),
    ('{"staff"', "JSON", "不是合法的JSON"),
    ('{"policies_missing": ["a\nb"]}', "JSON", "不是合法的JSON"),
    ("", "JSON", "不是合法的JSON"),
    ("null", "JSON", "应为一个JSON对象"),
    ("8", "JSON", "应为一个JSON对象"),
    ("NaN", "JSON", "应为一个JSON对象"),
    ('"staff"', "JSON", "应为一个JSON对象"),
    ("[" * 100_000, "JSON", "嵌套过深"),
    ('{"staff": ' * 100_000, "JSON", "嵌套过深"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "named", "wanted"), REFUSED)
def test_anything_else_is_refused_in_one_line_that_names_the_fact(
    text: str, named: str, wanted: str
) -> None:
    with pytest.raises(FactError) as refused:
        read_facts(parse(text))
    assert named in str(refused.value)
    assert wanted in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1
    assert len(str(refused.value)) < 200


def test_a_float_is_refused_because_it_may_no_longer_be_what_was_written() -> None:
    with pytest.raises(FactError, match="office_area"):
        read_facts({"office_area": 199.5})


def test_an_integer_of_any_length_is_refused_in_words() -> None:
    with pytest.raises(FactError, match=r"收到的是 10{39}…$"):
        read_facts({"staff": 10**5000})


def test_a_million_digits_are_refused_at_once() -> None:
    with pytest.raises(FactError, match="office_area"):
        read_facts(parse('{"office_area": 0.' + "3" * 1_000_000 + "}"))


@given(st.lists(st.text(), unique=True))
def test_any_text_can_be_a_case(refs: list[str]) -> None:
    read = read_facts(parse(json.dumps({"visits_unproven": refs})))
    assert read == {"visits_unproven": Cases.of(refs)}
    lost = score(read).item(14).deductions
    assert [one.cases for one in lost] == ([tuple(refs)] if refs else [])


@given(any_object)
def test_what_is_read_can_be_scored_and_what_is_not_has_a_sentence(raw: dict[str, object]) -> None:
    try:
        facts = read_facts(parse(json.dumps(raw)))
    except FactError as refused:
        sentence = str(refused)
    else:
        sentence = "read"
        assert read_facts(facts_as_json(facts)) == facts
        assert len(score(facts).items) == 25
    assert len(sentence.splitlines()) == 1


def test_facts_are_written_exactly_and_in_their_order() -> None:
    facts: dict[str, Value] = {
        "staff": D("1E+1"),
        "office_area": D("199.50"),
        "board": False,
        "policies_missing": Cases(3),
        "contracts_vague": Cases.of(["甲", "乙"]),
        "satisfaction": satisfied("9.0", "", "7.25"),
    }
    assert json.dumps(facts_as_json(facts), ensure_ascii=False) == (
        '{"staff": "10", "office_area": "199.5", "board": false, "policies_missing": 3, '
        '"contracts_vague": ["甲", "乙"], '
        '"satisfaction": {"county": ["9"], "town": [], "client": ["7.25"]}}'
    )


def test_what_is_no_fact_is_not_written_either() -> None:
    with pytest.raises(FactError, match="stuff"):
        facts_as_json({"stuff": D(1)})
    with pytest.raises(FactError, match="staff"):
        facts_as_json({"staff": True})


def test_a_card_has_the_form_of_the_reading() -> None:
    facts: dict[str, Value] = {**BLAMELESS, "office_area": D(199), "files_incomplete": Cases(1)}
    del facts["equipment"]
    card = card_as_json(score(facts))
    assert list(card) == ["items", "worst", "best", "total"]
    items = card["items"]
    assert isinstance(items, list)
    assert items[0] == {
        "number": 1,
        "points": "2",
        "worst": "0",
        "best": "1",
        "deductions": [
            {"rule": "1.1", "points": "1", "why": "固定办公场所少于200平方米", "cases": []}
        ],
    }
    assert (items[5]["worst"], items[5]["deductions"][0]["points"]) == ("1.5", "0.5")
    assert items[24] == {
        "number": 25, "points": "10", "worst": "10", "best": "10", "deductions": [],
    }  # fmt: skip
    assert (card["worst"], card["best"], card["total"]) == ("97.5", "98.5", None)


def test_a_settled_card_prints_its_total() -> None:
    assert card_as_json(score(BLAMELESS))["total"] == "100"
