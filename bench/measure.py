"""Interleaved rounds and their medians; what a fresh process costs in time and memory."""

import asyncio
import contextlib
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import psutil

ROUNDS = 7


@dataclass(frozen=True)
class Ratio:
    """Ours over a named peer in each round of one run; the higher the better."""

    name: str
    peer: str
    rounds: Sequence[float]
    goal: float | None = None

    def line(self) -> str:
        low, high = min(self.rounds), max(self.rounds)
        said = f"{self.name} / {self.peer}: {statistics.median(self.rounds):.2f}×"
        said += f"（{len(self.rounds)} 轮，{low:.2f}–{high:.2f}）"
        return said if self.goal is None else f"{said}，目标 ≥ {self.goal:g}× {self._verdict()}"

    def _verdict(self) -> str:
        return "✓" if statistics.median(self.rounds) >= (self.goal or 0) else "✗"


def ratios(
    name: str, ours: Sequence[float], peers: Iterable[tuple[str, Sequence[float], float | None]]
) -> list[Ratio]:
    """Of rates (per second), round by round."""
    return [
        Ratio(name, peer, [a / b for a, b in zip(ours, theirs, strict=True)], goal)
        for peer, theirs, goal in peers
    ]


@dataclass(frozen=True)
class Start:
    seconds: float
    peak_megabytes: float


async def start_of_demo(data: str) -> Start:
    """From the command to the line that says where the page is; memory at its highest until then
    and two seconds on."""
    began, peak = time.perf_counter(), 0.0
    environment = {**os.environ, "ANXING_DATA": data, "ANXING_WEB_PORT": "0"}
    command = [sys.executable, "-m", "bot", "demo"]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, env=environment
    )
    assert process.stdout is not None
    watched = psutil.Process(process.pid)
    line = asyncio.ensure_future(_until_ready(process.stdout))
    seconds = 0.0
    while not seconds or time.perf_counter() < began + seconds + 2:
        with contextlib.suppress(psutil.Error):
            peak = max(peak, watched.memory_info().rss / 1e6)
        await asyncio.sleep(0.02)
        if line.done() and not seconds:
            seconds = time.perf_counter() - began
    process.send_signal(signal.SIGTERM)
    await process.wait()
    return Start(seconds, peak)


async def _until_ready(lines: asyncio.StreamReader) -> None:
    while line := await lines.readline():
        if b"http://" in line:
            return
    raise RuntimeError("the demo did not start")


async def demo_starts() -> tuple[Start, list[Start]]:
    """The first start, which makes the data, and later ones."""
    with tempfile.TemporaryDirectory() as folder:
        first = await start_of_demo(folder)
        return first, [await start_of_demo(folder) for _ in range(3)]
