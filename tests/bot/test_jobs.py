"""Long work: done once and beside the conversations, told of, stopped, taken up after a stop."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.app import Anxing
from bot.jobs import WORN_OUT, Made, Parts, Unable, stored
from bot.progress import Progress
from handlers.formkit.view import Choice, View, press
from storage import job as kept
from storage import outbox
from storage.client import Client
from storage.database import Unavailable
from storage.job import Job, JobState
from storage.organisation import Membership, Role
from storage.store import Store
from tests.bot.office import FixedClock, Office, opened, settings_in
from tests.bot.talk import Person


@dataclass
class Work:
    """Kinds of work that a test holds in its hand."""

    begun: list[str] = field(default_factory=list)
    go: asyncio.Event = field(default_factory=asyncio.Event)
    faults: list[Exception] = field(default_factory=list)

    async def write(self, parts: Parts, job: Job, progress: Progress) -> Made:
        self.begun.append(job.id)
        if self.faults:
            raise self.faults.pop(0)
        await progress("正在读第1张表…")
        await self.go.wait()
        await progress("正在写第2张表…")
        file = await stored(parts, b"made for you", "名单.txt", "text/plain")

        def say(store: Store) -> View:
            progress.within("已写1条，共1条…")
            store.add(Client(agency_id=job.agency_id or "", name=str(job.asked["name"])))
            ways = ((Choice("再做一次", press("menu.start")), Choice("菜单", press("menu"))),)
            return View("做好了", ways)

        return Made(say, (file,), {"name": job.asked["name"]})

    async def refuse(self, parts: Parts, job: Job, progress: Progress) -> Made:
        def say(store: Store) -> View:
            store.add(Client(agency_id=job.agency_id or "", name="半途"))
            raise Unable("这份表读不了。")

        return Made(say)


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def server(request: pytest.FixtureRequest) -> dict[str, str]:
    if request.param == "sqlite":
        return {}
    return {"database": request.getfixturevalue("postgres_url")}


@pytest.fixture
async def office(data: Path, server: dict[str, str], work: Work) -> AsyncIterator[Office]:
    clock, kinds = FixedClock(), {"write": work.write, "refuse": work.refuse}
    async with Anxing(
        settings_in(data, **server), clock=clock, reminding=False, kinds=kinds
    ) as app:
        app.jobs.patience = 0.0
        yield await opened(app, clock)


async def asked(office: Office, person: Person, kind: str = "write", name: str = "恒丰厂") -> str:
    """What a handler does, from this person's account."""

    def work(store: Store) -> str:
        member = next(m for m in store.find(Membership) if m.agency_id == office.agency.id)
        return kept.ask(
            store,
            kind,
            {"name": name},
            person_id=member.person_id,
            agency_id=office.agency.id,
            channel="talk",
            account=str(person.id),
        )

    id: str = await office.write(work)
    office.app.jobs.wake()
    return id


async def until(office: Office, id: str, state: JobState) -> Job:
    for _ in range(2000):
        job: Job = await office.read(lambda store: kept.get_job(store, id))
        if job.state is state:
            for _ in range(500):
                if office.app.jobs.idle and office.app.sender.idle:
                    return job
                await asyncio.sleep(0.005)
        await asyncio.sleep(0.005)
    raise AssertionError(f"the job is {job.state}")


async def shown(person: Person, words: str) -> None:
    for _ in range(1000):
        if words in person.screen:
            return
        await asyncio.sleep(0.005)
    raise AssertionError(person.screen)


async def known_as_sent(office: Office, key: str) -> None:
    for _ in range(1000):
        if await office.app.database.read(lambda c: outbox.message_of(c, key)):
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it was never sent")


def forget(later: timedelta, store: Store) -> None:
    kept.forget(store.connection, store.now + later)


async def names(office: Office) -> list[str]:
    found: list[str] = await office.read(lambda store: [c.name for c in store.find(Client)])
    return found


async def test_work_is_told_of_done_once_and_answered_with_its_file(
    office: Office, wang: Person, work: Work
) -> None:
    id = await asked(office, wang)
    await shown(wang, "正在读第1张表…")
    assert await names(office) == []
    work.go.set()
    job = await until(office, id, JobState.DONE)
    assert (job.made, await names(office)) == ({"name": "恒丰厂"}, ["恒丰厂"])
    assert "做好了" in wang.screen
    assert [one.files for one in wang.messages].count(1) == 1
    office.app.jobs.wake()
    await wang.says("再做一次")
    assert "您好" in wang.screen, "the words of the answer may be typed"
    assert work.begun == [id]


async def test_progress_is_one_message_edited_also_from_within_the_unit(
    office: Office, wang: Person, work: Work
) -> None:
    id = await asked(office, wang)
    await shown(wang, "正在读第1张表…")
    await known_as_sent(office, f"job:{id}:progress")
    work.go.set()
    await until(office, id, JobState.DONE)
    said = [one.text for one in wang.messages if "张表" in one.text or "已写" in one.text]
    assert said == ["已写1条，共1条…"]


