"""A supervisor's cycle: the board, invitations, assignments, recusals, settings, the end."""

from datetime import date

import pytest

from handlers.formkit.events import Pressed
from storage.assignment import Assignment, assigned
from storage.cycle import Cycle, CycleInvitation, Participation, participation
from storage.database import Database
from tests.handlers.bureau import Bureau, open_bureau

BOARD = Pressed("cyc.board")


@pytest.fixture
async def bureau(database: Database) -> Bureau:
    return await open_bureau(database)


async def test_the_board_leads_everywhere(bureau: Bureau) -> None:
    boss = bureau.supervisor
    await boss.types("评定工作")
    boss.sees("2026–2027年度评定", "参评2家", "未开始 2家")
    await boss.picks("各机构进度")
    boss.sees("嘉兴安达安全技术有限公司", "未开始 · 还没有分工", "已核0/25")
    await boss.picks("1. ")
    boss.sees("2026-01-01参加", "基本条件（7项，不计分）", "评定人员：还没有分工")
