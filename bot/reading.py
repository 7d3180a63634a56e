"""A stranger's large workbook is read in a process of its own, with so much time and memory.

Run as ``python -m bot.reading FILE``; what it found goes to standard output, pickled.
"""

import asyncio
import pickle
import resource
import sys
from pathlib import Path

from handlers.workbook import Workbook, WorkbookError, read
from handlers.workbook.container import content_of, opened

SMALL = 4 << 20
"""Bytes unpacked (as the zip's directory says, and is held to) that a thread reads in a moment."""

CPU_SECONDS = 60
MEMORY = 2 << 30
TOO_MUCH = "这个工作簿太大或太复杂，读不完。请分成几个文件导入。"


class Unreadable(Exception):
    """Why it can't be read: the sentence that the person reads."""


async def read_workbook(path: Path) -> Workbook:
    """What is in the file. Raises ``Unreadable``."""
    try:
        if await asyncio.to_thread(unpacked, path) <= SMALL:
            return await asyncio.to_thread(read, path)
    except WorkbookError as error:
        raise Unreadable(str(error)) from error
    return await read_apart(path)


def unpacked(path: Path) -> int:
    """How much there is to read. Raises ``WorkbookError`` where it is no workbook."""
    with opened(content_of(path)) as archive:
        return sum(part.file_size for part in archive.infolist())


async def read_apart(path: Path) -> Workbook:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        str(path),
        cwd=Path(__file__).parents[1],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        said, _nothing = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        raise Unreadable(TOO_MUCH)
    found: Workbook | str = await asyncio.to_thread(pickle.loads, said)
    if isinstance(found, str):
        raise Unreadable(found)
    return found


def main(path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    answer: Workbook | str
    try:
        answer = read(path)
    except WorkbookError as error:
        answer = str(error)
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