async def test_what_was_settled_long_ago_is_forgotten(
    office: Office, wang: Person, work: Work
) -> None:
    work.go.set()
    id = await asked(office, wang)
    await until(office, id, JobState.DONE)
    waits = await asked(office, wang, name="兴业厂")
    for days, left in ((29, True), (31, False)):
        later = timedelta(days=days)
        await office.write(partial(forget, later))
        found = await office.read(lambda store: kept.get_job(store, id))
        assert (found is not None) is left
    await until(office, waits, JobState.DONE)


async def test_a_form_in_progress_keeps_its_words_when_an_answer_arrives(
    office: Office, wang: Person, work: Work
) -> None:
    work.go.set()
    await wang.says("委托单位")
    id = await asked(office, wang)
    await until(office, id, JobState.DONE)
    await wang.says("再做一次")
    assert "第2/" in wang.screen, "it was the answer to the form's question"


async def test_the_numbers_of_a_menu_keep_their_meaning_when_an_answer_arrives(
    office: Office, wang: Person, work: Work
) -> None:
    work.go.set()
    await wang.says("菜单")
    id = await asked(office, wang)
    await until(office, id, JobState.DONE)
    await wang.says("1")
    assert "评定周期" in wang.screen


async def test_work_that_was_cancelled_writes_nothing(
    office: Office, wang: Person, work: Work
) -> None:
    id = await asked(office, wang)
    await shown(wang, "正在读第1张表…")
    await wang.taps("取消")
    assert "什么都没有写入" in wang.screen
    work.go.set()
    await until(office, id, JobState.CANCELLED)
    assert await names(office) == []
    await wang.presses(f"job.cancel:{id}:0")
    assert wang.toast == "这项工作已经做完或者停下了。"


async def test_nobody_stops_a_colleagues_work(office: Office, wang: Person, work: Work) -> None:
    id = await asked(office, wang)
    rival = await office.person("李四", Role.AGENCY)
    await rival.presses(f"job.cancel:{id}:0", 1)
    assert "别人交办的" in rival.screen
    work.go.set()
    await until(office, id, JobState.DONE)


async def test_a_refusal_at_the_end_undoes_what_was_written(
    office: Office, wang: Person
) -> None:
    id = await asked(office, wang, "refuse")
    await until(office, id, JobState.FAILED)
    assert "这份表读不了。" in wang.screen
    assert await names(office) == []


async def test_a_fault_is_tried_three_times_and_then_told(
    office: Office, wang: Person, work: Work
) -> None:
    office.app.jobs.rest = 0.01
    work.faults += [ValueError("no")] * 3
    id = await asked(office, wang)
    await until(office, id, JobState.FAILED)
    assert WORN_OUT in wang.screen
    assert work.begun == [id] * 3


async def test_a_fault_that_passes_is_not_told(
    office: Office, wang: Person, work: Work
) -> None:
    office.app.jobs.rest = 0.01
    work.faults += [ValueError("no"), Unavailable("away")]
    work.go.set()
    id = await asked(office, wang)
    await until(office, id, JobState.DONE)
    assert await names(office) == ["恒丰厂"]


async def test_unknown_work_is_answered(office: Office, wang: Person) -> None:
    id = await asked(office, wang, "of_an_older_release")
    await until(office, id, JobState.FAILED)
    assert "请从菜单重新开始" in wang.screen


async def test_who_has_left_the_agency_meanwhile_changes_nothing_and_is_told_nothing(
    office: Office, wang: Person, work: Work
) -> None:
    id = await asked(office, wang)
    await shown(wang, "正在读第1张表…")

    def leave(store: Store) -> None:
        member = next(m for m in store.find(Membership) if m.agency_id == office.agency.id)
        store.withdraw(member, reason="离职")

    await office.write(leave)
    work.go.set()
    await until(office, id, JobState.FAILED)
    assert await names(office) == []
    assert "做好了" not in wang.screen


async def test_a_stop_in_the_midst_begins_anew_and_costs_no_try(
    data: Path, server: dict[str, str], work: Work
) -> None:
    clock, kinds = FixedClock(), {"write": work.write}
    settings = settings_in(data, **server)

    async def stopped() -> str:
        async with Anxing(settings, clock=clock, reminding=False, kinds=kinds) as app:
            app.jobs.patience = 0.0
            office = await opened(app, clock)
            wang = await office.person("王建国", Role.AGENCY)
            id = await asked(office, wang)
            await shown(wang, "正在读第1张表…")
            await app.jobs.stop(0)
            return id

    id = await stopped()
    work.go.set()
    async with Anxing(settings, clock=clock, reminding=False, kinds=kinds) as app:
        office = await opened(app, clock)
        job = await until(office, id, JobState.DONE)
        assert (job.tries, await names(office)) == (1, ["恒丰厂"])
        assert len(work.begun) == 2


async def test_what_is_woken_as_it_is_stopped_stops(office: Office) -> None:
    await asyncio.sleep(0.2)
    for part in (office.app.jobs, office.app.sender):
        part.wake()
        async with asyncio.timeout(30):
            await part.stop(0)
