"""重大隐患快报: told at once, answered once each, further where there is silence, and by link."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.alarms import escalate_all
from storage.alarm_link import OwnStaff, acknowledge_by_link, alarm_link, alarm_sheet, open_alarm
from storage.alarms import NotMajor, close_alarm, is_late, raise_alarm, reopen_alarm
from storage.audit import history
from storage.database import Database
from storage.link import Closed, Link
from storage.organisation import Membership, Role
from storage.store import Store
from storage.visit import Grade
from tests.storage.lane import MINUTES, Lane, contact
from tests.storage.told import untold


@pytest.fixture
def lane(sqlite_database: Database, now: datetime) -> Lane:
    return Lane(sqlite_database, now)


@pytest.fixture
def anywhere(database: Database, now: datetime) -> Lane:
    """On either kind of database."""
    return Lane(database, now)


async def test_the_principals_and_the_department_are_told_at_once_and_once(anywhere: Lane) -> None:
    await anywhere.build("王厂长", "小李", account=True)
    alarm = await anywhere.report()
    again = await anywhere.report()
    assert (again.id, alarm.number) == (alarm.id, "KB-2026-0001")
    assert await anywhere.told() == sorted(["王厂长", "沈总", "周科长"])
    parts = {name: call.part for name, call in (await anywhere.calls()).items()}
    assert parts == {"王厂长": "委托单位负责人", "沈总": "机构主要负责人", "周科长": "监管人员"}
    assert await anywhere.database.read(untold) == []


async def test_when_all_have_answered_the_alarm_is_closed_and_nobody_else_hears(
    lane: Lane,
) -> None:
    await lane.build("王厂长", account=True)
    await lane.report()
    await lane.answers("王厂长", "沈总")
    assert (await lane.alarm()).closed_at is None
    await lane.answers("周科长", "周科长")
    assert (await lane.alarm()).closed_at is not None
    assert await escalate_all(lane.database, lane.now + timedelta(hours=3)) == 0


async def test_an_answer_is_kept_once_with_its_time(lane: Lane) -> None:
    await lane.build("王厂长", account=True)
    await lane.report()
    await lane.answers("沈总")
    first = (await lane.calls())["沈总"]
    await lane.answers("沈总", later=timedelta(minutes=9))
    assert (await lane.calls())["沈总"] == first
    assert first.acknowledged_at == lane.now + MINUTES


@pytest.mark.parametrize(
    ("silent", "reached"),
    [
        ("王厂长", {"王厂长", "小李", "小陆"}),
        ("沈总", {"沈总", "小陆"}),
        ("周科长", {"周科长"}),
    ],
)
async def test_silence_reaches_the_next_rung_after_the_hours_that_were_set(
    lane: Lane, silent: str, reached: set[str]
) -> None:
    """Those who answered hear of it, but for the client's; the silent are told again."""
    await lane.build("王厂长", "小李", account=True)
    await lane.report()
    everybody = {"王厂长", "沈总", "周科长"}
    await lane.answers(*everybody - {silent})
    before = await lane.told()
    assert await escalate_all(lane.database, lane.now + timedelta(minutes=119)) == 0
    assert await escalate_all(lane.database, lane.now + timedelta(minutes=120)) == 1
    heard = await lane.told()
    for name in before:
        heard.remove(name)
    watching = everybody - {silent, "王厂长"}
    assert set(heard) == reached | watching
    assert len(heard) == len(set(heard))


async def test_a_sweep_that_runs_twice_or_days_late_escalates_once(anywhere: Lane) -> None:
    await anywhere.build("王厂长", "小李", account=True)
    await anywhere.report()
    late = anywhere.now + timedelta(days=3)
    assert await escalate_all(anywhere.database, late) == 1
    told = await anywhere.told()
    assert await escalate_all(anywhere.database, late) == 0
    assert await escalate_all(anywhere.database, late + timedelta(hours=5)) == 0
    assert await anywhere.told() == told
    assert is_late(await anywhere.alarm(), late)


