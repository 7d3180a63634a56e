"""The ledger of uploads by Excel on a phone: asked for, filled in, sent back, and item 4 moves."""

from io import BytesIO

from openpyxl import load_workbook

from storage.organisation import Role
from tests.stories.stage import Stage


def filled(content: bytes, day: str) -> bytes:
    """As somebody in an office does: a day and a receipt in every row."""
    made = load_workbook(BytesIO(content))
    sheet = made["上传台账"]
    titles = [cell.value for cell in sheet[1]]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, titles.index("上传日期") + 1, day)
        sheet.cell(row, titles.index("上传回执号") + 1, f"JX2026{row:04}")
    out = BytesIO()
    made.save(out)
    return out.getvalue()


async def test_a_ledger_filled_in_on_excel_brings_item_4_its_points_back(chat: Stage) -> None:
    wang = await chat.enters("王晓芳", Role.AGENCY)
    await wang.says("上传台账")
    await wang.sees("共5份，未上传1份", "共2次，未上传1次", "第4项 上报材料：4/5分")
    await wang.says("导入导出")
    await wang.taps("导出上传台账")
    await chat.long_work_ends()
    await wang.sees("上传台账做好了")
    ledger = await wang.downloads()
    await wang.sends_file("上传台账.xlsx", filled(ledger, "2026年13月1日"))
    await chat.long_work_ends()
    await wang.sees("有误2", "上传台账 第2行“上传日期”", "现在什么都没有写入")
    await wang.sees_nothing_of("[导入]")
    await wang.sends_file("上传台账.xlsx", filled(ledger, "2026年11月１9日"))
    await chat.long_work_ends()
    await wang.sees("更正2条")
    await wang.taps("导入")
    await chat.long_work_ends()
    await wang.sees("已导入", "第4项 4 → 5")
    await wang.says("上传台账")
    await wang.sees("全部已上传", "第4项 上报材料：5/5分", "没有因未上传扣分")
