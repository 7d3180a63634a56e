"""Every reminder is well made: its ladder climbs, its text says what it found, its names differ."""

import re
from datetime import date, datetime

import pytest

from scheduler.ladder import Reminder
from scheduler.reminders import REMINDERS
from storage.database import Database
from storage.due import SOURCES, scope_of
from storage.due.wording import spoken, when
from storage.store import Store
from tests.storage.registers import everything_due

TODAY = date(2026, 11, 20)
each = pytest.mark.parametrize("reminder", REMINDERS, ids=lambda r: r.name)


def test_no_two_reminders_have_one_name() -> None:
    names = [reminder.name for reminder in REMINDERS]
    assert len(set(names)) == len(names)


def test_every_source_has_a_reminder_and_a_name_of_its_own() -> None:
    assert {r.source.name for r in REMINDERS} == {s.name for s in SOURCES}
    assert len({s.name for s in SOURCES}) == len(SOURCES)


@each
def test_a_ladder_climbs(reminder: Reminder) -> None:
    days = [rung.days for rung in reminder.ladder]
    assert days == sorted(set(days))
    assert all(rung.roles for rung in reminder.ladder)


@each
def test_a_button_and_a_missed_day_are_short(reminder: Reminder) -> None:
    assert len(reminder.button) <= 6
    assert reminder.late.format(days=5).endswith("5天")


async def test_every_text_says_what_its_source_finds(
    sqlite_database: Database, now: datetime
) -> None:
    def texts(store: Store) -> dict[str, list[str]]:
        agency = everything_due(store).agency.id
        return {
            reminder.name: [
                reminder.says(due, TODAY)
                for due in reminder.source.find(
                    store, scope_of(store, None if reminder.source.bureau else agency)
                )
            ]
            for reminder in REMINDERS
        }

    said = await sqlite_database.write(lambda connection: texts(Store(connection, now)))
    assert [name for name, found in said.items() if not found] == []
    plain = re.compile(r"[{}]|\d{4}-\d\d-\d\d|None")
    assert [text for found in said.values() for text in found if plain.search(text)] == []
    assert said["follow_up.due"] == ["嘉善宏达机械有限公司在10月10日接受服务后还没有回访"]


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (date(2026, 11, 23), "还有3天（11月23日到期）"),
        (date(2027, 1, 2), "还有43天（2027年1月2日到期）"),
        (date(2026, 11, 20), "今天到期"),
        (date(2026, 11, 19), "已逾期1天"),
    ],
)
def test_how_far_off_a_day_is_said(due: date, expected: str) -> None:
    assert when(due, TODAY, "已逾期{days}天") == expected


def test_a_day_of_another_year_names_it() -> None:
    assert spoken(date(2025, 3, 5), TODAY) == "2025年3月5日"
