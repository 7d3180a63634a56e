"""A process killed with SIGKILL again and again while a person fills in forms (T1).

Run as ``python -m tests.bot.kills FOLDER KILLS FORMS SEED``: one process imports all and forks a
server per life, so that fifty lives take seconds. It plays the messenger: an update that was not
acknowledged is delivered again, one that was is not.
"""

import asyncio
import faulthandler
import json
import os
import random
import signal
import sys
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.app import Anxing
from bot.settings import load
from storage.database import SQLite, Work
from storage.organisation import Role
from tests.bot.office import FixedClock, opened
from tests.bot.talk import Person, TalkChannel

T = TypeVar("T")
WANG = 7001
LONGEST_LIFE = 120.0
"""Seconds after which a life that hangs says where, and ends."""


@dataclass(frozen=True)
class Death:
    """When a life ends: at a write, before or after its commit, or after a time (seconds)."""

    write: int = 0
    after: bool = False
    seconds: float = 0.0


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Mortal(SQLite):
    """A database whose process dies at a commit boundary."""

    def __init__(self, path: Path, death: Death) -> None:
        super().__init__(path, readers=2)
        self._death, self._writes = death, 0

    async def write(self, work: Work[T]) -> T:
        self._writes += 1
        mine = self._writes
        if mine == self._death.write and not self._death.after:
            die()
        result = await super().write(work)
        if mine == self._death.write:
            die()
        return result


def forms(count: int) -> list[str]:
    """What the person types: forms, each with answers that tell it apart."""
    said = []
    for n in range(count):
        said += ["菜单", "委托单位", f"恒丰{n}厂", "跳过", f"新塍{n}镇", f"兴业路{n}号"]
        said += ["跳过"] * 6 + ["提交"]
    return said


async def live(folder: Path, death: Death, orders: int, answers: int) -> None:
    """One life: updates come in on a pipe, acknowledgements go out on another."""

    async def opening(_url: str) -> Mortal:
        return Mortal(folder / "anxing.db", death)

    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(orders, "rb")
    )
    clock = FixedClock()
    async with Anxing(
        load(data=folder), clock=clock, reminding=False, opening=opening
    ) as app:
        channel = TalkChannel(app.files)
        await app.serve([channel])
        if death.seconds:
            threading.Timer(death.seconds, die).start()
        os.write(answers, b"ready\n")
        while line := await reader.readline():
            order = json.loads(line)
            await channel.deliver(order["raw"], key=order["key"])
            os.write(answers, f"{order['key']}\n".encode())
        await Person(app, channel, WANG).settled()


def was_killed(status: int) -> bool:
    """What ``waitpid`` says of a life: killed, or ended well; nothing else is as it should be."""
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "a life hung or failed"
    return os.WIFSIGNALED(status)


def be_born(folder: Path, death: Death) -> tuple[int, int, int]:
    """Fork a server; gives its process and the ends of its pipes."""
    orders_out, orders_in = os.pipe()
    answers_out, answers_in = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(orders_in)
        os.close(answers_out)
        faulthandler.dump_traceback_later(LONGEST_LIFE, exit=True)
        try:
            asyncio.run(live(folder, death, orders_out, answers_in))
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    os.close(orders_out)
    os.close(answers_in)
    return process, orders_in, answers_out


def some_death(dice: random.Random) -> Death:
    """Mostly at a commit boundary: migrating, recovering, keeping, handling, marking."""
    if dice.random() < 0.2:
        return Death(seconds=dice.uniform(0.001, 0.08))
    return Death(dice.randint(2, 9), dice.random() < 0.5)


def tell(folder: Path, death: Death, told: list[dict[str, Any]], dice: random.Random) -> bool:
    """Deliver until the server dies or everything is acknowledged, now and then hastily. Says
    whether it was killed."""
    process, orders, answers = be_born(folder, death)
    heard = os.fdopen(answers)
    try:
        if heard.readline() == "ready\n":
            while told:
                os.write(orders, json.dumps(told[0]).encode() + b"\n")
                if heard.readline() != f"{told[0]['key']}\n":
                    break
                told.pop(0)
                if dice.random() < 0.5:
                    threading.Event().wait(dice.uniform(0, 0.01))
    except BrokenPipeError:
        pass
    finally:
        os.close(orders)
        heard.close()
        _process, status = os.waitpid(process, 0)
    return was_killed(status)


async def prepare(folder: Path) -> None:
    """Let the person in."""
    clock = FixedClock()
    async with Anxing(load(data=folder), clock=clock, reminding=False) as app:
        await (await opened(app, clock)).person("王建国", Role.AGENCY)


def main(folder: Path, kills: int, count: int, seed: int) -> None:
    dice = random.Random(seed)
    asyncio.run(prepare(folder))
    person = Person(None, None, WANG, "王建国")  # type: ignore[arg-type]
    told = [
        {"key": f"u{n}", "raw": person.message(text=text)}
        for n, text in enumerate(forms(count))
    ]
    killed = 0
    while killed < kills and told:
        killed += tell(folder, some_death(dice), told, dice)
    tell(folder, Death(), told, dice)
    print(json.dumps({"kills": killed, "left": len(told)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))


