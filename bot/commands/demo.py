"""``anxing demo``: the web chat on invented data, to be tried without a messenger."""

import asyncio
import shutil
from argparse import Namespace
from contextlib import suppress

from bot.app import Anxing
from bot.commands.run import say, until_told, web_channel
from bot.demo.world import build
from bot.operator.control import side_door
from bot.operator.office import Office
from bot.settings import Settings
from storage.agency import Agency
from storage.database import Connection, Unusable, open_database
from storage.store import Store

PORT = 8080


async def run(settings: Settings, options: Namespace) -> int:
    """The demo has a folder of its own beside the real data."""
    folder = settings.data / "demo"
    settings = settings.model_copy(update={"data": folder, "database": ""})
    if options.fresh and folder.exists():
        await forget(settings)
    async with Anxing(settings, any_hour=True) as app:
        await prepare(app)
        port = PORT if settings.web_port is None else settings.web_port
        channel, doors = web_channel(app, port, demo=True)
        reminded: set[asyncio.Task[None]] = set()

        async def enter(account: str) -> None:
            """A demo has no tomorrow: what is due is told at once to whoever comes in."""
            await channel.greet(account)
            task = asyncio.create_task(app.remind_again())
            reminded.add(task)
            task.add_done_callback(reminded.discard)

        doors.entered = enter
        await app.serve([channel])
        async with side_door(Office(settings, app.database, app.files, app.clock)):
            say(f"演示已就绪，请在浏览器里打开：{channel.address}")
            say("（按 Ctrl-C 停止；数据都是虚构的）")
            await until_told()
    return 0


async def forget(settings: Settings) -> None:
    """Raises ``Busy`` while a demo runs in this folder: it would lose its data under its feet."""
    with suppress(Unusable):
        await (await open_database(settings.database_url)).close()
    shutil.rmtree(settings.data)


async def prepare(app: Anxing) -> None:
    """Fill an empty database; what was done in an earlier demo is kept."""

    def empty(connection: Connection) -> bool:
        return not Store(connection, app.clock()).find(Agency, limit=1)

    if await app.database.read(empty):
        say("第一次启动，正在准备演示数据（约需十秒）…")
        await app.database.write(lambda c: build(Store(c, app.clock()), app.files, say))
