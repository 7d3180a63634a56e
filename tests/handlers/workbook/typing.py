"""Workbooks as people make them: with openpyxl, by hand, one list of cells a row."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook as Written
from openpyxl import load_workbook

from handlers import workbook
from handlers.workbook import Fate, Plan, Workbook
from storage.store import Store

Rows = Sequence[Sequence[Any]]

CLIENTS: Rows = (
    ("单位名称", "统一社会信用代码", "地址", "行业", "联系人", "联系电话"),
    ("秀城金属制品有限公司", None, "兴业路8号", "金属制品业", "王建国", 13800001234),
    ("南湖纺织有限公司", None, "纺工路1号", "纺织业", "李明", "0573-82001234"),
)
CONTRACTS: Rows = (
    ("委托单位", "签订日期", "服务内容", "服务期起", "服务期止", "约定服务次数", "合同金额"),
    ("秀城金属制品有限公司", "2026-01-05", "隐患排查", "2026-01-05", "2026-12-31", 4, 8600),
    ("南湖纺织有限公司", "2026-02-01", "隐患排查", "2026-02-01", "2027-01-31", "12次", "1.2万"),
)
VISITS: Rows = (
    ("委托单位", "服务日期", "开始时间", "结束时间", "服务内容"),
    ("秀城金属制品有限公司", "2026-03-05", "9:00", "11:30", "检查配电间"),
    ("南湖纺织有限公司", "2026-03-06", None, None, "检查仓库"),
)
HAZARDS: Rows = (
    ("委托单位", "服务日期", "隐患位置", "隐患情况", "隐患等级", "整改意见", "整改期限"),
    ("秀城金属制品有限公司", "2026-03-05", "二楼", "灭火器失效", "一般", "更换", "2026-03-20"),
    ("秀城金属制品有限公司", "2026-03-05", "三楼", "通道堵塞", "重大", "清理", "2026-03-08"),
)
SHEETS = {"委托单位": CLIENTS, "服务合同": CONTRACTS, "服务记录": VISITS, "隐患清单": HAZARDS}


def file_of(sheets: Mapping[str, Rows]) -> bytes:
    made = Written()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def planned(store: Store, agency_id: str, sheets: Mapping[str, Rows]) -> tuple[Workbook, Plan]:
    read = workbook.read(file_of(sheets))
    return read, workbook.plan(store, agency_id, read)


def brought_in(store: Store, agency_id: str, sheets: Mapping[str, Rows]) -> dict[Fate, int]:
    read, plan = planned(store, agency_id, sheets)
    assert [problem.line() for problem in plan.problems] == []
    outcome = workbook.apply(store, read, plan)
    return {fate: outcome.total(fate) for fate in Fate if outcome.total(fate)}


def problems(store: Store, agency_id: str, sheets: Mapping[str, Rows]) -> list[tuple[Any, ...]]:
    _read, plan = planned(store, agency_id, sheets)
    return [(each.sheet, each.row, each.column) for each in plan.problems]


def cells(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """What somebody sees who opens a file of ours."""
    return {sheet.title: list(sheet.values) for sheet in load_workbook(BytesIO(content))}
