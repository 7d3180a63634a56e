"""The declared table has the numbers, sections, rules and facts of the printed one."""

from __future__ import annotations

from collections import Counter

import pytest

from scoring.appendix_a import EDITION
from scoring.facts import FACTS, Source
from scoring.findings import Below, Either, Is
from scoring.kinds import FlagFact
from scoring.values import plain

# item, 标准得分, the rules with kind and points, and how many characters 评定标准 has in print.
TABLE = [
    (1, 2, "1.1 once 1 · 1.2 once 1", 33),
    (2, 5, "2.1 once 3 · 2.2 once 2", 65),
    (3, 2, "3.1 each 0.5", 16),
    (4, 5, "4.1 once 2 · 4.2 each 0.5 · 4.3 once 3 · 4.4 each 0.5", 100),
    (5, 2, "5.1 once 2 · 5.2 each 0.5", 38),
    (6, 2, "6.1 each 0.5", 30),
    (7, 2, "7.1 once 2 · 7.2 once 1 · 7.3 once 1", 67),
    (8, 1, "8.1 once 0.5 · 8.2 once 0.5 · 8.3 once 1", 70),
    (9, 2, "9.1 each 1 · 9.2 each 1", 54),
    (10, 1, "10.1 once 1", 14),
    (11, 1, "11.1 once 1", 14),
    (12, 2, "12.1 once 2", 27),
    (13, 8, "13.1 once 8 · 13.2 once 3", 42),
    (14, 5, "14.1 each 1", 48),
    (15, 2, "15.1 once 2", 38),
    (16, 2, "16.1 once 2", 31),
    (17, 2, "17.1 once 2", 21),
    (18, 2, "18.1 once 2", 29),
    (19, 2, "19.1 once 2", 21),
    (20, 7, "20.1 once 2 · 20.2 once 7", 61),
    (21, 6, "21.1 once 6", 63),
    (22, 20, "22.1 once 10 · 22.2 once 10", 71),
    (23, 2, "23.1 each 1", 30),
    (24, 5, "24.1 judged 5 · 24.2 forfeit 5", 65),
    (25, 10, "", 26),
]


@pytest.mark.parametrize(("number", "points", "rules", "length"), TABLE)
def test_an_item_has_the_points_and_rules_of_the_table(
    number: int, points: int, rules: str, length: int
) -> None:
    item = EDITION.item(number)
    assert item.points == points
    assert rules == " · ".join(f"{r.code} {r.kind} {plain(r.points)}" for r in item.rules)
    assert len(item.text) == length


def test_the_items_are_numbered_from_1_to_25() -> None:
    assert [item.number for item in EDITION.items] == list(range(1, 26))


def test_the_maximum_is_100_in_sections_of_25_65_and_10() -> None:
    points: Counter[str] = Counter()
    for item in EDITION.items:
        points[item.section] += int(item.points)
    assert points == {"基础管理": 25, "工作实绩": 65, "满意度测评": 10}
    assert EDITION.sections == ("基础管理", "工作实绩", "满意度测评")


def test_the_sections_end_after_items_11_24_and_25() -> None:
    ends = {item.section: item.number for item in EDITION.items}
    assert ends == {"基础管理": 11, "工作实绩": 24, "满意度测评": 25}


def test_every_fact_is_used_by_exactly_one_rule_or_measurement() -> None:
    uses = Counter(
        fact.name for item in EDITION.items for rule in item.rules for fact in rule.facts
    )
    uses.update(item.measured.fact.name for item in EDITION.items if item.measured)
    assert uses == Counter(fact.name for fact in FACTS)


def test_the_facts_of_the_edition_are_in_the_order_of_the_table() -> None:
    assert list(EDITION.facts) == [name for item in EDITION.items for name in item.facts]
    assert [fact.name for fact in FACTS] == [*EDITION.facts]


def test_a_fact_leads_to_its_item_and_a_code_to_its_rule() -> None:
    assert EDITION.item_of("hazards_unadvised").number == 22
    assert EDITION.item_of("satisfaction").number == 25
    assert [fact.name for fact in EDITION.rule("2.2").facts] == ["engineers", "other_titles"]
    assert EDITION.item(4).facts == (
        "no_contract_uploaded",
        "contracts_not_uploaded",
        "no_hazard_uploaded",
        "visits_not_uploaded",
    )


def test_item_4_has_two_groups_with_caps_of_2_and_3() -> None:
    groups = [(int(g.cap), [r.code for r in g.rules]) for g in EDITION.item(4).groups]
    assert groups == [(2, ["4.1", "4.2"]), (3, ["4.3", "4.4"])]


def test_every_row_has_its_words() -> None:
    for item in EDITION.items:
        assert item.title
        assert item.content
        assert item.text.strip() == item.text
        assert item.text.endswith(("。", "）"))
        assert all(rule.why and "扣" not in rule.why for rule in item.rules)


def test_the_merged_cells_span_their_rows() -> None:
    spans = Counter(item.content for item in EDITION.items)
    assert sorted(spans.values(), reverse=True)[:3] == [10, 2, 2]
    assert EDITION.item(15).content == EDITION.item(24).content
    assert EDITION.item(1).content == EDITION.item(2).content


def test_a_flag_costs_points_exactly_when_it_is_not_good() -> None:
    flags = [fact for fact in FACTS if isinstance(fact, FlagFact)]
    assert len(flags) == 21
    for flag in flags:
        rule = next(r for i in EDITION.items for r in i.rules if flag in r.facts)
        assert getattr(rule, "finding", None) == Is(flag, not flag.good)


def test_two_shortages_are_one_finding() -> None:
    finding = getattr(EDITION.rule("2.2"), "finding", None)
    assert isinstance(finding, Either)
    assert isinstance(finding.first, Below)


def test_what_is_seen_on_site_is_what_the_reading_says() -> None:
    seen = {source: {f.name for f in FACTS if f.source is source} for source in Source}
    assert seen[Source.PROFILE] == {
        "office_area",
        "equipment",
        "policies_missing",
        "callback_policy",
        "grading_body",
    }
    assert len(seen[Source.SITE]) == 19
    assert len(seen[Source.RECORDS]) == 17


def test_every_fact_has_a_label_and_a_question_for_the_inspector() -> None:
    assert len({fact.label for fact in FACTS}) == len(FACTS) == 41
    assert all(fact.question.endswith(("？", "）")) for fact in FACTS)
