"""The platform's ledger: what is missing there, what it costs, and marking one or many (item 4)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handlers.dispatch import Tables
from handlers.formkit.events import Pressed
from handlers.registry import tables
from handlers.scorecard import standing
from scoring.values import Cases
from storage.agency import Agency
from storage.assessment import assess
from storage.contract import Contract
from storage.cycle import Cycle, Participation
from storage.database import Database
from storage.store import Store
from storage.upload_ledger import Tally, Wanted, missing, tally
from storage.visit import Hazard, Visit
from tests.handlers.formkit.office import NOW
from tests.handlers.forms.town import Desk, settle


class LedgerDesk(Desk):
    """A desk with everything on it."""

    def tables(self) -> Tables:
        return tables()

    async def agency(self) -> str:
        found: list[Agency] = await self.find(Agency)
        return found[0].id

    async def joins(self) -> None:
        """The agency takes part in the cycle that runs."""
        agency = await self.agency()

        def work(connection: Any) -> None:
            store = Store(connection, NOW)
            cycle = store.find(Cycle, order="start")[0]
            joined = Participation(
                cycle_id=cycle.id, agency_id=agency, joined_on=cycle.start
            )
            store.add(joined)

        await self.database.write(work)

    async def tallies(self) -> tuple[Tally, Tally]:
        agency = await self.agency()
        contracts, visits = [
            await self.reads(lambda store, what=what: tally(store, agency, what))
            for what in Wanted
        ]
        return contracts, visits

    async def facts(self) -> tuple[int, int]:
        """What the score counts as not uploaded."""

        def read(store: Store) -> tuple[int, int]:
            joined = store.find(Participation)[0]
            cycle = store.get(Cycle, joined.cycle_id)
            assert cycle is not None
            found: Any = assess(store, cycle, joined).facts
            names = ("contracts_not_uploaded", "visits_not_uploaded")
            return tuple(found[name].count for name in names)

        counted: tuple[int, int] = await self.reads(read)
        return counted


@pytest.fixture
async def desk(database: Database) -> LedgerDesk:
    principal = (await settle(database)).principal
    made = LedgerDesk(principal.database, principal.conversations, principal.person)
    await made.joins()
    return made


async def test_the_ledger_counts_what_is_missing_and_what_item_4_makes_of_it(
    desk: LedgerDesk,
) -> None:
    await desk.types("上传台账")
    text = desk.view.text
    assert "合同：共8份，未上传8份" in text
    assert "查出隐患的服务：共8次，未上传8次" in text
    assert "第4项 上报材料：0/5分" in text
    assert "4.1 扣2分" in text
    assert "4.3 扣3分" in text


async def test_the_menu_leads_to_the_ledger_and_the_ledger_to_both_forms(desk: LedgerDesk) -> None:
    await desk.types("菜单")
    labels = [choice.label for choice in desk.view.choices]
    assert "监管平台上传台账" in labels
    assert not {"合同上传登记", "隐患上传登记"} & set(labels)
    for way, form in (("登记合同上传", "合同上传登记"), ("登记隐患上传", "隐患上传登记")):
        await desk.types("上传台账")
        await desk.presses(way)
        assert form in str(desk.view.title)
        await desk.types("取消", "放弃")


async def test_one_is_marked_from_the_list_by_its_day_and_receipt(desk: LedgerDesk) -> None:
    await desk.types("上传台账")
    await desk.presses("未上传的合同（8）")
    assert "共8份" in desk.view.text
    assert "第1/2页" in desk.view.text
    await desk.presses("下一页")
    assert "第2/2页" in desk.view.text
    await desk.types("1")
    assert "上传日期" in desk.view.text, "which contract is known"
    await desk.types("昨天", "JX-0001", "提交")
    assert "得分：不变" in desk.view.text, "seven times half a point is still over the cap of two"
    (contract,) = await desk.find(Contract, id=desk.made)
    assert (contract.uploaded_on, contract.upload_receipt) == (date(2026, 11, 19), "JX-0001")
    await desk.types("作废", "没有传成功", "确认作废")
    (contract,) = await desk.find(Contract, id=contract.id)
    assert (contract.uploaded_on, contract.upload_receipt) == (None, None)


async def test_many_are_marked_at_once_with_one_receipt(desk: LedgerDesk) -> None:
    await desk.types("合同上传登记")
    await desk.presses("选中本页")
    await desk.types("下一页")
    await desk.presses("选中本页")
    await desk.types("完成选择", "昨天", "JX-0002", "提交")
    assert "编号：8份合同：HT-2026-0001、" in desk.view.text
    assert "更正" not in [choice.label for choice in desk.view.choices]
    contracts = await desk.find(Contract, agency_id=await desk.agency())
    assert {one.upload_receipt for one in contracts} == {"JX-0002"}
    await desk.types("隐患上传登记", "1 2", "完成选择", "今天", "跳过", "提交")
    assert "编号：2次服务：" in desk.view.text
    assert await desk.tallies() == (Tally(8, 0), Tally(8, 6))
    assert await desk.facts() == (0, 6)
    await desk.types("上传台账")
    assert "4.4 扣3分" in desk.view.text


async def test_what_is_left_of_a_visits_hazards_is_left(desk: LedgerDesk) -> None:
    await desk.types("隐患上传登记", "1", "完成选择", "今天", "JX-0003", "提交")
    agency = await desk.agency()
    marked = (await desk.find(Hazard, upload_receipt="JX-0003"))[0]

    def late(connection: Any) -> None:
        store = Store(connection, NOW)
        store.add(replace(marked, id="", number="", uploaded_on=None, upload_receipt=None))

    await desk.database.write(late)
    first = await desk.reads(lambda store: missing(store, agency, Wanted.VISIT, 1))
    assert (first[0].found, first[0].left) == (3, 1)
    assert await desk.tallies() == (Tally(8, 8), Tally(8, 8))
    assert await desk.facts() == (8, 8)


async def test_one_of_many_shows_its_receipt_and_is_put_right_where_it_stands(
    desk: LedgerDesk,
) -> None:
    await desk.types("合同上传登记", "1 2", "完成选择", "昨天", "JX-0002", "提交")
    first, second = await desk.find(Contract, upload_receipt="JX-0002")
    await desk.do(Pressed("rec.open", f"contract:{first.id}"))
    assert "平台回执编号：JX-0002" in desk.view.text
    await desk.presses("更正上传登记")
    await desk.types("平台回执编号", "JX-0009", "看错了一位", "提交")
    (first,) = await desk.find(Contract, id=first.id)
    assert (first.uploaded_on, first.upload_receipt) == (date(2026, 11, 19), "JX-0009")
    assert await desk.find(Contract, id=second.id) == [second]


async def test_a_correction_of_an_upload_marks_no_hazard_that_was_not_in_it(
    desk: LedgerDesk,
) -> None:
    await desk.types("隐患上传登记", "1", "完成选择", "昨天", "JX-0003", "提交")
    known = (await desk.find(Hazard, upload_receipt="JX-0003"))[0]

    def late(connection: Any) -> None:
        store = Store(connection, NOW)
        store.revise(known, uploaded_on=date(2026, 11, 18), upload_receipt="JX-0001")
        store.add(replace(known, id="", number="", uploaded_on=None, upload_receipt=None))

    await desk.database.write(late)
    await desk.do(Pressed("form.amend.upload_hazards", known.visit_id))
    await desk.types("平台回执编号", "JX-0004", "看错了一位", "提交")
    found = await desk.find(Hazard, visit_id=known.visit_id)
    receipts = sorted(one.upload_receipt or "" for one in found)
    assert receipts == ["", "JX-0001", "JX-0004"]
    assert await desk.facts() == (8, 8)
    await desk.do(Pressed("rec.open", f"visit:{known.visit_id}"))
    assert "未上传（1条）" in desk.view.text
    assert "回执JX-0004（1条）" in desk.view.text


async def test_what_lies_outside_the_window_or_was_withdrawn_costs_nothing(
    desk: LedgerDesk,
) -> None:
    agency = await desk.agency()

    def change(connection: Any) -> None:
        store = Store(connection, NOW)
        contract, *_ = store.find(Contract, agency_id=agency)
        store.revise(contract, signed_on=date(2025, 12, 31))
        visit, *_ = store.find(Visit, agency_id=agency)
        store.withdraw(visit, reason="重复")

    await desk.database.write(change)
    assert await desk.tallies() == (Tally(7, 7), Tally(7, 7))
    assert await desk.facts() == (7, 7)


async def test_after_the_cycle_the_ledger_is_still_of_the_cycle_that_is_scored(
    desk: LedgerDesk,
) -> None:
    agency, after = await desk.agency(), NOW.replace(year=2029)

    def alone(connection: Any) -> None:
        store = Store(connection, NOW)
        for other in store.find(Cycle, order="start")[1:]:
            store.withdraw(other, reason="只留一个")

    await desk.database.write(alone)

    def look(store: Store) -> tuple[int, int, list[int]]:
        then = store.at(after, None)
        sheet = standing(then, agency)
        assert sheet is not None
        contracts = sheet.facts["contracts_not_uploaded"]
        visits = sheet.facts["visits_not_uploaded"]
        assert isinstance(contracts, Cases)
        assert isinstance(visits, Cases)
        left = [tally(then, agency, what).left for what in Wanted]
        return contracts.count, visits.count, left

    contracts, visits, left = await desk.reads(look)
    assert [contracts, visits] == left == [8, 8]


async def test_a_contract_of_another_agency_cannot_be_marked_by_a_forged_press(
    desk: LedgerDesk,
) -> None:
    rival = (await desk.find(Agency))[1]
    theirs = (await desk.find(Contract, agency_id=rival.id))[0]
    await desk.do(Pressed("led.mark.contract", theirs.id))
    await desk.types("昨天", "跳过", "提交")
    assert "不是本单位的记录" in desk.view.text
    (same,) = await desk.find(Contract, id=theirs.id)
    assert same.uploaded_on is None
