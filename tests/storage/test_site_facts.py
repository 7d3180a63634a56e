"""Items 15 to 22 from site checks: what counts, from which day on, and what still waits."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.editions import CURRENT
from scoring.scorecard import score_item
from scoring.states import State
from scoring.values import Cases, Value
from storage.database import Database
from storage.decided import decide
from storage.evidence.site import ENOUGH, FLAGS, Seen, established, longest_list
from storage.inspection import Decision, Inspection, Verdict
from storage.person import Person
from storage.visit import Grade
from tests.storage.books import START, Books
from tests.storage.test_assessment import looked_at
from tests.storage.test_decided import whole
from tests.storage.test_evidence import counted, keep

D = date(2026, 8, 9)
FLAG = "uncertified_staff"
Fill = Callable[[Books], object]


def ago(days: int) -> date:
    return D - timedelta(days=days)


def checked(
    days: int = 10, *, first: int = 100, last: int = 0, findings: str = "", **flags: Any
) -> Fill:
    """A client with a contract from ``first`` to ``last`` days ago, checked ``days`` ago.
    Findings: n not advised, y advised, ? not compared, N not advised and major."""

    def fill(b: Books) -> None:
        client = b.client()
        b.contract(client, ago(first), ends_on=ago(last))
        check = b.site_check(client, ago(days), **flags)
        for mark in findings:
            advised = {"y": True, "Y": True, "?": None}.get(mark, False)
            b.finding(check, advised, Grade.MAJOR if mark.isupper() else Grade.GENERAL)

    return fill


def both(*fills: Fill) -> Fill:
    return lambda b: [fill(b) for fill in fills]


def again(*answers: tuple[int, bool | None]) -> Fill:
    """One client, checked so many days ago, each time with this answer."""

    def fill(b: Books) -> None:
        client = b.client()
        b.contract(client, START, ends_on=D)
        for days, said in answers:
            b.site_check(client, ago(days), **{FLAG: said})

    return fill


def closed(fill: Fill, days: int = 0) -> Fill:
    def filled(b: Books) -> None:
        fill(b)
        b.closes_sample(ago(days))

    return filled


BAD: dict[str, Any] = {FLAG: True}
GOOD: dict[str, Any] = {FLAG: False}
MAJOR = checked(findings="N")
NOT_YET = "absent"

ROWS: list[tuple[str, Fill, str, object]] = [
    ("bad at one client is bad at once", checked(**BAD), FLAG, True),
    ("good at one client waits", checked(**GOOD), FLAG, NOT_YET),
    ("good when the sample is closed", closed(checked(**GOOD)), FLAG, False),
    ("not while it closes tomorrow", closed(checked(**GOOD), -1), FLAG, NOT_YET),
    ("one bad of two", closed(both(checked(**GOOD), checked(**BAD))), FLAG, True),
    ("a closed sample of nobody", closed(lambda b: b.client()), FLAG, NOT_YET),
    ("nobody looked", closed(checked(procedures_generic=False)), FLAG, NOT_YET),
    ("a later check that is good", closed(again((9, True), (8, False))), FLAG, False),
    ("a later check that is bad", again((9, False), (8, True)), FLAG, True),
    ("of one day the one entered last", closed(again((9, True), (9, False))), FLAG, False),
    ("a later check that did not look", closed(again((9, True), (8, None))), FLAG, NOT_YET),
    ("on the contract's first day", checked(50, first=50, last=9, **BAD), FLAG, True),
    ("on the day before", checked(51, first=50, last=9, **BAD), FLAG, NOT_YET),
    ("on the contract's last day", checked(9, first=50, last=9, **BAD), FLAG, True),
    ("on the day after", checked(8, first=50, last=9, **BAD), FLAG, NOT_YET),
    ("on D", checked(0, **BAD), FLAG, True),
    ("after D", checked(-1, last=-9, **BAD), FLAG, NOT_YET),
    ("nine at one client", closed(checked(findings="n" * 9)), "hazards_unadvised", 9),
    ("nine while it is open", checked(findings="n" * 9), "hazards_unadvised", NOT_YET),
    ("ten are enough at once", checked(findings="n" * 10), "hazards_unadvised", 10),
    ("ten, others not compared", checked(findings="n" * 10 + "??"), "hazards_unadvised", 10),
    ("ten advised", closed(checked(findings="y" * 10)), "hazards_unadvised", 0),
    (
        "ten at two clients are nothing",
        closed(both(checked(findings="nnnnn"), checked(findings="nnnnnyy"))),
        "hazards_unadvised",
        5,
    ),
    ("nothing found", closed(checked()), "hazards_unadvised", 0),
    ("not compared yet", closed(checked(findings="nn?")), "hazards_unadvised", NOT_YET),
    ("a major one counts in both", closed(checked(findings="Nn")), "hazards_unadvised", 2),
    ("a major one at once", checked(findings="N??"), "major_unadvised", 1),
    ("a major one advised on", closed(checked(findings="Yn")), "major_unadvised", 0),
    ("majors of all clients", both(MAJOR, MAJOR), "major_unadvised", 2),
    ("no major one yet", checked(findings="nn"), "major_unadvised", NOT_YET),
]  # fmt: skip


@pytest.mark.parametrize(("name", "fill", "fact", "expected"), ROWS, ids=[r[0] for r in ROWS])
async def test_a_row(
    sqlite_database: Database, name: str, fill: Fill, fact: str, expected: object
) -> None:
    books = Books("s")
    fill(books)
    await keep(sqlite_database, *books.records)
    found = (await counted(sqlite_database, books, D)).get(fact, NOT_YET)
    assert (found.count if isinstance(found, Cases) else found) == expected


async def test_a_site_check_is_an_inspectors_own_word(database: Database) -> None:
    """Nothing more is to be confirmed; and an answer given before there were checks gives way."""
    books = Books("w")
    flags: dict[str, Any] = dict.fromkeys(FLAGS, False)
    checked(**{**flags, FLAG: True}, findings="y")(books)
    books.closes_sample(D)
    inspector = books.add(Person(name="周某"))
    inspection = books.add(
        Inspection(
            participation_id=books.joined.id,
            agency_id=books.agency.id,
            cycle_id=books.cycle.id,
            inspector_id=inspector.id,
            opened_on=ago(20),
        )
    )
    said: dict[str, Any] = {"inspection_id": inspection.id, "decided_by": inspector.id}
    said |= {"agency_id": books.agency.id, "item": 18, "verdict": Verdict.SET}
    books.add(Decision(fact=FLAG, value={"value": False}, **said))
    await keep(database, *books.records)
    found = await looked_at(database, books, D)
    assert found.facts[FLAG] is True
    assert [found.card.item(n).best for n in range(15, 23)] == [2, 2, 2, 0, 2, 7, 6, 20]
    assert {found.states[n] for n in range(15, 23)} == {State.ASSESSED}


DECIDED: dict[str, tuple[str, Value | None, object, object, object, bool]] = {
    # name: (fact, checks now, decided, seen when deciding, value, confirmed)
    "an answer before there were checks": (FLAG, None, True, None, True, True),
    "gives way to them": (FLAG, False, True, None, False, True),
    "confirmed as shown, and checked again": (FLAG, True, False, False, True, True),
    "overruled": (FLAG, True, False, True, False, True),
    "overruled, and checked again": (
        "hazards_unadvised", Cases.of(["a"]), 5, ["a", "b"], Cases(5), False,
    ),
    "a list before there were checks": (
        "hazards_unadvised", Cases.of(["a"]), [], None, Cases.of(["a"]), True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DECIDED)
def test_a_decision_beside_site_checks(name: str) -> None:
    fact, now, decided, seen, value, confirmed = DECIDED[name]
    answer = decide(CURRENT.facts[fact], now, [whole(decided, seen, fact=fact)])
    assert (answer.value, answer.confirmed) == (value, confirmed)


ANSWERED: list[tuple[str, Fill, str, Value, object, object]] = [
    # name, checks, fact, answered before without them, value, state
    ("no check yet", lambda b: b.client(), FLAG, False, False, State.ASSESSED),
    ("a good one, the sample open", checked(**GOOD), FLAG, False, None, State.PENDING),
    ("bad said before, seen good", checked(**GOOD), FLAG, True, None, State.PENDING),
    ("nobody looked, open", checked(), FLAG, False, None, State.PENDING),
    ("nobody looked, closed", closed(checked()), FLAG, False, False, State.ASSESSED),
    ("not compared", checked(findings="??"), "hazards_unadvised", Cases(0), None, State.PENDING),
    ("closed", closed(checked()), "hazards_unadvised", Cases(9), Cases(0), State.ASSESSED),
]


@pytest.mark.parametrize("name", [row[0] for row in ANSWERED])
async def test_an_answer_without_site_checks_counts_until_there_are_some(
    sqlite_database: Database, name: str
) -> None:
    _name, fill, fact, said, value, state = next(row for row in ANSWERED if row[0] == name)
    books = Books("u")
    fill(books)
    inspector = books.add(Person(name="周某"))
    whose: dict[str, Any] = {"agency_id": books.agency.id}
    inspection = books.add(
        Inspection(
            participation_id=books.joined.id,
            cycle_id=books.cycle.id,
            inspector_id=inspector.id,
            opened_on=ago(20),
            **whose,
        )
    )
    item = CURRENT.item_of(fact)
    by: dict[str, Any] = {"inspection_id": inspection.id, "decided_by": inspector.id, **whose}
    for name_ in item.facts:
        one = CURRENT.facts[name_]
        answer = one.write(said if name_ == fact else Cases(0))
        books.add(
            Decision(
                item=item.number, fact=name_, verdict=Verdict.SET, value={"value": answer}, **by
            )
        )
    await keep(sqlite_database, *books.records)
    found = await looked_at(sqlite_database, books, D)
    assert found.facts.get(fact) == value
    assert found.states[item.number] is state


marks = st.builds(
    Seen,
    check=st.uuids().map(str),
    client=st.uuids().map(str),
    on=st.dates().map(str),
    flags=st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in FLAGS}),
    unadvised=st.lists(st.uuids().map(str), max_size=12, unique=True),
    uncompared=st.integers(0, 2),
)


def lost(facts: dict[str, Value], item: int) -> Any:
    found = score_item(CURRENT.item(item), facts)
    return found.points - found.best


@given(st.lists(marks, min_size=1, max_size=4), marks)
def test_one_more_client_never_gives_points_back(seen: list[Seen], more: Seen) -> None:
    before, after = established(seen, False), established([*seen, more], False)
    for item in range(15, 23):
        assert lost(before, item) <= lost(after, item)


@given(st.lists(marks, min_size=1, max_size=4))
def test_closing_the_sample_takes_no_points(seen: list[Seen]) -> None:
    """It only settles what was open: what a client shows costs its points at once."""
    before, after = established(seen, False), established(seen, True)
    assert before.items() <= after.items()
    for item in range(15, 23):
        assert lost(before, item) == lost(after, item)
    ten = len(longest_list(seen)) >= ENOUGH
    assert (lost(after, 22) == 10) is ten
