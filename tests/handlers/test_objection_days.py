"""Until when an agency may object: days of Shanghai, over midnight and into the next cycle."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage.cycle import Cycle, Participation
from storage.database import Database
from storage.objection import Disclosure, Objection
from storage.publishing import obstacles
from storage.store import Store
from tests import rated
from tests.handlers.bureau import Bureau, open_bureau
from tests.handlers.test_objection import WORDS, all_of, deduction, submitted, told


@pytest.fixture
async def bureau(sqlite_database: Database) -> Bureau:
    return await submitted(await open_bureau(sqlite_database))


LAST_SECOND = datetime(2026, 11, 25, 15, 59, 59, tzinfo=UTC)
"""23:59:59 in Shanghai on the last day."""


async def test_the_last_day_ends_at_midnight_in_shanghai(bureau: Bureau) -> None:
    boss, phone = await told(bureau), bureau.principal
    await boss.writes(lambda store: rated.bands(store, store.find(Cycle)[0]))
    assert [one.until for one in await all_of(boss, Disclosure)] == [date(2026, 11, 25)]

    async def hindered(at: datetime) -> bool:
        def work(store: Store) -> bool:
            return bool(obstacles(store.at(at, None), bureau.joined))

        found: bool = await boss.writes(work)
        return found

    phone.now = LAST_SECOND - timedelta(minutes=10)
    await deduction(phone, "1.1")
    await phone.picks("提出异议")
    await phone.types(WORDS, "跳过")
    submit = phone.button("提交")
    assert await hindered(LAST_SECOND)
    assert not await hindered(LAST_SECOND + timedelta(seconds=1))
    phone.now = LAST_SECOND + timedelta(seconds=1)
    await phone.do(submit)
    phone.sees("期限到2026-11-25为止，已经过了")
    assert await all_of(phone, Objection) == []


async def test_at_the_last_second_an_objection_is_taken(bureau: Bureau) -> None:
    await told(bureau)
    phone = bureau.principal
    phone.now = LAST_SECOND - timedelta(minutes=10)
    await deduction(phone, "1.1")
    await phone.picks("提出异议")
    await phone.types(WORDS, "跳过")
    phone.now = LAST_SECOND
    await phone.picks("提交")
    phone.sees("已提交")
    assert [one.raised_on for one in await all_of(phone, Objection)] == [date(2026, 11, 25)]


async def test_a_result_is_objected_to_when_the_next_cycle_has_begun(bureau: Bureau) -> None:
    boss, phone = await told(bureau), bureau.principal

    def next_cycle(store: Store) -> None:
        (old,) = store.find(Cycle)
        store.revise(old, reason="提前结束", end=date(2026, 11, 21))
        new = Cycle(
            name="下一周期",
            start=date(2026, 11, 22),
            end=date(2028, 11, 21),
            edition=old.edition,
            readings=old.readings,
        )
        new = store.add(new)
        store.add(
            Participation(
                cycle_id=new.id, agency_id=bureau.agency.id, joined_on=date(2026, 11, 22)
            )
        )

    await boss.writes(next_cycle)
    for each in (boss, phone):
        each.now += timedelta(days=3)
    await deduction(phone, "1.1")
    await phone.picks("提出异议")
    await phone.types(WORDS, "跳过", "提交")
    phone.sees("已提交")
    await boss.types("星级与公布")
    await boss.picks("其他周期")
    await boss.picks(next(c.label for c in boss.view.choices if "下一周期" not in c.label))
    await boss.picks("各机构公布情况", "嘉兴安达")
    boss.sees("还有1条异议没有处理")
    await boss.picks("结果告知")
    boss.sees("异议待处理1条")
