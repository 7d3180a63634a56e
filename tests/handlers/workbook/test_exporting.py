"""What stands in the files we make: text that stays text, a template that says how, a ledger."""

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from handlers import workbook
from handlers.workbook import UPLOADS, Fate
from handlers.workbook.sheets import REGISTERS
from storage.agency import Agency
from storage.client import Client
from storage.contract import Contract
from storage.store import Store
from storage.visit import Hazard
from tests.handlers.workbook.typing import SHEETS, brought_in, cells, planned, problems

FORMULAS = ("=1+1", "+86 138", "-3", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\t=1")


@pytest.mark.parametrize("said", FORMULAS)
def test_text_that_looks_like_a_formula_is_exported_as_text(
    said: str, store: Store, agency: Agency
) -> None:
    store.add(Client(agency_id=agency.id, name=f"{said}公司", address=said))
    content = workbook.export(store, agency.id)
    sheet: Any = load_workbook(BytesIO(content))["委托单位"]
    assert sheet["E2"].data_type == "s"
    assert sheet["E2"].value == said
    assert sheet["E2"].quotePrefix
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if "sheet" in name]
    assert not any(b"<f>" in part or b"<f " in part for part in parts)


def test_a_formula_is_neither_evaluated_nor_believed(store: Store, agency: Agency) -> None:
    rows = (("单位名称", "地址"), ("甲公司", "=1+1"))
    assert problems(store, agency.id, {"委托单位": rows}) == [("委托单位", 2, "地址")]


def test_a_template_has_every_sheet_and_says_how_to_fill_it_in(
    store: Store, agency: Agency
) -> None:
    content = workbook.template()
    shown = cells(content)
    titles = [register.title for register in REGISTERS]
    assert list(shown) == ["说明", *titles, UPLOADS]
    for register in REGISTERS:
        assert shown[register.title] == [tuple(column.label for column in register.columns)]
    guide = " ".join(str(cell) for row in shown["说明"] for cell in row)
    for register in REGISTERS:
        assert all(column.label in guide for column in register.columns)
    read = workbook.read(content)
    plan = workbook.plan(store, agency.id, read)
    assert (plan.steps, plan.problems) == ((), ())


def test_the_ledger_lists_what_is_missing_and_takes_it_back(store: Store, agency: Agency) -> None:
    brought_in(store, agency.id, SHEETS)
    rows = cells(workbook.ledger(store, agency.id))[UPLOADS]
    assert [row[:2] for row in rows[1:]] == [
        ("服务合同", "HT-2026-0001"),
        ("服务合同", "HT-2026-0002"),
        ("服务隐患", "FW-2026-0001"),
    ]
    filled = [rows[0], *((*row[:4], "2026-11-19", f"JX{at}") for at, row in enumerate(rows[1:]))]
    assert brought_in(store, agency.id, {UPLOADS: filled}) == {Fate.CHANGED: 3}
    contracts, hazards = store.find(Contract), store.find(Hazard)
    assert {c.uploaded_on for c in contracts} == {date(2026, 11, 19)}
    assert [c.upload_receipt for c in contracts] == ["JX0", "JX1"]
    assert {(h.uploaded_on, h.upload_receipt) for h in hazards} == {(date(2026, 11, 19), "JX2")}
    assert brought_in(store, agency.id, {UPLOADS: filled}) == {Fate.SAME: 3}
    assert cells(workbook.ledger(store, agency.id))[UPLOADS][1:] == []
    assert len(cells(workbook.ledger(store, agency.id, missing_only=False))[UPLOADS]) == 4


LEDGER = ("类别", "编号", "上传日期", "上传回执号")
WRONG = [
    (("服务合同", "HT-2026-0099", "2026-11-19", None), "编号"),
    (("服务合同", "HT-2026-0001", "2026-01-01", None), "上传日期"),
    (("服务合同", "HT-2026-0001", None, "JX1"), "上传日期"),
    (("服务隐患", "FW-2026-0002", "2026-11-19", None), "编号"),
    (("别的", "FW-2026-0001", "2026-11-19", None), "类别"),
]


@pytest.mark.parametrize(("row", "column"), WRONG)
def test_a_wrong_row_of_the_ledger_is_told(
    row: tuple[Any, ...], column: str, store: Store, agency: Agency
) -> None:
    brought_in(store, agency.id, SHEETS)
    assert problems(store, agency.id, {UPLOADS: (LEDGER, row)}) == [(UPLOADS, 2, column)]


def test_another_agencys_ledger_marks_nothing_here(store: Store, agency: Agency) -> None:
    brought_in(store, agency.id, SHEETS)
    head = ("类别", "编号", "委托单位", "上传日期")
    row = ("服务合同", "HT-2026-0001", "南湖纺织有限公司", "2026-11-19")
    assert problems(store, agency.id, {UPLOADS: (head, row)}) == [(UPLOADS, 2, "编号")]
    strange = (row[0], row[1], "别家的客户", row[3])
    assert problems(store, agency.id, {UPLOADS: (head, strange)}) == [(UPLOADS, 2, "委托单位")]


def test_the_ledger_and_the_contracts_may_not_differ(store: Store, agency: Agency) -> None:
    brought_in(store, agency.id, SHEETS)
    head = ("编号", "委托单位", "签订日期", "上传日期")
    row = ("HT-2026-0001", "秀城金属制品有限公司", "2026-01-05", "2026-11-18")
    mark = ("服务合同", "HT-2026-0001", "2026-11-19", None)
    both = {"服务合同": (head, row), UPLOADS: (LEDGER, mark)}
    assert problems(store, agency.id, both) == [(UPLOADS, 2, "上传日期")]
    same = {"服务合同": (head, row), UPLOADS: (LEDGER, (*mark[:2], "2026-11-18", "JX7"))}
    _read, plan = planned(store, agency.id, same)
    assert [dict(step.changes) for step in plan.steps] == [
        {"uploaded_on": date(2026, 11, 18), "upload_receipt": "JX7"}
    ]


def test_a_file_that_was_marked_can_be_put_right_and_sent_again(
    store: Store, agency: Agency
) -> None:
    wrong = {**SHEETS, "服务记录": [*SHEETS["服务记录"], ("没有这家", date(2026, 3, 5))]}
    read, plan = planned(store, agency.id, wrong)
    marked = cells(workbook.annotated(store, read, plan))["服务记录"]
    assert marked[0][:3] == ("问题", "委托单位", "服务日期")
    assert "没有登记“没有这家”" in str(marked[3][0])
    righted = [*marked[:3], (None, "南湖纺织有限公司", *marked[3][2:])]
    assert brought_in(store, agency.id, {**SHEETS, "服务记录": righted}) == {Fate.NEW: 9}
