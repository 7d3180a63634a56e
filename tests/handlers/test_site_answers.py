"""An inspector's answer to items 15 to 22 beside site checks: theirs until there are some."""

from datetime import timedelta

import pytest

from scoring.states import State
from storage.client import Client
from storage.contract import Contract
from storage.database import Database
from storage.store import Store
from tests.handlers.bureau import TODAY, Bureau, open_bureau
from tests.handlers.sitting import at_item
from tests.handlers.visiting import at_agency, close, item, submitted

LIKE = "配电间|堆放纸箱，箱门未关|一般"


@pytest.fixture
async def bureau(sqlite_database: Database) -> Bureau:
    return await open_bureau(sqlite_database)


async def test_an_item_answered_before_there_were_checks_waits_for_the_end_of_the_sample(
    bureau: Bureau,
) -> None:
    """The inspector's answer is the fact until clients are checked one by one; from then on only
    the checks are, and nothing is answered beside them."""
    phone = bureau.inspector
    await at_item(phone, 18)
    yes = phone.button("是")
    await phone.picks("否")
    assert (await item(bureau, 18))[1] is State.ASSESSED
    await submitted(phone, "嘉兴1号机械厂", hazards=(LIKE,))
    score, state = await item(bureau, 18)
    assert score.best - score.worst == 2
    assert state is State.PENDING
    await at_item(phone, 18)
    phone.sees("按各委托单位的现场核查记录认定，结束现场核查后计分")
    assert not {"是", "否"} & {choice.label for choice in phone.view.choices}
    await phone.do(yes)
    assert (await item(bureau, 18))[1] is State.PENDING
    await at_item(phone, 22)
    assert not {"没有", "填写数目"} & {choice.label for choice in phone.view.choices}
    await at_agency(phone)
    await phone.picks("逐条比对")
    await phone.picks("未提出")
    await close(phone)
    score, state = await item(bureau, 18)
    assert score.worst == 2
    assert state is State.ASSESSED


async def test_a_contract_cut_short_after_the_check_is_pointed_out_before_the_sample_ends(
    bureau: Bureau,
) -> None:
    """It counts with its latest values, so a bad client would go unnoticed."""
    phone = bureau.inspector
    await submitted(phone, "嘉兴1号机械厂")
    await submitted(phone, "嘉兴2号机械厂", {"papers_unlawful": "是"})
    await at_agency(phone)
    await phone.picks("结束现场核查")
    phone.misses("不计入")

    def cut(store: Store) -> None:
        (client,) = store.find(Client, name="嘉兴2号机械厂")
        (contract,) = store.find(Contract, client_id=client.id)
        store.revise(contract, reason="登错", ends_on=TODAY - timedelta(1))

    await bureau.principal.writes(cut)
    await at_agency(phone)
    await phone.picks("结束现场核查")
    phone.sees(f"有1次核查不在合同期内或评定期内，不计入：嘉兴2号机械厂{TODAY}", "更正历史")