async def test_a_client_without_contacts_keeps_the_alarm_open_and_the_rest_hear_of_it(
    lane: Lane,
) -> None:
    await lane.build()
    await lane.report()
    await lane.answers("沈总", "周科长")
    assert (await lane.alarm()).closed_at is None
    assert await escalate_all(lane.database, lane.now + timedelta(hours=2)) == 1
    assert (await lane.calls())["小陆"].escalation
    await lane.write(lambda store: contact(replace(lane.books, store=store), "王", True, True))
    await lane.report()
    assert (await lane.calls())["王"].part == "委托单位负责人"


async def test_a_recheck_closes_the_alarm(lane: Lane) -> None:
    await lane.build("王厂长")
    await lane.report()
    await lane.write(lambda store: close_alarm(store, lane.hazard))
    assert (await lane.alarm()).closed_at is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"grade": Grade.GENERAL},
        {"withdrawn_at": datetime.fromisoformat("2026-11-20T00:00:00Z")},
        {"rechecked_on": datetime.fromisoformat("2026-11-20T00:00:00Z").date()},
    ],
)
async def test_only_a_major_hazard_that_stands_is_reported(
    lane: Lane, changes: dict[str, Any]
) -> None:
    await lane.build("王厂长")
    hazard = lane.hazard
    lane.hazard = type(hazard)(**{**hazard.values(), **changes})
    with pytest.raises(NotMajor):
        await lane.report()
    assert await lane.told() == []


async def test_a_contact_without_an_account_answers_through_a_link(anywhere: Lane) -> None:
    await anywhere.build("王厂长")
    await anywhere.report()
    call = (await anywhere.calls())["王厂长"]
    code = await anywhere.write(lambda store: alarm_link(store, call, 14))
    shown = await anywhere.write(lambda store: alarm_sheet(store, code))
    assert (shown.contact.name, shown.open, shown.link.opened_at) == ("王厂长", True, None)
    assert "隐患位置：配电间" in shown.lines
    await anywhere.write(lambda store: open_alarm(store, code), MINUTES)
    for later in (2 * MINUTES, 9 * MINUTES):
        shown = await anywhere.write(
            lambda store: acknowledge_by_link(store, code, "page", "10.0.0.9"), later
        )
    assert shown.acknowledged_at == anywhere.now + 2 * MINUTES
    assert shown.link.opened_at == anywhere.now + MINUTES
    assert not shown.open
    entries = await anywhere.database.read(lambda c: history(c, call.id))
    noted = [e.payload for e in entries if e.act == "acknowledged_by_link"]
    assert noted == [{"contact": shown.contact.id, "channel": "page", "address": "10.0.0.9"}]


async def test_a_new_link_closes_the_old_one_and_its_code_is_not_kept(lane: Lane) -> None:
    await lane.build("王厂长")
    await lane.report()
    call = (await lane.calls())["王厂长"]
    first = await lane.write(lambda store: alarm_link(store, call, 14))
    second = await lane.write(lambda store: alarm_link(store, call, 14))
    links: list[Link] = await lane.write(lambda store: store.find(Link))
    assert not any(code in str(link) for code in (first, second) for link in links)
    with pytest.raises(Closed, match="收回"):
        await lane.write(lambda store: alarm_sheet(store, first))
    with pytest.raises(Closed, match="过期"):
        await lane.write(lambda store: alarm_sheet(store, second), timedelta(days=14))
    other = (await lane.calls())["沈总"]
    with pytest.raises(Closed, match="联系人才用链接"):
        await lane.write(lambda store: alarm_link(store, other, 14))


