"""Orders carried out: on the database itself, or by the server that has it."""

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.operator.door import Answer, SideDoor, ask
from bot.operator.drawing import DRAW
from bot.operator.invitations import INVITE
from bot.operator.keeping import KEEPING
from bot.operator.office import Failure, Office, Order
from bot.operator.reminding import REMIND
from bot.operator.scores import SCORE
from bot.operator.stuck import STATUS
from bot.operator.ways import ways_of
from bot.operator.workbooks import WORKBOOKS
from bot.settings import Settings, Unset
from handlers import links
from storage.database import Busy, Unavailable, open_database
from storage.schema import upgrade

ORDERS: tuple[Order, ...] = (INVITE, SCORE, DRAW, *WORKBOOKS, STATUS, REMIND, *KEEPING)
PATIENCE = 5.0
OCCUPIED = (
    "另一个安星进程正在使用这个数据库（可能正在启动、停止或执行别的命令），请稍后再试。"
)


@asynccontextmanager
async def side_door(office: Office) -> AsyncIterator[None]:
    """A running server also does what an operator says."""

    async def answer(name: str, asked: dict[str, Any]) -> Answer:
        order = next(order for order in ORDERS if order.name == name)
        return await carry_out(order, office, Namespace(**asked))

    door = SideDoor(office.settings.data, answer)
    await door.start()
    try:
        yield
    finally:
        await door.stop()


async def carry_out(order: Order, office: Office, asked: Namespace) -> Answer:
    try:
        return 0, await order.run(office, asked)
    except Failure as failure:
        return 1, str(failure)
    except Unavailable as error:
        return 1, f"数据库现在用不了：{error}"


async def give(
    order: Order, settings: Settings, asked: Namespace, clock: Clock, patience: float = PATIENCE
) -> Answer:
    """Through the server where one has the database. Between a server's start and its opening of
    the door, or while another command is at it, this waits a little."""
    try:
        if (said := order.offline(asked)) is not None:
            return 0, said
    except Failure as failure:
        return 1, str(failure)
    if not order.founds:
        _known(settings)
    loop = asyncio.get_running_loop()
    until = loop.time() + patience
    while True:
        try:
            return await _alone(order, settings, asked, clock)
        except Busy:
            if order.alone:
                raise
        words = {name: _plain(value) for name, value in vars(asked).items()}
        answer = await ask(settings.data, order.name, words)
        if answer is not None:
            return answer
        if loop.time() > until:
            return 1, OCCUPIED
        await asyncio.sleep(0.2)


async def _alone(order: Order, settings: Settings, asked: Namespace, clock: Clock) -> Answer:
    database = await open_database(settings.database_url)
    try:
        await database.write(upgrade)
        links.configure(lambda: ways_of(settings), settings.link_days)
        office = Office(settings, database, settings.file_folder(), clock)
        return await carry_out(order, office, asked)
    finally:
        await database.close()


def _known(settings: Settings) -> None:
    """A look into the wrong folder must not say that all is well there."""
    url = settings.database_url
    path = url.removeprefix("sqlite:///")
    if url != path and not Path(path).exists():
        raise Unset(f"这里还没有安星的数据：{path}（用 ANXING_DATA 指明数据文件夹）。")


def _plain(value: Any) -> Any:
    """A path means the same in the server's folder only when it is absolute."""
    return str(value.absolute()) if isinstance(value, Path) else value
