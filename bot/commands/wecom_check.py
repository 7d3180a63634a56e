"""``anxing wecom-check``: a real robot tried out step by step, before anybody depends on it."""

import asyncio
import logging
from argparse import Namespace
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from aiohttp import ClientSession

from bot.channels.wecom.check import CONNECT_SECONDS, Walk
from bot.channels.wecom.link import Link
from bot.channels.wecom.wire import Frame
from bot.commands.command import Trouble
from bot.commands.run import say
from bot.render import picture
from bot.settings import Settings
from storage.database import Busy, Unusable, open_database

UNSET = "请设置 ANXING_WECOM_BOT_ID 和 ANXING_WECOM_SECRET（管理后台里机器人的 Bot ID 和 Secret）。"
SERVED = (
    "安星正在运行：一个机器人只能有一个连接，检查会把它挤下线。"
    "请先停掉 anxing run，检查完再启动。"
)
PICTURED = "安星检查：这张图能看清就对了"
DONE = "全部通过。还有几项只能用眼睛看：请对照 docs/wecom.md 里的清单打勾。"
FAILED = "有步骤没有通过：请按上面打✗的各行处理后再检查一次。"


async def run(
    settings: Settings, asked: Namespace, connect: float = CONNECT_SECONDS
) -> int:
    secret = settings.wecom_secret.get_secret_value() if settings.wecom_secret else ""
    if not (settings.wecom_bot_id and secret):
        raise Trouble(UNSET)
    heard: asyncio.Queue[Frame] = asyncio.Queue()
    async with _nobody_serves(settings), ClientSession() as http:
        say(f"机器人 {settings.wecom_bot_id}，地址 {settings.wecom_url}")
        link = Link(settings.wecom_url, settings.wecom_bot_id, secret, heard.put_nowait)
        with _told_once():
            await link.start()
            try:
                drawn = picture(PICTURED)
                walk = Walk(link, heard, http, say, drawn, asked.user, asked.wait, connect)
                fine = await walk.take()
            finally:
                await link.stop()
    say(DONE if fine else FAILED)
    return 0 if fine else 1


@contextmanager
def _told_once() -> Iterator[None]:
    """What the link tells the log of a server, the walk says in plain words."""
    log = logging.getLogger(Link.__module__)
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


@asynccontextmanager
async def _nobody_serves(settings: Settings) -> AsyncIterator[None]:
    """Holds the database's lock meanwhile. Where there is no database yet, nobody serves it."""
    url = settings.database_url
    path = url.removeprefix("sqlite:///")
    if url != path and not Path(path).exists():
        yield
        return
    try:
        database = await open_database(url)
    except Busy:
        raise Trouble(SERVED) from None
    except Unusable:
        yield
        return
    try:
        yield
    finally:
        await database.close()
