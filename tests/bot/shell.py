"""Real processes of ``anxing`` at a fork's price: one process imports the program, and forks for
each command line.

Run as ``python -m tests.bot.shell`` it takes its orders as JSON on stdin; ``Shell`` gives them.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


@dataclass(frozen=True)
class Done:
    """How a command ended; a negative code is the signal that ended it."""

    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """What an error says: one line, and nothing beside it."""
        (line,) = self.err.strip().splitlines()
        assert not self.out
        return line


class Run:
    """A command that runs."""

    def __init__(self, shell: "Shell", pid: int, out: Path, err: Path) -> None:
        self._shell, self.pid, self.out, self.err = shell, pid, out, err

    def says(self, start: str) -> str:
        """The rest of the first line of its output that starts so, once it is there."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for line in self.out.read_text().splitlines(keepends=True):
                if line.startswith(start) and line.endswith("\n"):
                    return line.removeprefix(start).strip()
            time.sleep(0.02)
        raise AssertionError(f"never said {start!r}: {self.out.read_text()}{self.err.read_text()}")

    def end(self, number: int = signal.SIGTERM) -> Done:
        os.kill(self.pid, number)
        return self.done()

    def done(self) -> Done:
        code = self._shell.order({"wait": self.pid})
        return Done(code, self.out.read_text(), self.err.read_text())


class Shell:
    """Starts commands. Each has its own environment and working folder."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bot.shell"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def order(self, asked: dict[str, Any]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def start(self, data: Path, *words: str, **env: str) -> Run:
        self._count += 1
        out, err = (self._folder / f"{self._count}.{name}" for name in ("out", "err"))
        out.touch()
        err.touch()
        told = {f"ANXING_{name.upper()}": value for name, value in env.items()}
        asked = {"words": words, "env": {"ANXING_DATA": str(data), **told}}
        return Run(self, self.order({**asked, "out": str(out), "err": str(err)}), out, err)

    def run(self, data: Path, *words: str, **env: str) -> Done:
        return self.start(data, *words, **env).done()

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE)


def serve() -> None:
    """The process that forks. What it started ends with it."""
    from bot.__main__ import main

    gc.freeze()
    running: set[int] = set()
    for name in [name for name in os.environ if name.startswith("ANXING_")]:
        del os.environ[name]
    for line in sys.stdin:
        asked = json.loads(line)
        if "wait" in asked:
            print(_wait(asked["wait"]), flush=True)
            running.discard(asked["wait"])
            continue
        pid = os.fork()
        if pid == 0:
            for number, name in ((1, "out"), (2, "err")):
                os.dup2(os.open(asked[name], os.O_WRONLY | os.O_APPEND), number)
            os.environ.update(asked["env"])
            _end(partial(main, asked["words"]))
        running.add(pid)
        print(pid, flush=True)
    for left in running:
        os.kill(left, signal.SIGKILL)


def _end(command: Callable[[], int]) -> None:
    """Carry out and exit as Python does, but for tidying up a copy of all that was imported."""
    code = 1
    try:
        code = command()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        for thread in threading.enumerate():
            if thread is not threading.current_thread() and not thread.daemon:
                thread.join()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _wait(pid: int) -> int:
    """Its exit code. Who doesn't end is killed, which no test expects."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return -999


if __name__ == "__main__":
    serve()
