"""A reminder arrives, opens its form on its record, is put off, falls silent once it is done."""

import asyncio
import itertools
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.app import Anxing
from handlers.forms import FORMS
from handlers.registry import tables
from scheduler.reminders import REMINDERS
from scheduler.sweep import sweep
from storage import outbox
from storage.database import SQLite, Work
from storage.drafts import active_draft, drafts_of
from storage.follow_up import FollowUp
from storage.notices import Notice, told_to
from storage.organisation import Role
from storage.person import Person as Somebody
from storage.store import Store
from tests.bot.office import IN_WECOM_TOO, FixedClock, Office, opened, settings_in
from tests.bot.talk import Person
from tests.storage.registers import Register, everything_due, register

T = TypeVar("T")

ELSEWHERE = {"inspection", "score", "sheet", "result", "talk"}
"""What a reminder may open that is no form."""


async def write_books(office: Office, write: Callable[[Register], object]) -> None:
    await office.write(lambda store: write(register(store, agency=office.agency)))


async def remind(office: Office, *people: Person) -> None:
    """A sweep, and its letters on their way."""
    await sweep(office.app.database, office.clock())
    await office.app.sender.look()
    for person in people:
        await person.settled()


def one_visit(books: Register) -> object:
    return books.visit(-31)


def eight_visits(books: Register) -> object:
    return [books.visit(-31, books.another_client(f"平湖第{n}服装厂")) for n in range(8)]


async def notices_of(office: Office, name: str) -> list[Notice]:
    def look(store: Store) -> list[Notice]:
        (person,) = store.find(Somebody, name=name)
        return told_to(store, person.id, store.now - timedelta(days=90))

    found: list[Notice] = await office.read(look)
    return found


async def settle(office: Office) -> None:
    def write(store: Store) -> None:
        for client_id in {n.preset["client_id"] for n in told_to_all(store)}:
            store.add(
                FollowUp(
                    agency_id=office.agency.id,
                    client_id=client_id,
                    on=store.today,
                    way="电话",
                    outcome="满意",
                )
            )

    await office.write(write)


def told_to_all(store: Store) -> list[Notice]:
    since = store.now - timedelta(days=90)
    return [n for person in store.find(Somebody) for n in told_to(store, person.id, since)]


def test_what_a_reminder_opens_exists() -> None:
    known = {form.spec.name for form in FORMS} | ELSEWHERE
    assert {reminder.opens for reminder in REMINDERS} <= known
    assert "due" in tables().actions


async def test_every_form_opens_on_what_its_reminder_is_about(
    office: Office, wang: Person
) -> None:
    """On the record to be corrected, or with its first answers given."""
    office.clock.passes(days=15)
    await office.write(lambda store: everything_due(store, office.agency))
    await remind(office, wang)
    notices = [n for n in await notices_of(office, "王建国") if n.opens not in ELSEWHERE]
    forms = {r.opens for r in REMINDERS} - ELSEWHERE
    assert {notice.opens for notice in notices} == forms
    for notice in notices:
        await wang.presses(f"due.open:{notice.id}:0")

        def look(store: Store, person: str = notice.person_id) -> Any:
            return active_draft(store, person)

        draft = await office.read(look)
        assert draft.form == notice.opens
        assert draft.state["subject"] == notice.record_id
        answered = {name: draft.state["answers"].get(name) for name in notice.preset}
        assert answered == dict(notice.preset)


@IN_WECOM_TOO
async def test_a_reminder_opens_its_form_and_falls_silent_once_it_is_done(
    office: Office, wang: Person
) -> None:
    await write_books(office, one_visit)
    await remind(office, wang)
    await wang.sees("提醒：服务回访", "嘉善宏达机械有限公司", "[登记回访][明天再提醒]")
    await wang.taps("登记回访")
    assert "登记回访" in wang.messages[-2].screen
    await wang.sees("服务回访", "回访日期")
    await settle(office)
    await wang.taps("登记回访")
    assert any("已经完成，不用再处理。" in message.screen for message in wang.messages)
    office.clock.passes(days=5)
    before = len(wang.messages)
    await remind(office, wang)
    assert len(wang.messages) == before


