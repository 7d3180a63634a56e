"""``make bench``: the product beside its peers, in one run."""

import asyncio
import os
import platform
import statistics
import tempfile
import time
from pathlib import Path

from bench import city, importing, score
from bench.form import PEOPLE, Runner, runners
from bench.measure import ROUNDS, demo_starts, ratios

FORMS_EACH = {"ours": 4, "bare": 8, "stored": 1, "dialog": 1}
PEERS = (
    ("bare", "手写的 aiogram FSM（内存，不落盘）", None),
    ("stored", "同一表单 + aiogram-sqlalchemy-storage（SQLite）", 6.0),
    ("dialog", "aiogram-dialog + 同一存储", 8.0),
)


async def rate(runner: Runner, each: int) -> float:
    """Forms a second."""
    began = time.perf_counter()
    done = await runner.forms(each)
    return done / (time.perf_counter() - began)


async def forms() -> None:
    print(f"五步表单，{PEOPLE} 人同时填，每个回答都落盘（张/秒）：", flush=True)
    rates: dict[str, list[float]] = {}
    async with runners() as found:
        for at in range(ROUNDS + 1):
            for kind, runner in found.items():
                measured = await rate(runner, FORMS_EACH[kind])
                if at:
                    rates.setdefault(kind, []).append(measured)
    for kind, measured_ones in rates.items():
        print(f"  {kind:7} 中位数 {statistics.median(measured_ones):.1f}")
    peers = ((said, rates[kind], goal) for kind, said, goal in PEERS)
    for ratio in ratios("安星", rates["ours"], peers):
        print(" ", ratio.line(), flush=True)


def scores() -> None:
    hazards = city.AGENCIES * city.VISITS * city.HAZARDS
    print(f"一家机构的实时得分（{city.AGENCIES} 家机构，{hazards:,} 条隐患）：", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "city.db"
        began = time.perf_counter()
        city.build(path)
        size = path.stat().st_size / 1e9
        print(f"  数据库 {size:.1f} GB，{time.perf_counter() - began:.0f} 秒生成", flush=True)
        ours, loading = [], []
        for at, (live, load) in enumerate(score.rounds(path, ROUNDS * 3, time.perf_counter)):
            if at:
                ours.append(1 / live)
                loading.append(1 / load)
    print(f"  实时得分 中位数 {1000 / statistics.median(ours):.1f} 毫秒")
    for ratio in ratios("实时得分", ours, [("用 ORM 读出这家机构的记录", loading, 10.0)]):
        print(" ", ratio.line(), flush=True)


async def starts() -> None:
    first, later = await demo_starts()
    median = statistics.median(start.seconds for start in later)
    peak = max(start.peak_megabytes for start in later)
    print("演示的启动：")
    print(f"  首次（生成数据）{first.seconds:.1f} 秒，内存峰值 {first.peak_megabytes:.0f} MB")
    print(f"  以后 中位数 {median:.1f} 秒，内存峰值 {peak:.0f} MB", flush=True)


def main() -> None:
    print(f"Python {platform.python_version()}，{os.cpu_count()} 核")
    asyncio.run(forms())
    scores()
    importing.compare()
    asyncio.run(starts())


if __name__ == "__main__":
    main()
