"""In a group of 企业微信 the robot answers what is public to whoever names it, and keeps nobody."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.account import accounts
from storage.database import Connection
from storage.inbox import inbox
from storage.peers import peers
from tests.bot.test_groups import town
from tests.bot.wecom.gateway import gateway_running
from tests.bot.wecom.served import MINUTE, Served, serving

GROUP = "wrGROUP-1"
ALONE = "填表、得分、记录等其他事情请和我私聊：在企业微信里打开“安星”，发送 菜单"


@pytest.fixture
async def served(data: Path) -> AsyncIterator[Served]:
    async with gateway_running(minute=MINUTE) as robot, serving(data, robot) as made:
        await made.office.write(town)
        yield made


async def heard(served: Served, *asked: str) -> list[str]:
    """What stands in the group after all of this was said in it."""
    for text in asked:
        await served.gateway.member("li").says(text, group=GROUP)
    await served.gateway.until(lambda: len(served.gateway.chats.of(GROUP)) >= len(asked))
    return served.texts(GROUP)


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("@安星 评定公告", "嘉兴安达安全技术有限公司"),
        ("@安星 安达几星", "四星"),
        ("@安星 /results", "已公布1家"),
        ("@安星", "@我并写“评定公告”看全部"),
        ("@安星 沈经理是谁", "我只回答已经公布的评定结果"),
        ("@安星 菜单", "我只回答已经公布的评定结果"),
        ("@安星 得分", "我只回答已经公布的评定结果"),
    ],
)
async def test_what_is_public_is_answered(asked: str, seen: str, served: Served) -> None:
    (said,) = await heard(served, asked)
    assert seen in said
    assert ALONE in said
    assert "Telegram" not in said
    assert [one.buttons for one in served.gateway.chats.of(GROUP)] == [()]


async def test_who_asked_is_kept_nowhere(served: Served) -> None:
    await heard(served, "@安星 安达几星")
    tables = (select(inbox.c.raw), select(peers.c.name), select(accounts.c.external_id))

    def all_of_it(connection: Connection) -> str:
        rows = [list(connection.execute(table).scalars()) for table in tables]
        return json.dumps(rows, ensure_ascii=False, default=str)

    kept = await served.app.database.read(all_of_it)
    assert GROUP in kept
    assert '"li"' not in kept


async def test_alone_the_word_of_the_group_leads_on(served: Served) -> None:
    stranger = served.phone("li")
    await stranger.says("菜单")
    await stranger.sees("使用前需要邀请")
    await stranger.says("评定公告")
    await stranger.sees("嘉兴安达安全技术有限公司", "使用前需要邀请")
