"""A server's side door: a socket in its data folder, so that commands need not stop it."""

import argparse
import asyncio
import json
import logging
import os
import shlex
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from bot.channel import Clock
from bot.operator.invitations import INVITE
from bot.operator.keeping import KEEPING
from bot.operator.office import Command, Failure, Office
from bot.operator.reminding import REMIND
from bot.settings import Settings
from storage.database import Busy, Unavailable, open_database
from storage.files import FileFolder
from storage.schema import upgrade

COMMANDS: tuple[Command, ...] = (INVITE, REMIND, *KEEPING)
SOCKET = "anxing.sock"
LINE_LIMIT = 1 << 20

log = logging.getLogger(__name__)


def add_to(parsers: "argparse._SubParsersAction[ArgumentParser]") -> None:
    """Give each command its place in the command line's parser."""
    for command in COMMANDS:
        parser = parsers.add_parser(command.name, help=command.help)
        command.arguments(parser)


class SideDoor:
    """Serves the commands of an office to whoever may open the data folder."""

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
            argv = json.loads(await reader.readline())
            log.info("an operator's command: %s", shlex.join(argv[:1]))
            code, text = await carry_out(self._office, argv)
        except Exception as error:
            log.exception("an operator's command failed")
            code, text = 1, str(error)
        writer.write(json.dumps([code, text]).encode() + b"\n")
        await writer.drain()
        writer.close()


async def carry_out(office: Office, argv: Sequence[str]) -> tuple[int, str]:
    """Exit code and text of a command."""
    command, asked = parse(argv)
    try:
        return 0, await command.run(office, asked)
    except (Failure, Unavailable) as failure:
        return 1, str(failure)


def parse(argv: Sequence[str]) -> tuple[Command, Namespace]:
    parser = ArgumentParser(prog="anxing")
    add_to(parser.add_subparsers(dest="command", required=True))
    asked = parser.parse_args(argv)
    return next(command for command in COMMANDS if command.name == asked.command), asked


async def command_line(settings: Settings, argv: Sequence[str], clock: Clock) -> tuple[int, str]:
    """Carry out a command: on the database itself, or through the server that has it."""
    command, _asked = parse(argv)
    try:
        database = await open_database(settings.database_url)
    except Busy as busy:
        if command.alone:
            return 2, str(busy)
        return await _through(settings.data / SOCKET, argv, busy)
    try:
        await database.write(upgrade)
        office = Office(settings, database, FileFolder(settings.files), clock)
        return await carry_out(office, argv)
    finally:
        await database.close()


async def _through(path: Path, argv: Sequence[str], busy: Busy) -> tuple[int, str]:
    try:
        reader, writer = await asyncio.open_unix_connection(path, limit=LINE_LIMIT * 64)
    except OSError:
        return 2, str(busy)
    writer.write(json.dumps([_absolute(word) for word in argv]).encode() + b"\n")
    await writer.drain()
    answer = await reader.readline()
    writer.close()
    if not answer:
        return 1, "运行中的服务没有回答，请查看它的日志。"
    code, text = json.loads(answer)
    return code, text


def _absolute(word: str) -> str:
    """The server stands in another folder: a path means the same there."""
    looks = not word.startswith("-") and ("/" in word or Path(word).exists())
    return str(Path(word).absolute()) if looks else word
