"""Who is told what, when: the ladder as rows of a table, and what must hold of any history."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.ladder import Reminder, before, on_the_day, overdue
from scheduler.notices import Call, notices
from storage.due import Due
from storage.due.follow_ups import FOLLOW_UPS
from storage.notices import Key
from storage.organisation import Role

DAY = date(2026, 11, 20)
PEOPLE = {
    Role.AGENCY: ("沈", "陆"),
    Role.PRINCIPAL: ("顾",),
    Role.SUPERVISOR: ("钱",),
    Role.INSPECTOR: (),
}
REMINDER = Reminder(
    "follow_up",
    "服务回访",
    FOLLOW_UPS,
    "{client}还没有回访",
    "follow_up",
    (
        before(3, Role.AGENCY),
        on_the_day(Role.AGENCY),
        overdue(3, Role.PRINCIPAL),
        overdue(14, Role.SUPERVISOR),
    ),
)
Snoozed = dict[tuple[str, str, str], date]


def people(due: Due, role: Role) -> tuple[str, ...]:
    return PEOPLE[role]


def due(day: date = DAY, name: str = "a") -> Due:
    return Due(f"visit:{name}", day, "客户", words={"client": "客户"})


def told_on(
    today: date, told: set[Key], dues: list[Due] | None = None, snoozed: Snoozed | None = None
) -> list[Call]:
    """One sweep: what it says is told from then on."""
    matters = [(REMINDER, each) for each in (dues if dues is not None else [due()])]
    calls = notices(today, matters, told, snoozed or {}, people)
    told |= {call.key for call in calls}
    return calls


def said(calls: list[Call]) -> set[tuple[str, int]]:
    return {(call.person, call.rung.days) for call in calls}


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (-4, set()),
        (-3, {("沈", -3), ("陆", -3)}),
        (-1, {("沈", -3), ("陆", -3)}),
        (0, {("沈", 0), ("陆", 0)}),
        (2, {("沈", 0), ("陆", 0)}),
        (3, {("沈", 0), ("陆", 0), ("顾", 3)}),
        (13, {("沈", 0), ("陆", 0), ("顾", 3)}),
        (14, {("沈", 0), ("陆", 0), ("顾", 3), ("钱", 14)}),
        (400, {("沈", 0), ("陆", 0), ("顾", 3), ("钱", 14)}),
    ],
)
def test_a_first_sweep_tells_each_person_their_last_rung_only(
    offset: int, expected: set[tuple[str, int]]
) -> None:
    assert said(told_on(DAY + timedelta(days=offset), set())) == expected


def test_a_sweep_a_day_climbs_the_ladder_and_says_every_rung_once() -> None:
    told: set[Key] = set()
    heard = [
        (offset, person, days)
        for offset in range(-10, 30)
        for person, days in sorted(said(told_on(DAY + timedelta(days=offset), told)))
    ]
    assert heard == [
        (-3, "沈", -3),
        (-3, "陆", -3),
        (0, "沈", 0),
        (0, "陆", 0),
        (3, "顾", 3),
        (14, "钱", 14),
    ]


def test_what_is_settled_is_silent() -> None:
    told: set[Key] = set()
    told_on(DAY - timedelta(days=3), told)
    assert told_on(DAY + timedelta(days=20), told, dues=[]) == []


def test_a_day_that_moved_starts_the_ladder_anew() -> None:
    told: set[Key] = set()
    told_on(DAY, told)
    later = due(DAY + timedelta(days=10))
    assert told_on(DAY, told, [later]) == []
    assert said(told_on(DAY + timedelta(days=7), told, [later])) == {("沈", -3), ("陆", -3)}


def test_tomorrow_again_delays_one_copy_and_stops_no_escalation() -> None:
    told: set[Key] = set()
    told_on(DAY + timedelta(days=2), told)
    put_off: Snoozed = {("follow_up", "visit:a", "沈"): DAY + timedelta(days=3)}
    assert said(told_on(DAY + timedelta(days=2), told, snoozed=put_off)) == set()
    again = told_on(DAY + timedelta(days=3), told, snoozed=put_off)
    assert said(again) == {("沈", 0), ("顾", 3)}
    assert {call.snoozed for call in again if call.person == "沈"} == {"2026-11-23"}
    assert told_on(DAY + timedelta(days=4), told, snoozed=put_off) == []


def test_a_rung_that_comes_while_it_was_put_off_is_heard_on_that_day_once() -> None:
    told: set[Key] = set()
    told_on(DAY - timedelta(days=1), told)
    put_off: Snoozed = {("follow_up", "visit:a", "沈"): DAY}
    assert said(told_on(DAY, told, snoozed=put_off)) == {("沈", 0), ("陆", 0)}
    assert told_on(DAY, told, snoozed=put_off) == []
    assert told_on(DAY + timedelta(days=1), told, snoozed=put_off) == []


def test_who_holds_two_roles_hears_once() -> None:
    small = {**PEOPLE, Role.PRINCIPAL: ("沈",)}
    today = DAY + timedelta(days=5)
    calls = notices(today, [(REMINDER, due())], set(), {}, lambda _due, role: small[role])
    assert said(calls) == {("沈", 3), ("陆", 0)}


offsets = st.integers(-10, 40)
several = st.lists(st.tuples(st.integers(0, 5), offsets), max_size=6, unique_by=lambda x: x[0])


@given(several, st.lists(offsets, min_size=1, max_size=12))
def test_nothing_is_said_twice_in_whatever_order_the_days_come(
    matters: list[tuple[int, int]], days: list[int]
) -> None:
    dues = [due(DAY + timedelta(days=offset), str(n)) for n, offset in matters]
    told: set[Key] = set()
    every: list[Key] = []
    for day in days:
        every += [call.key for call in told_on(DAY + timedelta(days=day), told, dues)]
    assert len(every) == len(set(every))
    at_last = told_on(DAY + timedelta(days=max(days)), told, dues)
    assert at_last == []


@given(several, offsets, st.integers(0, 30))
def test_a_clock_set_back_says_nothing(
    matters: list[tuple[int, int]], day: int, back: int
) -> None:
    dues = [due(DAY + timedelta(days=offset), str(n)) for n, offset in matters]
    told: set[Key] = set()
    told_on(DAY + timedelta(days=day), told, dues)
    assert told_on(DAY + timedelta(days=day - back), told, dues) == []


@given(several, offsets, st.integers(1, 60))
def test_after_a_stop_nobody_hears_of_one_matter_twice(
    matters: list[tuple[int, int]], day: int, stop: int
) -> None:
    dues = [due(DAY + timedelta(days=offset), str(n)) for n, offset in matters]
    told: set[Key] = set()
    told_on(DAY + timedelta(days=day), told, dues)
    caught_up = told_on(DAY + timedelta(days=day + stop), told, dues)
    heard = [(call.person, call.due.subject) for call in caught_up]
    assert len(heard) == len(set(heard))


@given(several, offsets, st.sampled_from(["沈", "顾", "钱"]), st.integers(1, 5))
def test_putting_off_changes_nobody_elses_copy(
    matters: list[tuple[int, int]], day: int, person: str, off: int
) -> None:
    dues = [due(DAY + timedelta(days=offset), str(n)) for n, offset in matters]
    today = DAY + timedelta(days=day)
    put_off: Snoozed = {
        ("follow_up", each.subject, person): today + timedelta(days=off) for each in dues
    }
    plain = {call.key for call in told_on(today, set(), dues)}
    held = {call.key for call in told_on(today, set(), dues, put_off)}
    assert held == {key for key in plain if key[4] != person}
