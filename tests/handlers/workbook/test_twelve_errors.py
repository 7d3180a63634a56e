"""A workbook of 400 contracts, 1,600 visits and 3,000 hazards with twelve planted errors."""

from datetime import date
from typing import Any

import pytest

from bench.ledgers import sheets, written
from handlers import workbook
from handlers.workbook import Fate, WorkbookError
from storage import audit
from storage.agency import Agency
from storage.contract import Contract
from storage.store import Store
from storage.visit import Hazard, Visit
from tests.handlers.workbook.typing import cells

PLANTED: tuple[tuple[str, int, str, Any, str], ...] = (
    ("委托单位", 203, "统一社会信用代码", "91330402MA2BC1D23X", "校验位"),
    ("委托单位", 399, "联系电话", "见名片", "电话号码"),
    ("服务合同", 9, "签订日期", "2026-02-30", "2026年2月没有30日"),
    ("服务合同", 288, "服务期止", date(2024, 1, 1), "早于服务期起"),
    ("服务合同", 350, "约定服务次数", "若干", "整数"),
    ("服务记录", 40, "委托单位", "嘉兴第940号纺织有限公司", "没有登记"),
    ("服务记录", 777, "服务日期", date(2027, 5, 1), "不能晚于"),
    ("服务记录", 1500, "结束时间", "8:30", "晚于开始时间"),
    ("隐患清单", 17, "隐患位置", None, "没有填写"),
    ("隐患清单", 66, "隐患等级", "很重", "一般、重大"),
    ("隐患清单", 1204, "整改期限", date(2025, 1, 1), "不能早于服务日期"),
    ("隐患清单", 2999, "整改意见", "=A1&B1", "公式"),
)
"""Sheet, row as Excel counts, heading, what is put there, what is said of it."""


def test_each_of_twelve_errors_is_found_at_its_row(store: Store, agency: Agency) -> None:
    book = sheets()
    for sheet, row, heading, value, _said in PLANTED:
        book[sheet][row - 1][book[sheet][0].index(heading)] = value
    read = workbook.read(written(book))
    plan = workbook.plan(store, agency.id, read)
    found = {(p.sheet, p.row, p.column): p.reason for p in plan.problems}
    assert set(found) == {(sheet, row, heading) for sheet, row, heading, *_ in PLANTED}
    for sheet, row, heading, _value, said in PLANTED:
        assert said in found[sheet, row, heading]
    with pytest.raises(WorkbookError, match="有12处有误"):
        workbook.apply(store, read, plan)
    assert store.find(Contract, agency_id=agency.id, limit=1) == []
    marked = cells(workbook.annotated(store, read, plan))
    for sheet, row, heading, _value, said in PLANTED:
        assert said in marked[sheet][row - 1][0]
        assert heading in marked[sheet][row - 1][0]


def test_put_right_it_is_imported_whole_and_once(store: Store, agency: Agency) -> None:
    read = workbook.read(written(sheets()))
    plan = workbook.plan(store, agency.id, read)
    told: list[int] = []
    outcome = workbook.apply(store, read, plan, lambda done, total: told.append(done))
    assert outcome.total(Fate.NEW) == 400 + 400 + 1600 + 3000
    assert told == sorted(told)
    assert told[-1] == 5400
    kinds = (Contract, Visit, Hazard)
    assert [len(store.find(kind, agency_id=agency.id)) for kind in kinds] == [400, 1600, 3000]
    assert list(audit.verify(store.connection)) == []
    again = workbook.plan(store, agency.id, read)
    assert (again.steps, again.total(Fate.SAME)) == ((), 5400)
