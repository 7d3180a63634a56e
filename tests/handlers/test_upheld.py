"""An upheld objection never lowers a score, whatever the card says and whatever is ruled."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handlers.formkit import Invalid
from handlers.objection.correct import Change, after, facts_on
from handlers.objection.points import chosen
from scoring.editions import CURRENT
from scoring.interchange import facts_as_json
from scoring.kinds import FlagFact
from scoring.scorecard import score
from scoring.settings import Readings
from scoring.values import Cases
from storage.card import Card
from storage.cycle import Cycle, Participation
from storage.database import Database
from storage.inspection import Decision, Inspection
from storage.objection import Objection
from storage.objections import why_no_judge
from storage.outbox import unsent
from storage.publishing import obstacles
from storage.store import Store
from tests import rated
from tests.handlers.bureau import open_bureau
from tests.handlers.test_objection import GROUNDS, WORDS, all_of, judge, objects, told
from tests.scoring.worlds import Facts, some_facts, values


def card_of(facts: Facts) -> Card:
    return Card(
        agency_id="1",
        cycle_id="2",
        inspection_id="3",
        version=1,
        day=date(2026, 11, 20),
        edition=CURRENT.code,
        readings=Readings().as_dict(),
        facts=facts_as_json(facts),
        records_facts={},
        confirmed=(),
        survey_closed=True,
        decisions={"list": []},
        result={},
    )


@st.composite
def rulings(draw: st.DrawFn) -> tuple[Card, tuple[Change, ...]]:
    """A card, and what somebody finds of one of its deductions, right or wrong."""
    facts = draw(some_facts)
    rules = [lost.rule for item in score(facts).items for lost in item.deductions]
    assume(rules)
    changes = []
    for fact in CURRENT.rule(draw(st.sampled_from(rules))).facts:
        now = facts.get(fact.name)
        if isinstance(now, Cases) and now.refs:
            fallen = draw(st.lists(st.sampled_from(now.refs), min_size=1, unique=True))
            changes.append(Change(fact, fallen=tuple(fallen)))
        elif isinstance(fact, FlagFact):
            changes.append(Change(fact, value=fact.good))
        else:
            changes.append(Change(fact, value=draw(values(fact))))
    return card_of(facts), tuple(changes)


@settings(max_examples=150, deadline=None)
@given(rulings())
def test_whatever_is_ruled_no_item_loses_a_point_by_it(
    ruling: tuple[Card, tuple[Change, ...]],
) -> None:
    card, changes = ruling
    before = score(facts_on(card))
    laid = {**facts_on(card)}
    for change in changes:
        value = change.over(facts_on(card))
        assert value is not None
        laid[change.fact.name] = value
    wanted = score(laid)
    try:
        new = score(after(card, changes))
    except Invalid:
        assert wanted.worst < before.worst or wanted.best < before.best
        return
    assert new == wanted
    for old_item, new_item in zip(before.items, new.items, strict=True):
        assert new_item.worst >= old_item.worst
        assert new_item.best >= old_item.best


@pytest.mark.parametrize(
    ("said", "picked"),
    [
        ("全部", "甲乙丙"),
        ("1、3", "甲丙"),
        ("第2例", "乙"),
        ("３，1", "甲丙"),
        ("2 和 3", "乙丙"),
    ],
)
def test_cases_are_named_by_their_numbers(said: str, picked: str) -> None:
    assert chosen(said, ("甲", "乙", "丙"), "which") == tuple(picked)


@pytest.mark.parametrize("said", ["0", "4", "1、9", "都不对", "1x", "-1", "1.5元"])
def test_what_names_no_case_is_asked_again(said: str) -> None:
    with pytest.raises(Invalid, match="1到3"):
        chosen(said, ("甲", "乙", "丙"), "which")


@pytest.mark.parametrize(
    ("other", "unseen", "rule", "item"),
    [
        ({"board": False}, ("board_introduces", "board_informs"), "7.1", 7),
        ({"grading_body": False}, ("grading_shortfall",), "24.2", 24),
    ],
)
async def test_what_nobody_had_to_look_at_before_is_looked_at_then(
    database: Database, other: dict[str, bool], unseen: tuple[str, ...], rule: str, item: int
) -> None:
    bureau = await open_bureau(database)

    def inspect(store: Store) -> None:
        (cycle,) = store.find(Cycle)
        rated.hear(store, cycle, store.find(Participation))
        rated.bands(store, cycle)
        made = rated.decide_all(store, bureau.joined, bureau.inspector.person, **other)
        for one in store.find(Decision, inspection_id=made.id):
            if one.fact in unseen:
                store.withdraw(one, reason="没有宣传栏，不用再看")
        assert rated.issue(store, made, bureau.inspector.person).result["total"] is not None

    await bureau.inspector.types("菜单")
    await bureau.inspector.writes(inspect)
    boss = await told(bureau)
    await objects(bureau.principal, rule, WORDS)
    await judge(boss)
    await boss.picks("成立")
    await boss.types(GROUNDS, "跳过")
    boss.sees(f"第{item}项得分：0分 → 0–", "要由评定人员补核")
    await boss.types("提交")
    letters = await boss.writes(lambda store: [x.payload for x in unsent(store.connection)])
    assert any(f"第{item}项还有没核查过的内容" in str(letter) for letter in letters)
    (one,) = await all_of(boss, Inspection)
    assert (one.finished_on, one.at_item) == (None, item)
    await boss.types("评定结果")
    boss.sees("安达安全技术有限公司：第2版未评完")
    boss.now += timedelta(days=6)
    hinders = await boss.writes(lambda store: obstacles(store, bureau.joined))
    assert hinders == [f"第{item}项还没有核定。"]
    (ruled,) = await all_of(boss, Objection)
    assert await boss.writes(lambda s: why_no_judge(s, ruled, boss.person.id)) is None
