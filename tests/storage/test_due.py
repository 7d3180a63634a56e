"""What is due appears, and what is settled no longer does: each source from both sides."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from storage.database import Database
from storage.due import SOURCES, scope_of, still_due
from storage.due.quarters import quarter_of
from storage.follow_up import FollowUp
from storage.gathering import Gathered, Gathering
from storage.inspection import Decision, Verdict
from storage.organisation import Role
from storage.schema import upgrade
from storage.store import Store
from storage.visit import SignedList
from storage.writer import writing_engine
from tests.storage.registers import Register, everything_due, register

Write = Callable[[Register], object]
Found = list[tuple[str, int]]
"""The short name of each thing due, and how many days from today."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = writing_engine(str(tmp_path_factory.mktemp("due") / "anxing.db"))
    with made.begin() as connection:
        upgrade(connection)
    yield made
    made.dispose()


@pytest.fixture
def store(engine: Engine, now: datetime) -> Iterator[Store]:
    """Everything that a test writes is rolled back."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield Store(connection, now)
        transaction.rollback()


def found(store: Store, source: str, write: Write, start: int = -600, end: int = 130) -> Found:
    books = register(store, start, end)
    write(books)
    named = next(each for each in SOURCES if each.name == source)
    scope = scope_of(store, None if named.bureau else books.agency.id)
    return [(due.what, (due.due - store.today).days) for due in named.find(store, scope)]


def follow_up(books: Register, offset: int) -> FollowUp:
    return books.store.add(
        FollowUp(
            agency_id=books.agency.id,
            client_id=books.client.id,
            on=books.day(offset),
            way="电话",
            outcome="满意",
        )
    )


def signed(books: Register, visit_id: str, **values: Any) -> None:
    kept = SignedList(
        agency_id=books.agency.id,
        client_id=books.client.id,
        visit_id=visit_id,
        signed_on=books.day(-1),
        signer="王建国",
        **values,
    )
    books.store.add(kept)


def two_visits_one_answered(books: Register) -> None:
    books.visit(-20)
    books.visit(-10)
    follow_up(books, -15)


def withdrawn_follow_up(books: Register) -> None:
    books.visit(-20)
    books.store.withdraw(follow_up(books, -15), reason="记错了")


def withdrawn_visit(books: Register) -> None:
    books.store.withdraw(books.visit(-20), reason="记错了")


CLIENT = "嘉善宏达机械有限公司"


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (lambda books: None, []),
        (lambda books: books.visit(-20), [(CLIENT, 10)]),
        (lambda books: (books.visit(-20), books.visit(-10)), [(CLIENT, 10)]),
        (two_visits_one_answered, [(CLIENT, 20)]),
        (lambda books: (books.visit(-20), follow_up(books, -20)), []),
        (lambda books: (books.visit(-20), follow_up(books, -21)), [(CLIENT, 10)]),
        (lambda books: (books.visit(-20), follow_up(books, 1)), [(CLIENT, 10)]),
        (withdrawn_follow_up, [(CLIENT, 10)]),
        (withdrawn_visit, []),
        (lambda books: books.visit(-601), []),
    ],
)
def test_a_client_is_asked_after_its_earliest_unanswered_visit(
    store: Store, write: Write, expected: Found
) -> None:
    assert found(store, "follow_ups", write) == expected


def with_list(*hazards: dict[str, Any], **values: Any) -> Write:
    def write(books: Register) -> None:
        visit = books.visit(-5)
        for each in hazards:
            books.hazard(visit, **each)
        if values:
            signed(books, visit.id, **values)

    return write


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (with_list(), []),
        (with_list({}), [(CLIENT, 2)]),
        (with_list({}, {}), [(CLIENT, 2)]),
        (with_list({}, post="安全员"), []),
        (with_list({}, refusal="不同意"), [(CLIENT, 2)]),
        (with_list({}, refusal="不同意", witness="李某"), []),
        (with_list({}, refusal="不同意", photos=("a" * 64,)), []),
    ],
)
def test_a_list_of_hazards_waits_to_be_signed(
    store: Store, write: Write, expected: Found
) -> None:
    assert found(store, "signed_lists", write) == expected


def hazard_due(offset: int | None, **values: Any) -> Write:
    def write(books: Register) -> None:
        deadline = None if offset is None else books.day(offset)
        books.hazard(books.visit(-40), deadline=deadline, **values)

    return write


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (hazard_due(-3), [(f"{CLIENT}·配电间", -3)]),
        (hazard_due(10), [(f"{CLIENT}·配电间", 10)]),
        (hazard_due(11), []),
        (hazard_due(None), []),
        (hazard_due(-3, rectified_on=date(2026, 11, 20)), []),
    ],
)
def test_a_hazard_waits_for_its_rectification(
    store: Store, write: Write, expected: Found
) -> None:
    assert found(store, "rectifications", write) == expected


def gathered(kind: Gathered, offset: int) -> Write:
    def write(books: Register) -> None:
        kept = Gathering(agency_id=books.agency.id, kind=kind, on=books.day(offset), topic="消防")
        books.store.add(kept)

    return write


TRAINING, MEETING = ("第4季度教育培训", 41), ("第4季度工作会议", 41)
LAST_TRAINING, LAST_MEETING = "第3季度教育培训", "第3季度工作会议"


@pytest.mark.parametrize(
    ("write", "start", "expected"),
    [
        (lambda books: None, -40, []),
        (lambda books: None, -60, [TRAINING, MEETING]),
        (gathered(Gathered.TRAINING, -1), -60, [MEETING]),
        (gathered(Gathered.MEETING, -50), -60, [TRAINING]),
        (gathered(Gathered.MEETING, -51), -60, [TRAINING, MEETING]),
        (gathered(Gathered.MEETING, 3), -60, [TRAINING, MEETING]),
    ],
)
def test_a_quarter_asks_for_both_kinds_while_it_lies_in_the_window(
    store: Store,
    write: Write,
    start: int,
    expected: Found,
) -> None:
    assert found(store, "quarters", write, start=start) == expected


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [(6, [LAST_TRAINING, LAST_MEETING, "第4季度教育培训", "第4季度工作会议"]), (5, [])],
)
def test_the_last_quarter_is_asked_for_a_while(
    store: Store, earlier: int, expected: list[str]
) -> None:
    then = Store(store.connection, store.now - timedelta(days=earlier))
    asked = [what for what, _days in found(then, "quarters", lambda books: None)]
    assert asked == (expected or [TRAINING[0], MEETING[0]])


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_quarter_is_three_months(day: date, first: date, last: date) -> None:
    assert quarter_of(day) == (first, last)


def agreed(visits: int | None, ends: int, *held: int) -> Write:
    def write(books: Register) -> None:
        books.contract(-100, visits=visits, ends_on=books.day(ends))
        for offset in held:
            books.visit(offset)

    return write


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (agreed(2, 20), [(CLIENT, 20)]),
        (agreed(2, 20, -100), [(CLIENT, 20)]),
        (agreed(2, 20, -100, -3), []),
        (agreed(2, 20, -101, -3), [(CLIENT, 20)]),
        (agreed(None, 20), []),
        (agreed(2, 32), []),
        (agreed(2, -1), []),
    ],
)
def test_a_contract_that_ends_with_visits_left_is_named(
    store: Store, write: Write, expected: Found
) -> None:
    assert found(store, "contracts_visits_left", write) == expected


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (lambda books: books.contract(-5), [(CLIENT, -5)]),
        (lambda books: books.contract(-5, uploaded_on=books.day(-1)), []),
        (lambda books: books.contract(-601), []),
        (lambda books: books.store.withdraw(books.contract(-5), reason="重复"), []),
    ],
)
def test_a_contract_waits_for_its_upload(
    store: Store, write: Write, expected: Found
) -> None:
    assert found(store, "contracts_not_uploaded", write) == expected


CONTRACT, INSURANCE = "沈志强·劳动合同", "沈志强·社会保险"


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ({"certificate_until": 61}, [("沈志强·证书", 61)]),
        ({"certificate_until": 62}, []),
        ({"certificate_until": -32}, []),
        ({"contract_until": 3, "insured_until": 4}, [(CONTRACT, 3), (INSURANCE, 4)]),
        ({"contract_until": -3, "insured_until": -3}, [(CONTRACT, -3)]),
        ({"contract_until": -90, "certificate_until": 5}, []),
    ],
)
def test_what_runs_out_on_the_roster_is_named_in_time(
    store: Store, until: dict[str, int], expected: Found
) -> None:
    def write(books: Register) -> None:
        books.staff(**{name: books.day(offset) for name, offset in until.items()})

    assert found(store, "certificates", write) == expected


def test_an_inspection_is_idle_since_its_last_decision(store: Store) -> None:
    def begun(books: Register) -> None:
        books.inspection(-9, books.person("吴敏", Role.INSPECTOR))

    def decided(books: Register) -> None:
        inspector = books.person("吴敏", Role.INSPECTOR)
        inspection = books.inspection(-9, inspector)
        at = Store(books.store.connection, books.store.now - timedelta(days=4))
        at.add(
            Decision(
                agency_id=books.agency.id,
                inspection_id=inspection.id,
                item=1,
                fact="equipment",
                verdict=Verdict.SET,
                decided_by=inspector.id,
                value={"value": True},
            )
        )

    def finished(books: Register) -> None:
        inspection = books.inspection(-9, books.person("吴敏", Role.INSPECTOR))
        books.store.revise(inspection, finished_on=books.store.today)

    assert found(store, "inspections", begun) == [("嘉安", -9)]
    assert found(store, "inspections", decided) == [("嘉安", -4)]
    assert found(store, "inspections", finished) == []


@pytest.mark.parametrize(("end", "seen"), [(91, False), (90, True), (0, True)])
@pytest.mark.parametrize("source", ["cycle_of_agency", "cycle_of_bureau"])
def test_the_end_of_a_cycle_is_seen_ninety_days_ahead(
    store: Store, source: str, end: int, seen: bool
) -> None:
    expected = [("2025—2026年度", end)] if seen else []
    assert found(store, source, lambda books: None, end=end) == expected


async def test_whether_something_is_settled_is_asked_of_its_record_alone(
    database: Database, now: datetime
) -> None:
    def ask(store: Store) -> None:
        books = everything_due(store)
        stranger = register(store, name="别家")
        matters = set()
        for source in SOURCES:
            agency = None if source.bureau else books.agency.id
            for due in source.find(store, scope_of(store, agency)):
                matters.add((source.name, agency, due.subject))
        assert {name for name, _agency, _subject in matters} == {s.name for s in SOURCES}
        assert still_due(store, matters) == matters
        elsewhere = {(name, stranger.agency.id, subject) for name, _own, subject in matters}
        assert still_due(store, elsewhere) == set()
        follow_up(books, 0)
        settled = {m for m in matters if m[0] == "follow_ups"}
        assert still_due(store, matters) == matters - settled

    await database.write(lambda connection: ask(Store(connection, now)))
