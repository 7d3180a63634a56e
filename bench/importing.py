"""An import of 5,400 rows, whole, beside openpyxl only reading the same file: time and memory.

Run as ``python -m bench.importing ours|plain FILE``: seconds and the peak in megabytes.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import load_workbook

from bench.ledgers import sheets, written
from bench.measure import ratios
from handlers import workbook
from handlers.workbook import Fate
from storage.agency import Agency
from storage.schema import upgrade
from storage.store import Store
from storage.writer import writing_engine

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
ROUNDS = 5
ROWS = 5400
GOAL = 0.34
"""Under three times the time of a plain reading."""


@dataclass(frozen=True)
class Cost:
    seconds: float
    megabytes: float


def ours(path: Path) -> float:
    """Read, check and write every row with its audit entry, durably."""
    with tempfile.TemporaryDirectory() as folder:
        engine = writing_engine(f"{folder}/anxing.db")
        with engine.begin() as connection:
            upgrade(connection)
            agency = Store(connection, NOW).add(Agency(name="机构", credit_code=""))
        began = time.perf_counter()
        with engine.begin() as connection:
            store = Store(connection, NOW)
            read = workbook.read(path)
            outcome = workbook.apply(store, read, workbook.plan(store, agency.id, read))
        seconds = time.perf_counter() - began
        assert outcome.total(Fate.NEW) == ROWS
        engine.dispose()
    return seconds


def plain(path: Path) -> float:
    """Every value of every sheet, looked at and let go."""
    began = time.perf_counter()
    book = load_workbook(path, read_only=True, data_only=True)
    rows = sum(1 for sheet in book for row in sheet.iter_rows(values_only=True) if any(row))
    seconds = time.perf_counter() - began
    assert rows == ROWS + len(book.worksheets)
    return seconds


WORK: dict[str, Callable[[Path], float]] = {"ours": ours, "plain": plain}


def measured(kind: str, path: Path) -> Cost:
    """In a process of its own, so that its memory is its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.importing", kind, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, megabytes = done.stdout.split()
    return Cost(float(seconds), float(megabytes))


def compare() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "books.xlsx"
        path.write_bytes(written(sheets()))
        size = path.stat().st_size / 1e3
        print(f"导入 Excel（{ROWS} 行，{size:.0f} KB），旁边是 openpyxl 只读这个文件：", flush=True)
        costs: dict[str, list[Cost]] = {kind: [] for kind in WORK}
        for _ in range(ROUNDS):
            for kind, found in costs.items():
                found.append(measured(kind, path))
    for kind, found in costs.items():
        seconds = sorted(cost.seconds for cost in found)[ROUNDS // 2]
        peak = max(cost.megabytes for cost in found)
        print(f"  {kind:6} 中位数 {seconds:.2f} 秒，内存峰值 {peak:.0f} MB")
    rates = {kind: [1 / cost.seconds for cost in found] for kind, found in costs.items()}
    for ratio in ratios("导入", rates["ours"], [("openpyxl 只读", rates["plain"], GOAL)]):
        print(" ", ratio.line(), flush=True)


def peak_megabytes() -> float:
    """This program's own peak: what getrusage says includes that of the process it came from."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1e3


if __name__ == "__main__":
    spent = WORK[sys.argv[1]](Path(sys.argv[2]))
    print(spent, peak_megabytes())