async def test_the_agencys_own_staff_cannot_answer_for_the_client_and_that_is_kept(
    lane: Lane,
) -> None:
    await lane.build("王厂长")
    await lane.report()
    calls = await lane.calls()
    code = await lane.write(lambda store: alarm_link(store, calls["王厂长"], 14))
    staff = calls["沈总"].person_id

    def tries(store: Store) -> str:
        try:
            acknowledge_by_link(store, code, "page", "10.0.0.9", by_person=staff)
        except OwnStaff as no:
            return str(no)
        return ""

    assert "已记录" in await lane.write(tries)
    assert (await lane.calls())["王厂长"].acknowledged_at is None
    shown = await lane.write(lambda store: alarm_sheet(store, code))
    assert shown.link.opened_at is None, "the client has not seen it"
    entries = await lane.database.read(lambda c: history(c, calls["王厂长"].id))
    assert [e.payload["person"] for e in entries if e.act == "refused_acknowledgement"] == [staff]


@pytest.mark.parametrize(
    "changes",
    [
        {"grade": Grade.GENERAL},
        {"withdrawn_at": datetime.fromisoformat("2026-11-20T00:00:00Z")},
        {"rechecked_on": datetime.fromisoformat("2026-11-20T00:00:00Z").date()},
    ],
)
@pytest.mark.parametrize("hours", [1, 2, 5])
async def test_what_is_no_major_hazard_any_more_waits_for_nobody(
    anywhere: Lane, changes: dict[str, Any], hours: int
) -> None:
    """Before its time, on the minute, and long after it escalated."""
    await anywhere.build("王厂长", account=True)
    await anywhere.report()
    if hours > 2:
        assert await escalate_all(anywhere.database, anywhere.now + timedelta(hours=2)) == 1
    told = await anywhere.told()
    await anywhere.write(lambda store: store.revise(anywhere.hazard, "更正", **changes))
    late = anywhere.now + timedelta(hours=hours)
    assert await escalate_all(anywhere.database, late) == 0
    assert not is_late(await anywhere.alarm(), late)
    assert await anywhere.told() == told


async def test_who_has_left_is_not_told_again_and_keeps_no_alarm_open(lane: Lane) -> None:
    await lane.build("王厂长", account=True)
    await lane.report()

    def leaves(store: Store) -> None:
        (held,) = store.find(Membership, role=Role.PRINCIPAL)
        store.revise(held, "离职", until=store.today - timedelta(days=1))

    await lane.write(leaves)
    before = await lane.told()
    await escalate_all(lane.database, lane.now + timedelta(hours=2))
    assert (await lane.told()).count("沈总") == before.count("沈总") == 1
    assert "小陆" in await lane.told(), "somebody of the agency hears in their place"
    await lane.answers("王厂长", "周科长", "小陆")
    assert (await lane.alarm()).closed_at is not None


async def test_who_is_told_after_it_escalated_has_the_same_time_to_answer(lane: Lane) -> None:
    await lane.build()
    await lane.report()
    await escalate_all(lane.database, lane.now + timedelta(hours=2))
    await lane.write(lambda store: contact(replace(lane.books, store=store), "王", True, True))
    three = timedelta(hours=3)
    await lane.write(lambda store: raise_alarm(store, lane.hazard, 2), three)
    again = await lane.alarm()
    assert again.answer_by == lane.now + three + timedelta(hours=2)
    await lane.write(lambda store: raise_alarm(store, lane.hazard, 2), timedelta(hours=4))
    assert await lane.alarm() == again, "nobody new: nothing is put off"
    assert await escalate_all(lane.database, again.answer_by) == 1
    assert (await lane.told()).count("王") == 2


async def test_an_alarm_goes_on_when_its_hazard_was_not_closed_after_all(lane: Lane) -> None:
    await lane.build("王厂长")
    await lane.report()
    await lane.write(lambda store: close_alarm(store, lane.hazard))
    await lane.write(lambda store: reopen_alarm(store, lane.hazard))
    assert (await lane.alarm()).closed_at is None
    await lane.answers("王厂长", "沈总", "周科长")
    await lane.write(lambda store: reopen_alarm(store, lane.hazard))
    assert (await lane.alarm()).closed_at is not None
