"""What an inspector decided, laid over records that go on changing."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.editions import CURRENT
from scoring.values import Cases, Value
from storage.decided import Answer, decide, lay_over, same
from storage.inspection import Decision, Verdict

NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
UPLOADS = "contracts_not_uploaded"  # cases, seen in the records
POLICIES = "policies_missing"  # cases, declared by the agency
BARE = {"value": 12}


def made(verdict: Verdict, *, at: int = 0, **values: Any) -> Decision:
    moment = NOON + timedelta(minutes=at)
    return Decision(
        agency_id="a",
        inspection_id="i",
        item=4,
        fact=values.pop("fact", UPLOADS),
        verdict=verdict,
        decided_by="p",
        entered_at=moment,
        **values,
    )


def whole(value: Any, seen: Any = None, at: int = 0, fact: str = UPLOADS) -> Decision:
    suggested = None if seen is None else {"value": seen}
    return made(Verdict.SET, value={"value": value}, suggested=suggested, at=at, fact=fact)


def one(verdict: str, ref: str, at: int = 1) -> Decision:
    return made(Verdict(verdict), case_ref=ref, at=at)


def cases(letters: str | None) -> Cases | None:
    return None if letters is None else Cases.of(list(letters))


CASES = {
    # name: (records now, decisions, value, confirmed)
    "nobody decided": ("ab", [], "ab", False),
    "confirmed as shown": ("ab", [whole(["a", "b"], ["a", "b"])], "ab", True),
    "the order of the list says nothing": ("ba", [whole(["a", "b"], ["b", "a"])], "ba", True),
    "a new case counts and waits": ("abc", [whole(["a", "b"], ["a", "b"])], "abc", False),
    "the new case accepted": ("abc", [whole(["a"], ["a"]), one("accepted", "b")], "abc", False),
    "all new cases accepted": (
        "abc",
        [whole(["a"], ["a"]), one("accepted", "b"), one("accepted", "c")],
        "abc",
        True,
    ),
    "the new case rejected": ("ab", [whole(["a"], ["a"]), one("rejected", "b")], "a", True),
    "an accepted case was settled": ("a", [whole(["a", "b"], ["a", "b"])], "a", False),
    "a rejected case was settled": ("a", [whole(["a"], ["a", "b"])], "a", True),
    "left out of the list is rejected": ("ab", [whole(["a"], ["a", "b"])], "a", True),
    "rejected stays so when more come": ("abc", [whole(["a"], ["a", "b"])], "ac", False),
    "put into the list is added": ("a", [whole(["a", "x"], ["a"])], "ax", True),
    "one rejection alone confirms nothing": ("ab", [one("rejected", "b")], "a", False),
    "one addition alone confirms nothing": ("a", [one("added", "x")], "ax", False),
    "an addition to silence": (None, [one("added", "x")], "x", False),
    "a rejection of silence": (None, [one("rejected", "x")], None, False),
    "rejected, then confirmed as shown": (
        "ab",
        [one("rejected", "b", 0), whole(["a"], ["a", "b"], at=1)],
        "a",
        True,
    ),
    "rejected, then put back with the whole": (
        "ab",
        [one("rejected", "b", 0), whole(["a", "b"], ["a", "b"], at=1)],
        "ab",
        True,
    ),
    "rejected, gone when the whole was set, and back": (
        "ab",
        [one("rejected", "b", 0), whole(["a"], ["a"], at=1)],
        "a",
        True,
    ),
    "left out, then accepted after all": (
        "ab",
        [whole(["a"], ["a", "b"]), one("accepted", "b")],
        "ab",
        True,
    ),
    "set, then one rejected": (
        "ab",
        [whole(["a", "b"], ["a", "b"]), one("rejected", "a")],
        "b",
        True,
    ),
    "set, then one added": ("a", [whole(["a"], ["a"]), one("added", "x")], "ax", True),
    "none, while the register is empty": (None, [whole([])], "", True),
    "none, and then one was entered": ("a", [whole([])], "a", False),
    "records that fell silent contradict nothing": (None, [whole(["a"], ["a"])], "a", True),
    "a decision without a value decides nothing": ("a", [made(Verdict.SET)], "a", False),
}


@pytest.mark.parametrize("name", CASES)
def test_decisions_on_cases_of_the_records(name: str) -> None:
    recorded, decisions, value, confirmed = CASES[name]
    answer = decide(CURRENT.facts[UPLOADS], cases(recorded), decisions)
    assert same(answer.value, cases(value))
    assert answer.confirmed is confirmed


VALUES = {
    # name: (fact, records now, decided, seen when deciding, value, confirmed)
    "a number as shown": ("staff", 7, "7", "7", 7, True),
    "a number as shown follows": ("staff", 8, "7", "7", 8, False),
    "an overruled number": ("staff", 9, "7", "9", 7, True),
    "an overruled number stays, open": ("staff", 10, "7", "9", 7, False),
    "a number for silence": ("staff", None, "9", None, 9, True),
    "a number for silence that ended": ("staff", 2, "9", None, 2, False),
    "a number for silence that agrees": ("staff", 9, "9", None, 9, True),
    "records that came round": ("staff", 7, "7", "9", 7, True),
    "records that fell silent": ("staff", None, "7", "7", 7, True),
    "an area as measured": ("office_area", 250, "180.5", "250", Decimal("180.5"), True),
    "a profile changed after the visit": ("office_area", 300, "250", "250", 250, True),
    "seen on site": ("board", None, True, None, True, True),
    "a flag that follows": ("no_contract_uploaded", False, True, True, False, False),
    "a bare count overrules": (UPLOADS, Cases.of(list("ab")), 5, ["a", "b"], Cases(5), True),
    "a bare count stays, open": (UPLOADS, Cases.of(list("abc")), 5, ["a", "b"], Cases(5), False),
    "policies as found on site": (POLICIES, Cases.of(["a"]), [], ["a", "b"], Cases(0), True),
    "a count on site": ("hazards_unadvised", None, 12, None, Cases(12), True),
}


@pytest.mark.parametrize("name", VALUES)
def test_decisions_on_a_fact_as_a_whole(name: str) -> None:
    fact, recorded, decided, seen, value, confirmed = VALUES[name]
    now = Decimal(recorded) if type(recorded) is int else recorded
    answer = decide(CURRENT.facts[fact], now, [whole(decided, seen, fact=fact)])  # type: ignore[arg-type]
    assert (answer.value, answer.confirmed) == (value, confirmed)


def test_only_what_was_decided_is_touched() -> None:
    listed = Cases.of(["a", "b"])
    records: dict[str, Value] = {"staff": Decimal(9), UPLOADS: listed, "equipment": True}
    decisions = [
        whole("7", "9", fact="staff"),
        one("rejected", "a"),
        whole(False, fact="board"),
    ]
    facts, confirmed = lay_over(records, decisions, CURRENT)
    assert facts == {
        "staff": Decimal(7),
        UPLOADS: Cases.of(["b"]),
        "equipment": True,
        "board": False,
    }
    assert confirmed == {"staff", "board"}
    assert records[UPLOADS] == listed


letters = st.sets(st.sampled_from("abcd"))
single = st.lists(
    st.builds(one, st.sampled_from(["accepted", "rejected", "added"]), st.sampled_from("abcd"))
)


@given(letters, single)
def test_confirming_what_is_shown_confirms_it_and_changes_nothing(
    recorded: set[str], decisions: list[Decision]
) -> None:
    fact, now = CURRENT.facts[UPLOADS], Cases.of(sorted(recorded))
    shown = decide(fact, now, decisions).value
    assert isinstance(shown, Cases)
    confirmed = [*decisions, whole(list(shown.refs), sorted(recorded), at=2)]
    again = decide(fact, now, confirmed)
    assert same(again.value, shown)
    assert again.confirmed


@given(letters, letters, letters)
def test_a_set_list_is_confirmed_exactly_while_it_is_what_counts(
    now: set[str], seen: set[str], decided: set[str]
) -> None:
    answer = decide(
        CURRENT.facts[UPLOADS], Cases.of(sorted(now)), [whole(sorted(decided), sorted(seen))]
    )
    assert isinstance(answer.value, Cases)
    value = set(answer.value.refs)
    assert answer.confirmed is (value == decided)
    assert now - seen <= value
    assert not (seen - decided) & value
    assert answer == Answer(Cases.of(answer.value.refs), answer.confirmed)
