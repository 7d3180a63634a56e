"""Where an inspection stopped, and when it is finished: what its reminders go by."""

import pytest

from storage.accident import AccidentRegister
from storage.cycle import Cycle
from storage.database import Database
from storage.due import Due, scope_of
from storage.due.inspections import INSPECTIONS
from storage.inspection import Inspection
from storage.store import Store
from tests.handlers.bureau import TODAY, Bureau, open_bureau
from tests.handlers.sitting import at_item, begin, fill, kept, step


@pytest.fixture
async def bureau(sqlite_database: Database) -> Bureau:
    return await open_bureau(sqlite_database)


async def unfinished(bureau: Bureau) -> list[int]:
    """The items where a reminder would say that inspections stopped."""

    def look(store: Store) -> list[Due]:
        return INSPECTIONS.find(store, scope_of(store, bureau.agency.id))

    return [due.words["item"] for due in await bureau.inspector.writes(look)]


async def test_a_reminder_names_the_item_of_the_last_decision_or_of_a_later_pause(
    bureau: Bureau,
) -> None:
    phone = await at_item(bureau.inspector, 1)
    await phone.picks("确认", "确认", "确认")
    assert await unfinished(bureau) == [3]
    await at_item(phone, 8)
    await phone.picks("暂停")
    assert await unfinished(bureau) == [8]


async def test_a_pause_from_the_review_keeps_the_place(bureau: Bureau) -> None:
    phone = await at_item(bureau.inspector, 9)
    await phone.picks("确认", "核对提交", "暂停")
    phone.sees("暂停在第10项")
    assert await unfinished(bureau) == [10]


async def test_submitting_half_an_inspection_leaves_it_unfinished(bureau: Bureau) -> None:
    phone = await at_item(bureau.inspector, 9)
    await phone.picks("确认", "核对提交", "提交（未评完）")
    assert await unfinished(bureau) == [10]
    await begin(phone)
    for _step in range(60):
        if "核对" in phone.view.title:
            break
        await step(phone)
    await phone.picks("提交")
    assert (await kept(phone, Inspection))[0].finished_on == TODAY
    assert await unfinished(bureau) == []


async def test_records_that_go_on_after_a_submission_are_no_change_of_its_card(
    bureau: Bureau,
) -> None:
    phone = await at_item(bureau.inspector, 23)
    await phone.picks("核实确实没有")
    await fill(phone, "问过各委托单位")
    await phone.picks("核对提交", "提交")

    def confirm(store: Store) -> None:
        cycle = store.find(Cycle)[0]
        register = AccidentRegister(
            agency_id=bureau.agency.id, cycle_id=cycle.id, until=TODAY
        )
        store.add(register)

    await bureau.supervisor.writes(confirm)
    await phone.picks("返回核对")
    phone.sees("第1版已于2026-11-20提交，之后没有修改")
    await at_item(phone, 3)
    await phone.picks("确认", "核对提交")
    phone.sees("之后有修改，还没有提交")
