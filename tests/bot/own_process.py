"""A program in a process group of its own: should it hang, it ends with all that it started."""

import asyncio
import os
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 480.0


@dataclass(frozen=True)
class Ended:
    returncode: int
    stdout: str
    stderr: str


async def python(*words: str, env: dict[str, str] | None = None) -> Ended:
    """Run Python with these words until it ends. What it says goes to files: a pipe that one of
    its own children still holds would be waited for without end."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-X", "faulthandler", *words),
            stdout=out,
            stderr=err,
            cwd=ROOT,
            env=env,
            start_new_session=True,
        )
        code: int | None = None
        try:
            async with asyncio.timeout(PATIENCE):
                code = await process.wait()
        except TimeoutError:
            os.killpg(process.pid, signal.SIGABRT)
            await asyncio.sleep(1)
        finally:
            if code is None:
                os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
        out.seek(0)
        err.seek(0)
        said, complained = out.read().decode(), err.read().decode()
    assert code is not None, f"it did not end:\n{said[-2000:]}\n{complained[-6000:]}"
    return Ended(code, said, complained)
