"""The architecture as tested properties: who may import whom, and how long a file may grow."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "scoring", "storage", "scheduler")
FILE_LINES, TEST_LINES, FUNCTION_LINES = 250, 350, 45


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "versions" not in path.parts:
                yield path


def test_the_import_contracts_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_file_needs_a_map() -> None:
    budgets = [(path, FILE_LINES) for path in sources(*ROOMS, "bench")]
    budgets += [(path, TEST_LINES) for path in sources("tests")]
    long = {
        str(path.relative_to(ROOT)): lines
        for path, budget in budgets
        if (lines := len(path.read_text().splitlines())) > budget
    }
    assert long == {}


def test_every_function_fits_a_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources(*ROOMS)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    ]
    assert long == []


def test_every_module_says_why_it_exists() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources(*ROOMS)
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


@pytest.mark.parametrize(
    "forbidden",
    [
        r"^\s*(from|import) magic_filter",
        r"^\s*from aiogram import [^\n]*\bF\b",
        r"^\s*(from|import) (unittest\.)?mock",
        r"^[^#\n\"]*asyncio\.wait_for\(",
    ],
)
def test_nothing_uses_what_we_do_without(forbidden: str) -> None:
    """Sync filters cost a thread each; patches test the patch; Python 3.11's ``wait_for`` forgets
    that it was cancelled where what it waits for comes at that moment."""
    named = [
        str(path.relative_to(ROOT))
        for path in sources(*ROOMS, "tests")
        if re.search(forbidden, path.read_text(), re.MULTILINE)
    ]
    assert named == []
