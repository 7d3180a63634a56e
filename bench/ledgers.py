"""An agency's books as its people keep them in Excel, without a number of ours in them."""

from collections.abc import Mapping
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from openpyxl import Workbook

CONTRACTS, VISITS, HAZARDS = 400, 1600, 3000
FIRST = date(2025, 1, 6)

Cells = list[Any]
Sheets = dict[str, list[Cells]]


def name(number: int) -> str:
    return f"嘉兴第{number % CONTRACTS:03d}号金属制品有限公司"


def on(number: int) -> date:
    return FIRST + timedelta(days=number // CONTRACTS * 160 + number % 150)


def sheets() -> Sheets:
    """400 contracts, 1,600 visits, 3,000 hazards, referring by names and days."""
    return {
        "委托单位": [
            ["单位名称", "统一社会信用代码", "所在镇（街道）", "地址", "行业", "联系人",
             "联系电话"],
            *([name(i), None, "新塍镇", f"兴业路{i}号", "金属制品业", "王建国", f"138{i:08d}"]
              for i in range(CONTRACTS)),
        ],
        "服务合同": [
            ["委托单位", "签订日期", "服务内容", "服务期起", "服务期止", "约定服务次数",
             "合同金额（元）", "上传日期", "上传回执号"],
            *([name(i), FIRST, "隐患排查治理，指导完善规章制度，应急演练和安全培训", FIRST,
               FIRST + timedelta(days=729), 4, 8600 + i, FIRST, f"JX{i:06d}"]
              for i in range(CONTRACTS)),
        ],
        "服务记录": [
            ["委托单位", "服务日期", "开始时间", "结束时间", "服务内容"],
            *([name(i), on(i), "9:00", "11:30", f"检查配电间、仓库和焊接工位，讲解动火要求 {i}"]
              for i in range(VISITS)),
        ],
        "隐患清单": [
            ["委托单位", "服务日期", "隐患位置", "隐患情况", "隐患等级", "整改意见", "整改期限",
             "上传日期", "上传回执号"],
            *([name(i % VISITS), on(i % VISITS), f"{i % 5 + 1}楼配电间",
               f"配电箱前堆放纸箱，箱门未关 {i}", "一般", "立即清理，配电箱前1米内不得堆物",
               on(i % VISITS) + timedelta(days=15), on(i % VISITS), f"YH{i:06d}"]
              for i in range(HAZARDS)),
        ],
    }  # fmt: skip


def written(sheets: Mapping[str, list[Cells]]) -> bytes:
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()
