"""What an import makes of rows: new, changed, the same or wrong; whole or not at all."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from handlers import workbook
from handlers.workbook import Fate, WorkbookError
from storage import audit
from storage.agency import Agency, Profile
from storage.client import Client
from storage.contract import Contract
from storage.hand_over import Outcome
from storage.sign_off import Answer, answer
from storage.store import Store
from storage.visit import Grade, Hazard, SignedList, Visit
from tests.handlers.workbook.typing import (
    CLIENTS,
    CONTRACTS,
    HAZARDS,
    SHEETS,
    VISITS,
    Rows,
    brought_in,
    cells,
    file_of,
    planned,
    problems,
)
from tests.storage.registers import register


def test_rows_become_records_that_refer_to_one_another(store: Store, agency: Agency) -> None:
    assert brought_in(store, agency.id, SHEETS) == {Fate.NEW: 8}
    client = store.find(Client, name="秀城金属制品有限公司")[0]
    contract = store.find(Contract, client_id=client.id)[0]
    visit = store.find(Visit, client_id=client.id)[0]
    hazards = store.find(Hazard, visit_id=visit.id)
    assert client.phone == "13800001234"
    assert (contract.number, contract.signed_on) == ("HT-2026-0001", date(2026, 1, 5))
    assert (contract.visits, contract.amount) == (4, Decimal(8600))
    assert (visit.started, visit.ended) == (time(9), time(11, 30))
    assert [(h.grade, h.client_id) for h in hazards] == [
        (Grade.GENERAL, client.id),
        (Grade.MAJOR, client.id),
    ]
    assert list(audit.verify(store.connection)) == []


def test_the_same_file_twice_changes_nothing(store: Store, agency: Agency) -> None:
    brought_in(store, agency.id, SHEETS)
    before = store.connection.exec_driver_sql("SELECT count(*) FROM audit").scalar()
    assert brought_in(store, agency.id, SHEETS) == {Fate.SAME: 8}
    assert store.connection.exec_driver_sql("SELECT count(*) FROM audit").scalar() == before


def test_a_row_put_right_corrects_its_record(store: Store, agency: Agency) -> None:
    brought_in(store, agency.id, SHEETS)
    righted = (*CONTRACTS[:1], (*CONTRACTS[1][:6], 9000), CONTRACTS[2])
    assert brought_in(store, agency.id, {"服务合同": righted}) == {Fate.CHANGED: 1, Fate.SAME: 1}
    contract = store.find(Contract, number="HT-2026-0001", agency_id=agency.id)[0]
    assert (contract.amount, contract.revision) == (Decimal(9000), 2)
    assert store.history(contract)[-1].reason == "Excel导入：服务合同第2行"


def test_an_emptied_cell_of_a_numbered_row_empties_the_field(store: Store, agency: Agency) -> None:
    brought_in(store, agency.id, SHEETS)
    head = ("编号", "委托单位", "签订日期", "服务内容")
    row = ("HT-2026-0001", "秀城金属制品有限公司", "2026-01-05", None)
    brought_in(store, agency.id, {"服务合同": (head, row)})
    contract = store.find(Contract, number="HT-2026-0001", agency_id=agency.id)[0]
    assert contract.content is None
    assert contract.visits == 4, "a column that is not there says nothing"


def test_one_wrong_row_keeps_all_out(store: Store, agency: Agency) -> None:
    bad = {**SHEETS, "服务记录": (*VISITS, ("没有这家", "2026-03-05", None, None, "检查"))}
    read, plan = planned(store, agency.id, bad)
    with pytest.raises(WorkbookError, match="有1处有误，一行也没有导入"):
        workbook.apply(store, read, plan)
    assert store.find(Client, agency_id=agency.id) == []


def test_an_import_looks_again_where_the_records_have_changed_meanwhile(
    store: Store, agency: Agency
) -> None:
    read, plan = planned(store, agency.id, SHEETS)
    brought_in(store, agency.id, {"委托单位": CLIENTS})
    outcome = workbook.apply(store, read, plan)
    assert (outcome.total(Fate.NEW), outcome.total(Fate.SAME)) == (6, 2)
    assert len(store.find(Client, agency_id=agency.id)) == 2


def test_progress_is_told_until_all_is_done(store: Store, agency: Agency) -> None:
    read, plan = planned(store, agency.id, SHEETS)
    told: list[tuple[int, int]] = []
    workbook.apply(store, read, plan, lambda done, total: told.append((done, total)))
    assert told == [(2, 8), (4, 8), (6, 8), (8, 8)]


def test_another_agencys_number_is_nobody_here(store: Store, agency: Agency) -> None:
    brought_in(store, agency.id, SHEETS)
    other = store.add(Agency(name="别家", credit_code=""))
    brought_in(store, other.id, {"委托单位": (*CLIENTS[:1], ("甲公司", *[None] * 5))})
    head, row = ("编号", "单位名称"), ("KH-2026-0002", "改名")
    assert problems(store, other.id, {"委托单位": (head, row)}) == [("委托单位", 2, "编号")]
    assert store.find(Client, agency_id=agency.id, name="改名") == []


KINDLY: list[tuple[str, Rows]] = [
    ("columns in another order", (("服务日期", "行业", "委托单位"), ("2026-03-05", "查", "甲"))),
    ("other headings", (("客户名称", "日期", "服务情况"), ("甲", "2026-03-05", "查"))),
    ("a title above", (("服务台账",), (), ("委托单位", "服务日期"), ("甲", "2026-03-05"))),
    ("a day as a day", (("委托单位", "服务日期"), ("甲", date(2026, 3, 5)))),
    ("a day as its number", (("委托单位", "服务日期"), ("甲", 46086))),
    ("a day of eight digits", (("委托单位", "服务日期"), ("甲", 20260305))),
    ("a day in Chinese", (("委托单位", "服务日期"), ("甲", "2026年3月5日"))),
    ("full-width digits", (("委托单位", "服务日期"), ("甲", "２０２６／３／５"))),
    ("stray blanks", ((" 委托 单位 ", "服务日期*"), ("　甲 ", " 2026.3.5 "))),
    ("blank rows between", (("委托单位", "服务日期"), (), (None, " "), ("甲", "2026-03-05"))),
    ("a column nobody knows", (("委托单位", "颜色", "服务日期"), ("甲", "红", "2026-03-05"))),
    ("the client's number", (("委托单位", "服务日期"), ("kh-2026-0001", "2026-03-05"))),
    ("stars and boxes", (("★委托单位", "※服务日期"), ("甲", "2026-03-05"))),
    ("a heading of two lines", (("委托\n单位\n（全称）", "服务日期"), ("甲", "2026-03-05"))),
    ("sums below", (("委托单位", "服务日期"), ("甲", "2026-03-05"), ("合 计：", "1次"))),
    ("midnight behind the day", (("委托单位", "服务日期"), ("甲", "2026-03-05 00:00:00"))),
]


@pytest.mark.parametrize(("what", "rows"), KINDLY, ids=[what for what, _ in KINDLY])
def test_a_visit_is_understood_with(what: str, rows: Rows, store: Store, agency: Agency) -> None:
    store.add(Client(agency_id=agency.id, name="甲"))
    assert brought_in(store, agency.id, {" 服务 ": rows}) == {Fate.NEW: 1}
    assert [visit.on for visit in store.find(Visit)] == [date(2026, 3, 5)]


UNCLEAR: list[Any] = [
    "3月5日", "昨天", "2026-02-30", "٢٠٢٦-٠٣-٠٥", "2026-13-01", 2026.3, -5, 1e300, "2027-01-01",
    "=TODAY()", "明年", "1949-01-01", True, "9" * 400,
]  # fmt: skip


@pytest.mark.parametrize("said", UNCLEAR)
def test_a_day_that_is_none_is_refused_at_its_cell(
    said: Any, store: Store, agency: Agency
) -> None:
    store.add(Client(agency_id=agency.id, name="甲"))
    rows = (("委托单位", "服务日期"), ("甲", said))
    assert problems(store, agency.id, {"服务记录": rows}) == [("服务记录", 2, "服务日期")]


@pytest.mark.parametrize("heading", ["合同金额（万元）", "合同金额 (千元)"])
def test_an_amount_in_another_unit_is_not_taken_for_yuan(
    heading: str, store: Store, agency: Agency
) -> None:
    store.add(Client(agency_id=agency.id, name="甲"))
    rows = (("委托单位", "签订日期", heading), ("甲", "2026-03-05", 1.2))
    assert problems(store, agency.id, {"服务合同": rows}) == [("服务合同", 1, "合同金额（元）")]


def test_names_with_blanks_between_are_several(store: Store, agency: Agency) -> None:
    store.add(Client(agency_id=agency.id, name="甲"))
    people = {"专职人员": (("姓名", "职称"), ("张三", "高级"), ("李 四", None))}
    brought_in(store, agency.id, people)
    rows = (("委托单位", "服务日期", "服务人员"), ("甲", "2026-03-05", "张三　李四"))
    assert brought_in(store, agency.id, {"服务记录": rows}) == {Fate.NEW: 1}
    assert [len(visit.staff) for visit in store.find(Visit, agency_id=agency.id)] == [2]


def test_names_that_mean_two_are_asked_about(store: Store, agency: Agency) -> None:
    for _ in range(2):
        store.add(Client(agency_id=agency.id, name="甲"))
    rows = (("委托单位", "服务日期"), ("甲", "2026-03-05"))
    assert problems(store, agency.id, {"服务记录": rows}) == [("服务记录", 2, "委托单位")]


def test_what_hangs_on_a_wrong_row_waits_for_it(store: Store, agency: Agency) -> None:
    wrong = (VISITS[0], ("秀城金属制品有限公司", "2026-30-05", None, None, "查"), VISITS[2])
    _read, plan = planned(store, agency.id, {**SHEETS, "服务记录": wrong})
    assert [(each.sheet, each.row) for each in plan.problems] == [("服务记录", 2)]
    assert any("另有2行" in note for note in plan.notes)


def test_a_visit_that_moves_takes_its_hazards_along(store: Store, agency: Agency) -> None:
    brought_in(store, agency.id, SHEETS)
    head = ("编号", "委托单位", "服务日期")
    brought_in(
        store, agency.id, {"服务记录": (head, ("FW-2026-0001", "南湖纺织有限公司", "2026-03-05"))}
    )
    other = store.find(Client, name="南湖纺织有限公司")[0]
    assert {hazard.client_id for hazard in store.find(Hazard)} == {other.id}


def test_a_list_that_an_import_changes_is_signed_no_more(store: Store) -> None:
    books = register(store)
    visit = books.visit(-10)
    hazard = books.hazard(visit)
    handed = books.handed(visit)
    answer(store, handed, Answer(Outcome.SIGNED, handed.content_hash, "许厂长"), "webchat")
    signed = store.find(SignedList, visit_id=visit.id)[0]
    rows = cells(workbook.export(store, books.agency.id))
    at = [row[0] for row in rows["隐患清单"]].index(hazard.number)
    same = {"隐患清单": rows["隐患清单"]}
    assert brought_in(store, books.agency.id, same) == {Fate.SAME: 1}
    assert _now(store, signed).voided_on is None
    place = rows["隐患清单"][0].index("隐患位置")
    changed = [list(row) for row in rows["隐患清单"]]
    changed[at][place] = "三楼仓库"
    assert brought_in(store, books.agency.id, {"隐患清单": changed}) == {Fate.CHANGED: 1}
    assert _now(store, signed).voided_on == store.today


def test_what_the_client_signed_stays_that_clients_when_the_visit_moves(store: Store) -> None:
    books = register(store)
    visit = books.visit(-10)
    books.hazard(visit)
    handed = books.handed(visit)
    answer(store, handed, Answer(Outcome.SIGNED, handed.content_hash, "许厂长"), "webchat")
    signed = store.find(SignedList, visit_id=visit.id)[0]
    other = store.add(Client(agency_id=books.agency.id, name="另一家单位"))
    head = ("编号", "委托单位", "服务日期")
    moved = {"服务记录": (head, (visit.number, other.name, visit.on.isoformat()))}
    assert brought_in(store, books.agency.id, moved) == {Fate.CHANGED: 1}
    assert _now(store, signed).client_id == signed.client_id
    assert _now(store, signed).voided_on == store.today


def _now(store: Store, signed: SignedList) -> SignedList:
    found = store.get(SignedList, signed.id)
    assert found is not None
    return found


def test_an_old_record_that_breaks_a_rule_is_in_nobodys_way(store: Store, agency: Agency) -> None:
    client = store.add(Client(agency_id=agency.id, name="甲"))
    ends = date(2025, 1, 1)
    signed = date(2026, 1, 1)
    store.add(Contract(agency_id=agency.id, client_id=client.id, signed_on=signed, ends_on=ends))
    read = workbook.read(workbook.export(store, agency.id))
    assert workbook.plan(store, agency.id, read).problems == ()
    head = ("编号", "委托单位", "签订日期", "服务内容")
    touched = {"服务合同": (head, ("HT-2026-0001", "甲", "2026-01-01", "排查"))}
    assert problems(store, agency.id, touched) == [("服务合同", 2, "服务期止")]


@pytest.mark.parametrize(("tick", "meant"), [("√", True), ("有", True), ("否", False), (0, False)])
def test_a_tick_is_a_yes(tick: Any, meant: bool, store: Store, agency: Agency) -> None:
    brought_in(store, agency.id, {"机构情况": (("从哪一天起", "设施设备"), ("2026-01-01", tick))})
    assert [profile.equipment for profile in store.find(Profile)] == [meant]


def test_a_file_with_no_sheet_of_ours_says_which_there_are() -> None:
    with pytest.raises(WorkbookError, match="机构情况、专职人员、委托单位、服务合同"):
        workbook.read(file_of({"Sheet1": HAZARDS}))
