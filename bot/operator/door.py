"""A server's side door: a socket in its data folder, so that commands need not stop it."""

import asyncio
import json
import logging
import os
import socket
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

SOCKET = "anxing.sock"
LINE_LIMIT = 1 << 24
ASK_SECONDS = 5.0
STOP_SECONDS = 10.0

log = logging.getLogger(__name__)

Answer = tuple[int, str]
"""Exit code and text."""


class SideDoor:
    """Passes orders on to ``carry_out``, for whoever may open the data folder."""

    def __init__(
        self, folder: Path, carry_out: Callable[[str, dict[str, Any]], Awaitable[Answer]]
    ) -> None:
        self._path, self._carry_out = folder / SOCKET, carry_out
        self._server: asyncio.Server | None = None
        self._busy: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Whoever holds the database's lock is the server: a socket that lies there is a dead
        one's. On a disk that knows no sockets the server runs without the door."""
        try:
            listening = _bound(self._path)
        except OSError as error:
            log.warning("the side door stays shut, commands need a stopped server: %s", error)
            return
        self._server = await asyncio.start_unix_server(
            self._serve, sock=listening, limit=LINE_LIMIT
        )

    async def stop(self) -> None:
        """An order that is being carried out may end, for a while."""
        if self._server is None:
            return
        self._server.close()
        self._path.unlink(missing_ok=True)
        if self._busy:
            await asyncio.wait(self._busy, timeout=STOP_SECONDS)
        for task in self._busy:
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        try:
            async with asyncio.timeout(ASK_SECONDS):
                line = await reader.readline()
            writer.write(json.dumps(await self._answer(line)).encode() + b"\n")
            await writer.drain()
        except (OSError, ValueError, TimeoutError):
            log.info("an operator's command went away")
        finally:
            self._busy.discard(task)
            writer.close()

    async def _answer(self, line: bytes) -> Answer:
        try:
            name, asked = json.loads(line)
            return await self._carry_out(name, asked)
        except Exception:
            log.exception("an operator's command failed")
            return 1, "没有完成：程序出错了，原因已写入服务的日志。"


async def ask(folder: Path, name: str, asked: dict[str, Any]) -> Answer | None:
    """The answer of the server that has this data folder; None where nobody opens."""
    try:
        with _near(folder / SOCKET) as path:
            reader, writer = await asyncio.open_unix_connection(path, limit=LINE_LIMIT)
    except OSError:
        return None
    line = b""
    with suppress(OSError):
        writer.write(json.dumps([name, asked]).encode() + b"\n")
        await writer.drain()
        line = await reader.readline()
    writer.close()
    if not line.endswith(b"\n"):
        return 1, "服务在回答之前停止了，请查看它的日志后再试。"
    code, text = json.loads(line)
    return code, text


def _bound(path: Path) -> socket.socket:
    """A socket that nobody can connect to before it is only ours."""
    path.unlink(missing_ok=True)
    made = socket.socket(socket.AF_UNIX)
    try:
        with _near(path) as near:
            made.bind(str(near))
        os.chmod(path, 0o600)
    except BaseException:
        made.close()
        raise
    return made


@contextmanager
def _near(path: Path) -> Iterator[Path]:
    """A short name of a path for as long as it takes to find it: the system knows a socket by some
    hundred bytes at most."""
    with tempfile.TemporaryDirectory(prefix="anxing-") as folder:
        link = Path(folder, "to")
        link.symlink_to(path.parent.absolute(), target_is_directory=True)
        yield link / path.name