@IN_WECOM_TOO
async def test_tomorrow_again_answers_when_and_comes_then(office: Office, wang: Person) -> None:
    await write_books(office, one_visit)
    await remind(office, wang)
    await wang.taps("明天再提醒")
    await wang.sees("好的，明天 9:00 再提醒。", "[登记回访]")
    count = len(wang.messages)
    await remind(office, wang)
    assert len(wang.messages) == count
    office.clock.passes(days=1)
    await remind(office, wang)
    assert len(wang.messages) == count + 1
    await wang.sees("已逾期2天")


@IN_WECOM_TOO
async def test_a_digest_is_paged_and_its_buttons_open_what_they_say(
    office: Office, wang: Person
) -> None:
    await write_books(office, eight_visits)
    await remind(office, wang)
    await wang.sees("提醒：有8件事要办", "[还有2项][都明天再提醒]")
    await wang.taps("还有2项")
    await wang.sees("2. 平湖第7服装厂", "[上一页][都明天再提醒]")
    await wang.taps("2. 登记回访·平湖第7服装厂")
    await wang.sees("回访日期")


@IN_WECOM_TOO
async def test_a_reminder_does_not_disturb_a_form_in_progress(
    office: Office, wang: Person
) -> None:
    await write_books(office, eight_visits)
    await wang.presses("form.open:follow_up:0")
    await wang.sees("回访的委托单位")
    await remind(office, wang)
    await wang.says("1")
    await wang.sees("回访日期")


@IN_WECOM_TOO
async def test_the_word_lists_what_is_due_and_a_number_picks(office: Office, wang: Person) -> None:
    await wang.says("提醒")
    await wang.sees("现在没有要办的事")
    await write_books(office, eight_visits)
    await remind(office, wang)
    await wang.says("待办")
    await wang.says("7")
    await wang.sees("上一页", "1. 平湖第6服装厂")
    await wang.says("2")
    await wang.sees("回访日期")


@pytest.mark.parametrize("action", ["due.open", "due.later", "due.list"])
async def test_nobody_presses_another_persons_reminder(
    office: Office, wang: Person, action: str
) -> None:
    await write_books(office, one_visit)
    await remind(office, wang)
    (notice,) = await notices_of(office, "王建国")
    other = await office.person("陆文华", Role.AGENCY)
    id = notice.id if action == "due.open" else notice.letter
    await other.presses(f"{action}:{id}:0")
    await other.sees("发给别人的")
    assert await office.read(lambda store: drafts_of(store, notice.person_id)) == []


@pytest.mark.parametrize(
    "pressed",
    ["due.open:zz:0", "due.later:zz:3", "due.list:zz:999999", "due.:mine:0", "due.list::0"],
)
async def test_a_forged_press_is_answered_and_changes_nothing(wang: Person, pressed: str) -> None:
    answered = len(wang.channel.session.answered)
    await wang.presses(pressed)
    assert len(wang.channel.session.answered) == answered + 1


async def test_a_supervisor_sees_who_was_told_and_fills_nothing_in(
    office: Office, wang: Person
) -> None:
    qian = await office.person("钱卫东", Role.SUPERVISOR)
    await write_books(office, lambda books: books.visit(-45))
    await remind(office, wang, qian)
    await qian.sees("嘉兴安正技术服务有限公司：嘉善宏达机械有限公司", "已逾期15天")
    await qian.taps("查看情况")
    await qian.sees("已提醒：", "· 王建国，11月20日", "[查看记录]")


class Slow(SQLite):
    """What its ``last`` task writes waits until all that was written before has been sent."""

    last: asyncio.Task[Any] | None = None

    async def write(self, work: Work[T]) -> T:
        if asyncio.current_task() is self.last:
            for _look in itertools.count():
                if not await self.read(outbox.waiting):
                    break
                await asyncio.sleep(0.01)
        return await super().write(work)


async def test_of_a_round_that_takes_long_nobody_hears_twice(data: Path) -> None:
    database, clock = Slow(data / "anxing.db", readers=2), FixedClock()

    async def opening(_url: str) -> Slow:
        return database

    async with Anxing(settings_in(data), clock=clock, opening=opening) as app:
        office = await opened(app, clock)
        people = [await office.person(name, Role.AGENCY) for name in ("王晓芳", "李明", "周强")]
        await write_books(office, one_visit)
        before = [len(one.messages) for one in people]
        database.last = asyncio.current_task()
        async with asyncio.timeout(60):
            await app.remind_again()
        database.last = None
        await app.sender.look()
        for one in people:
            await one.settled()
        assert [len(one.messages) for one in people] == [count + 1 for count in before]
