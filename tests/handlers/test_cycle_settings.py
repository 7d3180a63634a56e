"""Other settings for a cycle: first whose score would change, then a yes, and it comes true."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.formkit.events import Pressed
from scoring.settings import POLICIES, Readings
from storage.cycle import Cycle, Participation, ReadingsChange
from storage.database import Database
from storage.rereading import apply, effects
from storage.snapshot import Order, ranking, refresh
from storage.store import Store
from tests.handlers.bureau import Bureau, open_bureau

READINGS = st.builds(
    Readings,
    list_days=st.integers(0, 120),
    follow_up_days=st.integers(0, 120),
    required_policies=st.lists(st.sampled_from(POLICIES), unique=True).map(tuple),
    engineer_counts_as_title=st.booleans(),
    engineers_needed=st.integers(0, 8),
)


@pytest.fixture
async def bureau(sqlite_database: Database) -> Bureau:
    return await open_bureau(sqlite_database)


async def proposes(bureau: Bureau, setting: str, *answers: str) -> None:
    boss = bureau.supervisor
    await boss.types("评定工作", "评定设置")
    await boss.picks("更改评定设置", setting, *answers[:-1])
    await boss.types(answers[-1])
    await boss.types("按市局通知调整", "提交", "看影响并确认")


async def cycle_of(bureau: Bureau) -> Cycle:
    (cycle,) = await bureau.supervisor.writes(lambda store: store.find(Cycle))
    assert isinstance(cycle, Cycle)
    return cycle


async def test_a_change_shows_whose_score_it_moves_before_it_counts(bureau: Bureau) -> None:
    boss = bureau.supervisor
    await proposes(bureau, "服务回访天数", "120")
    boss.sees("服务回访：服务后30天内（第5项） → 服务后120天内（第5项）", "按市局通知调整")
    boss.sees("2家里有1家的得分会变", "嘉兴安达安全技术有限公司：21.5–86.5 → ", "（第5项）")
    assert (await cycle_of(bureau)).readings["follow_up_days"] == 30
    promised = boss.view.text.partition("21.5–86.5 → ")[2].partition("（")[0]
    yes = boss.button("确认更改")
    await boss.do(yes)
    boss.sees("更改已生效", "服务后120天内")
    await boss.do(yes)
    boss.sees("这项更改已在2026-11-20生效")
    await boss.types("得分")
    boss.sees(f"嘉兴安达安全技术有限公司 {promised}")
    kept = await boss.writes(lambda store: store.history(store.find(Cycle)[0]))
    assert kept[-1].reason == "按市局通知调整"


async def test_a_preview_of_a_cycle_that_was_changed_since_cannot_be_confirmed(
    bureau: Bureau,
) -> None:
    boss = bureau.supervisor
    await proposes(bureau, "服务回访天数", "120")
    first = boss.button("确认更改")
    await proposes(bureau, "清单签收天数", "10")
    await boss.presses("确认更改")
    await boss.do(first)
    boss.sees("周期的设置之后又改过")
    readings = (await cycle_of(bureau)).readings
    assert (readings["follow_up_days"], readings["list_days"]) == (30, 10)


async def test_a_change_can_be_given_up_and_an_equal_one_is_none(bureau: Bureau) -> None:
    boss = bureau.supervisor
    await proposes(bureau, "服务回访天数", "120")
    await boss.presses("返回评定设置")
    await boss.presses("待确认的更改")
    drop = boss.button("放弃更改")
    await boss.do(drop)
    boss.sees("已放弃更改，设置不变")
    await boss.do(drop)
    boss.sees("这项更改已放弃")
    await boss.picks("更改评定设置", "服务回访天数")
    await boss.types("30", "不改", "提交")
    boss.sees("与现在的设置相同")
    assert (await cycle_of(bureau)).revision == 1


async def test_other_dates_are_a_setting_too(bureau: Bureau) -> None:
    boss = bureau.supervisor
    await boss.types("评定工作", "评定设置")
    await boss.picks("更改评定设置", "起止日期")
    await boss.types("2026-09-03", "2026-09-01")
    await boss.types("按市局通知")
    boss.sees("截止日期应晚于起始日期")
    await boss.types("2028-09-02", "提交", "看影响并确认")
    boss.sees("起止日期：2026-01-01 至 2027-12-31 → 2026-09-03 至 2028-09-02")
    boss.sees("2家里有2家的得分会变")
    await boss.picks("确认更改")
    boss.sees("2026-09-03 至 2028-09-02")
    cycle = await cycle_of(bureau)
    await boss.do(Pressed("form.amend.cycle", cycle.id))
    await boss.picks("起始日期")
    await boss.types("2026-01-01", "提交", "写错了", "提交")
    boss.sees("请从“评定工作”的“评定设置”里更改")
    assert (await cycle_of(bureau)).start == date(2026, 9, 3)


async def test_many_agencies_are_previewed_in_batches(bureau: Bureau) -> None:
    def more(store: Store) -> None:
        (part, _other) = store.find(Participation)
        for _n in range(21):
            store.add(replace(part, id="", number=""))

    boss = bureau.supervisor
    await boss.writes(more)
    await proposes(bureau, "服务回访天数", "120")
    boss.sees("第1/2批：20家里有20家的得分会变", "…还有8家")
    boss.misses("确认更改")
    await boss.picks("看下一批")
    boss.sees("第2/2批：3家里有2家的得分会变")
    await boss.picks("确认更改")
    boss.sees("更改已生效")


class Undone(Exception):
    """Leaves a savepoint, so that the next example begins with the same books."""


def promised_and_kept(store: Store, then: Readings, end: date) -> tuple[Any, Any]:
    (cycle,) = store.find(Cycle)
    base = cycle.revision
    change = store.add(
        ReadingsChange(
            cycle_id=cycle.id,
            readings=then.as_dict(),
            start=cycle.start,
            end=end,
            grounds="试",
            base=base,
        )
    )
    found = effects(store, change, cycle, store.find(Participation))
    promised = {one.agency.id: (one.after.worst, one.after.best) for one in found}
    after = apply(store, change, cycle)
    refresh(store, after, 40)
    rows = ranking(store, after, Order.NAME).rows
    return promised, {one.agency_id: (one.worst, one.best) for one in rows}


async def test_what_is_previewed_is_what_comes_true(bureau: Bureau) -> None:
    def work(store: Store) -> set[Any]:
        outcomes = set()

        @settings(max_examples=25)
        @given(READINGS, st.dates(date(2026, 3, 1), date(2028, 1, 1)))
        def holds(then: Readings, end: date) -> None:
            with suppress(Undone), store.attempt():
                promised, kept = promised_and_kept(store, then, end)
                assert promised == kept
                outcomes.add(repr(sorted(kept.items())))
                raise Undone

        holds()
        return outcomes

    assert len(await bureau.supervisor.writes(work)) > 1
