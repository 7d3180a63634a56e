"""``anxing demo`` as its user meets it: an address, a page with personas, a clean stop."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import aiohttp

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
PATIENCE = 120


async def start(folder: Path) -> tuple[Process, str]:
    """The demo in a process of its own, once it says where its page is."""
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("ANXING_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo"),
        env={**surroundings, "ANXING_DATA": str(folder), "ANXING_WEB_PORT": "0"},
        stdout=PIPE,
        stderr=PIPE,
    )
    assert process.stdout is not None
    said = ""
    async with asyncio.timeout(PATIENCE):
        while not (found := ADDRESS.search(said)):
            line = await process.stdout.readline()
            assert line, f"it ended: {said}{(await process.communicate())[1].decode()}"
            said += line.decode()
    return process, found[0]


async def stop(process: Process) -> str:
    """SIGTERM, and what it complained of."""
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(PATIENCE):
        _said, complaints = await process.communicate()
    assert process.returncode == 0
    return complaints.decode()


async def personas(address: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert answer.status == 200
        return (await answer.text()).count("/chat#as=")


async def test_a_fresh_demo_serves_its_personas_and_stops_cleanly(tmp_path: Path) -> None:
    process, address = await start(tmp_path)
    try:
        assert await personas(address) == 10
        assert "Traceback" not in await stop(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
