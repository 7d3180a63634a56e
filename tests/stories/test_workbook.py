"""The ledger of uploads by Excel on a phone: asked for, filled in, sent back, and item 4 moves."""

import asyncio
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.async_api import FilePayload

from handlers.excel import XLSX
from storage.organisation import Role
from tests.conftest import BUSY
from tests.stories.browser import Tab
from tests.stories.stage import Stage


async def arrives(tab: Tab, words: str) -> None:
    """The answer of long work comes by itself."""
    async with asyncio.timeout(BUSY):
        while words not in tab.screen:
            await asyncio.sleep(0.05)
            await tab.settled()


async def downloads(tab: Tab) -> bytes:
    async with tab.page.expect_download() as coming:
        await tab.page.locator("#log > .bot a").last.click()
    return (await (await coming.value).path()).read_bytes()


async def sends(tab: Tab, content: bytes) -> None:
    book: FilePayload = {"name": "上传台账.xlsx", "mimeType": XLSX, "buffer": content}
    await tab.page.locator("input[type=file]").last.set_input_files([book])
    await tab.page.get_by_role("button", name="发送", exact=True).click()
    await tab.settled()


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


@pytest.mark.chromium
async def test_a_ledger_filled_in_on_excel_brings_item_4_its_points_back(
    on_the_web: Stage,
) -> None:
    tab = await on_the_web.enters("王晓芳", Role.AGENCY)
    assert isinstance(tab, Tab)
    await tab.says("上传台账")
    await tab.sees("共5份，未上传1份", "共2次，未上传1次", "第4项 上报材料：4/5分")
    await tab.says("导入导出")
    await tab.taps("导出上传台账")
    await arrives(tab, "上传台账做好了")
    ledger = await downloads(tab)
    await sends(tab, filled(ledger, "2026年13月1日"))
    await arrives(tab, "有误2")
    await tab.sees("上传台账 第2行“上传日期”", "现在什么都没有写入")
    await tab.sees_nothing_of("[导入]")
    await sends(tab, filled(ledger, "2026年11月１9日"))
    await arrives(tab, "更正2条")
    await tab.taps("导入")
    await arrives(tab, "已导入")
    await tab.sees("第4项 4 → 5")
    await tab.says("上传台账")
    await tab.sees("全部已上传", "第4项 上报材料：5/5分", "没有因未上传扣分")
