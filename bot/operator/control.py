"""A server's side door: a socket in its data folder, so that commands need not stop it."""

import asyncio
import json
import logging
import os
from argparse import Namespace
from pathlib import Path
from typing import Any

from bot.channel import Clock
from bot.operator.invitations import INVITE
from bot.operator.keeping import KEEPING
from bot.operator.office import Failure, Office, Order
from bot.operator.reminding import REMIND
from bot.settings import Settings
from storage.database import Busy, Unavailable, open_database
from storage.files import FileFolder
from storage.schema import upgrade

ORDERS: tuple[Order, ...] = (INVITE, REMIND, *KEEPING)
SOCKET = "anxing.sock"
LINE_LIMIT = 1 << 24

log = logging.getLogger(__name__)

Answer = tuple[int, str]
"""Exit code and text."""


class SideDoor:
    """Carries out orders on a running server's database, for whoever may open its data folder."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._path = office.settings.data / SOCKET
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._answer, self._path, limit=LINE_LIMIT)
        os.chmod(self._path, 0o600)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._path.unlink(missing_ok=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            name, asked = json.loads(await reader.readline())
            order = next(order for order in ORDERS if order.name == name)
            answer = await carry_out(order, self._office, Namespace(**asked))
        except Exception as error:
            log.exception("an operator's command failed")
            answer = 1, f"{type(error).__name__}: {error}"
        writer.write(json.dumps(answer).encode() + b"\n")
        await writer.drain()
        writer.close()


async def carry_out(order: Order, office: Office, asked: Namespace) -> Answer:
    try:
        return 0, await order.run(office, asked)
    except (Failure, Unavailable) as failure:
        return 1, str(failure)


async def give(order: Order, settings: Settings, asked: Namespace, clock: Clock) -> Answer:
    """Carry out an order on the database itself, or through the server that has it."""
    try:
        database = await open_database(settings.database_url)
    except Busy:
        if order.alone:
            raise
        return await _through(settings.data / SOCKET, order, asked)
    try:
        await database.write(upgrade)
        office = Office(settings, database, FileFolder(settings.files), clock)
        return await carry_out(order, office, asked)
    finally:
        await database.close()


async def _through(path: Path, order: Order, asked: Namespace) -> Answer:
    reader, writer = await asyncio.open_unix_connection(path, limit=LINE_LIMIT)
    said = {name: _plain(value) for name, value in vars(asked).items()}
    writer.write(json.dumps([order.name, said]).encode() + b"\n")
    await writer.drain()
    answer = await reader.readline()
    writer.close()
    if not answer:
        return 1, "运行中的服务没有回答，请查看它的日志。"
    code, text = json.loads(answer)
    return code, text


def _plain(value: Any) -> Any:
    """A path means the same in the server's folder only when it is absolute."""
    return str(value.absolute()) if isinstance(value, Path) else value
