"""The dry run says who would be told what, and why, and changes nothing."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from scheduler.preview import Line, plan, printed
from scheduler.round import look_around
from scheduler.sweep import tell
from storage import outbox
from storage.organisation import Role
from storage.schema import upgrade
from storage.store import Store
from storage.writer import writing_engine
from tests.storage.registers import Register, register


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = writing_engine(str(tmp_path_factory.mktemp("preview") / "anxing.db"))
    with made.begin() as connection:
        upgrade(connection)
    yield made
    made.dispose()


@pytest.fixture
def books(engine: Engine, now: datetime) -> Iterator[Register]:
    """A visit whose follow-up is due in three days; everything is rolled back afterwards."""
    with engine.connect() as connection, connection.begin() as transaction:
        made = register(Store(connection, now))
        made.person("沈志强", Role.AGENCY)
        made.person("顾国平", Role.PRINCIPAL)
        made.visit(-27)
        yield made
        transaction.rollback()


def about_follow_ups(lines: list[Line]) -> list[tuple[str, bool]]:
    return [(line.person, line.new) for line in lines if "follow_up.due" in line.why]


def sweep_now(books: Register) -> None:
    store = books.store
    for call in look_around(store, books.agency.id).calls():
        tell(store, call.person, [call])


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, []),
        (0, [("沈志强", True)]),
        (1, [("沈志强", False)]),
        (3, [("沈志强", True)]),
        (5, [("沈志强", False)]),
        (6, [("顾国平", True), ("沈志强", False)]),
        (7, [("沈志强", False), ("顾国平", False)]),
    ],
)
def test_a_day_supposes_that_every_day_before_was_swept(
    books: Register, days: int, expected: list[tuple[str, bool]]
) -> None:
    day = books.day(days)
    assert sorted(about_follow_ups(plan(books.store, day))) == sorted(expected)
    assert outbox.waiting(books.store.connection) == []


def test_today_shows_what_a_sweep_would_send_and_what_it_sent(books: Register) -> None:
    before = plan(books.store, books.store.today)
    assert before
    assert all(line.new for line in before)
    sweep_now(books)
    after = plan(books.store, books.store.today)
    assert [line.text for line in after] == [line.text for line in before]
    assert not any(line.new for line in after)


def test_a_day_past_asks_the_ladder_alone(books: Register) -> None:
    sweep_now(books)
    books.visit(-35)
    assert ("沈志强", True) in about_follow_ups(plan(books.store, books.day(-5)))


def test_a_line_says_who_what_and_why(books: Register) -> None:
    (line,) = [one for one in plan(books.store, books.store.today) if "follow_up" in one.why]
    assert printed(line) == (
        "发送\t沈志强\t嘉善宏达机械有限公司在10月24日接受服务后还没有回访，还有3天（11月23日到期）"
        "\t服务回访（follow_up.due）：提前3天提醒机构人员，当天起"
    )


def test_a_quarter_is_planned_for_december(books: Register) -> None:
    day = date(2026, 12, 20)
    lines = [line for line in plan(books.store, day) if "quarter.missing" in line.why]
    assert {(line.person, line.new) for line in lines} == {("沈志强", False)}
    assert all("提前14天提醒机构人员，12月17日起" in line.why for line in lines)
    later = plan(books.store, day + timedelta(days=4))
    assert {line.new for line in later if "quarter.missing" in line.why} == {True}


def test_who_hears_of_several_agencies_is_told_which_one(books: Register) -> None:
    books.person("陆文斌", Role.SUPERVISOR)
    lines = plan(books.store, date(2027, 1, 7))
    quarter = [line for line in lines if "quarter.missing" in line.why]
    told = {line.person: line.text.partition("2026年第4季度")[0] for line in quarter}
    assert told == {"陆文斌": f"{books.agency.name}：", "沈志强": "", "顾国平": ""}
