"""The sweep on a real database: once whatever happens, and one letter for each person."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.notices import Call
from scheduler.reminders import REMINDERS
from scheduler.sweep import calls_of, sweep, tell, tell_person
from storage.database import Database
from storage.follow_up import FollowUp
from storage.notices import in_letter, snooze
from storage.organisation import Role
from storage.store import Store
from tests.scheduler.desk import books, eight_overdue, labels, overdue_follow_up, view, waiting
from tests.storage.registers import Register, everything_due


async def test_one_matter_comes_in_its_own_words_with_two_buttons(
    sqlite_database: Database, now: datetime
) -> None:
    await books(sqlite_database, now, overdue_follow_up)
    (letter,) = await sweep(sqlite_database, now)
    assert view(letter)["title"] == "提醒：服务回访"
    assert view(letter)["text"] == (
        "嘉善宏达机械有限公司在10月20日接受服务后还没有回访，已逾期1天。"
    )
    assert labels(letter) == ["登记回访", "明天再提醒"]
    assert view(letter)["keep"] is True
    assert [each.key for each in await waiting(sqlite_database)] == [letter.key]


async def test_several_matters_are_one_letter_of_six_buttons_and_the_rest(
    sqlite_database: Database, now: datetime
) -> None:
    await books(sqlite_database, now, eight_overdue)
    (letter,) = await sweep(sqlite_database, now)
    assert view(letter)["title"] == "提醒：有8件事要办"
    assert view(letter)["text"].startswith("服务回访8项。\n\n1. 平湖第0服装厂")
    assert labels(letter)[6:] == ["还有2项", "都明天再提醒"]
    assert all(len(label) <= 20 for label in labels(letter))


async def test_a_second_sweep_says_nothing_more(database: Database, now: datetime) -> None:
    await books(database, now, eight_overdue)
    assert len(await sweep(database, now)) == 1
    assert await sweep(database, now) == []
    assert await sweep(database, now + timedelta(hours=5)) == []
    assert await sweep(database, now - timedelta(days=1)) == []


async def test_two_sweeps_at_once_tell_once(database: Database, now: datetime) -> None:
    await books(database, now, eight_overdue)
    both = await asyncio.gather(sweep(database, now), sweep(database, now))
    assert sorted(len(letters) for letters in both) == [0, 1]


async def test_a_sweep_cut_short_is_finished_by_the_next(
    sqlite_database: Database, now: datetime
) -> None:
    def three_people(made: Register) -> None:
        overdue_follow_up(made)
        made.person("陆文华", Role.AGENCY)
        made.person("顾国平", Role.AGENCY)

    made = await books(sqlite_database, now, three_people)
    calls: list[Call] = []
    for each in await calls_of(sqlite_database, now, made.agency.id, REMINDERS):
        calls.append(each)
    first = calls[0].person
    await tell_person(sqlite_database, now, first, [c for c in calls if c.person == first])
    rest = await sweep(sqlite_database, now)
    assert len(rest) == 2
    assert len({letter.account for letter in await waiting(sqlite_database)}) == 3


@pytest.mark.parametrize(("hour", "letters"), [(8, 0), (9, 1), (23, 1)])
async def test_nothing_is_sent_before_the_hour_in_shanghai(
    sqlite_database: Database, hour: int, letters: int
) -> None:
    at = datetime(2026, 11, 20, (hour - 8) % 24, 59, tzinfo=UTC)
    await books(sqlite_database, at, overdue_follow_up)
    assert len(await sweep(sqlite_database, at)) == letters


async def test_a_day_begins_in_shanghai(sqlite_database: Database) -> None:
    """Half past midnight on the 20th in Jiaxing is still the 19th in Greenwich."""
    at = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)

    def due_today(made: Register) -> None:
        made.person("沈志强", Role.AGENCY)
        made.visit(-30)

    await books(sqlite_database, at, due_today)
    (letter,) = await sweep(sqlite_database, at, hour=0)
    assert "今天到期" in view(letter)["text"]


async def test_what_is_settled_is_silent_for_everybody_next(
    sqlite_database: Database, now: datetime
) -> None:
    def with_principal(made: Register) -> None:
        overdue_follow_up(made)
        made.person("顾国平", Role.PRINCIPAL)

    made = await books(sqlite_database, now, with_principal)
    assert len(await sweep(sqlite_database, now)) == 1

    def settle(store: Store) -> None:
        done = FollowUp(
            agency_id=made.agency.id,
            client_id=made.client.id,
            on=store.today,
            way="电话",
            outcome="满意",
        )
        store.add(done)

    await sqlite_database.write(lambda connection: settle(Store(connection, now)))
    assert await sweep(sqlite_database, now + timedelta(days=5)) == []


async def test_after_three_days_stop_each_person_gets_one_letter(
    sqlite_database: Database, now: datetime
) -> None:
    """The staff's and the principal's rungs all came while nobody was awake."""

    def busy(made: Register) -> None:
        eight_overdue(made)
        made.person("顾国平", Role.PRINCIPAL)
        made.hazard(made.visit(-6), deadline=made.day(-1))

    await books(sqlite_database, now, busy)
    letters = await sweep(sqlite_database, now + timedelta(days=3))
    assert len(letters) == 2
    assert len({letter.account for letter in letters}) == 2
    assert await sweep(sqlite_database, now + timedelta(days=3, hours=1)) == []


async def test_tomorrow_again_comes_tomorrow_once_and_the_principal_hears_in_time(
    database: Database, now: datetime
) -> None:
    def with_principal(made: Register) -> None:
        overdue_follow_up(made)
        made.person("顾国平", Role.PRINCIPAL)

    await books(database, now, with_principal)
    (letter,) = await sweep(database, now)

    def put_off(store: Store) -> None:
        notices = in_letter(store, letter.key.removeprefix("notice:"))
        snooze(store, notices, store.today + timedelta(days=1))

    await database.write(lambda connection: put_off(Store(connection, now)))
    heard = [
        [each.account == letter.account for each in await sweep(database, now + timedelta(days=n))]
        for n in range(4)
    ]
    assert heard == [[], [True], [False], []]


async def test_everybody_hears_what_is_theirs(sqlite_database: Database, now: datetime) -> None:
    """Staff: the visit's hazard list, the follow-up, …; the inspector: only their inspection."""

    def fill(store: Store) -> dict[str, str]:
        made = everything_due(store)
        people = {
            "staff": made.person("沈志强", Role.AGENCY),
            "principal": made.person("顾国平", Role.PRINCIPAL),
            "supervisor": made.person("钱卫东", Role.SUPERVISOR),
        }
        return {f"telegram:{person.id}": name for name, person in people.items()}

    known = await sqlite_database.write(lambda connection: fill(Store(connection, now)))
    letters = await sweep(sqlite_database, now)
    texts = {known.get(letter.account, "inspector"): view(letter)["text"] for letter in letters}
    assert set(texts) == {"staff", "principal", "supervisor", "inspector"}
    assert texts["inspector"] == "对嘉安的现场评定停在第1项，已搁置5天。"
    assert "嘉安：与嘉善宏达机械有限公司的合同" in texts["supervisor"]
    assert "嘉安：" not in texts["staff"]
    assert "请安排未完成的评定" in texts["supervisor"]
    assert "请核对本机构得分" in texts["principal"]
    assert "请核对本机构得分" not in texts["staff"]


async def test_where_an_agency_has_no_staff_its_principal_hears_their_rungs(
    sqlite_database: Database, now: datetime
) -> None:
    def alone(made: Register) -> None:
        made.person("顾国平", Role.PRINCIPAL)
        made.visit(-27)

    await books(sqlite_database, now, alone)
    assert len(await sweep(sqlite_database, now)) == 1


async def test_a_unit_run_again_after_its_commit_tells_nothing_more(
    sqlite_database: Database, now: datetime
) -> None:
    made = await books(sqlite_database, now, overdue_follow_up)
    calls = await calls_of(sqlite_database, now, made.agency.id, REMINDERS)
    letters = [
        await sqlite_database.write(
            lambda connection: tell(Store(connection, now), calls[0].person, calls)
        )
        for _again in range(2)
    ]
    assert [letter is None for letter in letters] == [False, True]
    moved = [replace(call, snoozed="2026-11-20") for call in calls]
    assert await sqlite_database.write(
        lambda connection: tell(Store(connection, now), calls[0].person, moved)
    )
