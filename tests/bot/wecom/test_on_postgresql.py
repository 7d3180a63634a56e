"""WeCom with its books on PostgreSQL: edits in place, old cards, repeats, a lost connection."""

from pathlib import Path

import asyncpg
import pytest

from storage.gathering import Gathering
from storage.store import Store
from tests.bot.wecom.gateway import Gateway
from tests.bot.wecom.served import serving
from tests.conftest import NOW
from tests.pictures import photo

pytestmark = pytest.mark.postgres

CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
"""Every connection to it but the one that says so."""


async def cut_off(url: str) -> None:
    name, _, folder = url.partition("@/")[2].partition("?host=")
    admin = await asyncpg.connect(host=folder, user="postgres", database=name)
    await admin.execute(f"{CUT} AND pid <> pg_backend_pid()")
    await admin.close()


async def test_a_form_is_filled_in_through_a_restart_and_a_lost_database(
    tmp_path: Path, gateway: Gateway, postgres_url: str
) -> None:
    async with serving(tmp_path, gateway, database=postgres_url) as first:
        wang = await first.person()
        await wang.says("培训与会议")
        card = wang.messages[-1]
        await wang.taps("安全教育培训")
        await wang.taps("昨天")
        assert card.edits == 2
        await wang.says("有限空间\x00作业")
        assert "无法保存的字符" in wang.screen
        told = await gateway.member("wang").says("有限空间作业安全")
        await wang.waits_for(told)
        assert "参加人数" in wang.screen
    async with serving(tmp_path, gateway, database=postgres_url) as second:
        wang = second.phone()
        await gateway.deliver(told)
        await wang.presses(card)
        assert "参加人数" in wang.screen
        await cut_off(postgres_url)
        await wang.says("8人")
        assert "照片" in wang.screen
        await wang.sends_photo(photo())
        await wang.says("完成")
        await wang.taps("提交")
        assert "已提交 · 培训与会议" in wang.screen
        (held,) = await second.app.database.read(lambda c: Store(c, NOW).find(Gathering))
        assert held.topic == "有限空间作业安全"
