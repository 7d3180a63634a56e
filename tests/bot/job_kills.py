"""An import killed with SIGKILL at each commit boundary in turn, and taken up again (T1).

Run as ``python -m tests.bot.job_kills FOLDER WORKBOOK``: a preview is made once; for every boundary
of the import a copy of the folder lives until it dies there, and then once more to the end. Prints
what each second life left.
"""

import asyncio
import faulthandler
import json
import os
import shutil
import sys
import traceback
from pathlib import Path

from bot.app import Anxing
from bot.settings import load
from handlers.excel import IMPORT, PREVIEW, XLSX
from storage import job as jobs
from storage.audit import verify
from storage.client import Client
from storage.database import Connection
from storage.files import keep
from storage.job import Job, JobState
from storage.organisation import Membership, Role
from storage.outbox import Delivery, outbox
from storage.store import Store
from tests.bot.kills import LONGEST_LIFE, WANG, Death, Mortal, was_killed
from tests.bot.office import FixedClock, opened
from tests.bot.talk import TalkChannel

FIRST = 4
"""Commits of a start that the import has nothing to do with come before (migrating, …)."""


async def asked(folder: Path, kind: str, more: dict[str, object]) -> str:
    """A job that waits for the next life."""
    clock = FixedClock()
    async with Anxing(load(data=folder), clock=clock, reminding=False, kinds={}) as app:

        def work(connection: Connection) -> str:
            store = Store(connection, clock())
            (member,) = store.find(Membership, role=Role.AGENCY)
            keep(store, str(more["sha256"]), str(more["name"]), XLSX, 1)
            return jobs.ask(
                store,
                kind,
                more,
                person_id=member.person_id,
                agency_id=member.agency_id,
                channel="talk",
                account=str(WANG),
            )

        return await app.database.write(work)


async def live(folder: Path, death: Death, id: str) -> Job:
    """Until the job is settled and said, or death comes."""

    async def opening(_url: str) -> Mortal:
        return Mortal(folder / "anxing.db", death)

    clock = FixedClock()
    async with Anxing(load(data=folder), clock=clock, reminding=False, opening=opening) as app:
        app.jobs.patience = 0.0
        await app.serve([TalkChannel(app.files)])
        while True:
            job = await app.database.read(lambda c: jobs.get_job(Store(c, clock()), id))
            assert job is not None
            if job.state is not JobState.WAITING and app.jobs.idle and app.sender.idle:
                return job
            await asyncio.sleep(0.002)


def dies(folder: Path, death: Death, id: str) -> bool:
    """Whether a life of its own process was killed there."""
    process = os.fork()
    if process == 0:
        faulthandler.dump_traceback_later(LONGEST_LIFE, exit=True)
        try:
            asyncio.run(live(folder, death, id))
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    return was_killed(os.waitpid(process, 0)[1])


async def left(folder: Path, id: str) -> dict[str, object]:
    """What the second life leaves behind."""
    job = await live(folder, Death(), id)
    clock = FixedClock()
    async with Anxing(load(data=folder), clock=clock, reminding=False) as app:

        def look(connection: Connection) -> dict[str, object]:
            store = Store(connection, clock())
            sent = outbox.select().where(outbox.c.key == f"job:{id}")
            letters = connection.execute(sent).mappings().all()
            return {
                "state": str(job.state),
                "clients": sorted(one.name for one in store.find(Client)),
                "letters": [str(one["state"]) for one in letters] == [str(Delivery.SENT)],
                "trail": list(verify(connection)) == [],
            }

        return await app.database.read(look)


async def prepare(folder: Path, workbook: bytes) -> dict[str, object]:
    """Somebody came in, and the preview of their workbook was made."""
    clock = FixedClock()
    async with Anxing(load(data=folder), clock=clock, reminding=False) as app:
        office = await opened(app, clock)
        office._ids[0] = WANG - 1
        await office.person("王建国", Role.AGENCY)
        sha256 = app.files.put(workbook)
    file: dict[str, object] = {"sha256": sha256, "name": "客户.xlsx"}
    id = await asked(folder, PREVIEW, file)
    preview = await live(folder, Death(), id)
    assert preview.made is not None
    return {**file, "preview": id, "promise": preview.made["promise"]}


def main(folder: Path, workbook: Path) -> None:
    whole = folder / "whole"
    whole.mkdir()
    promised = asyncio.run(prepare(whole, workbook.read_bytes()))
    id = asyncio.run(asked(whole, IMPORT, promised))
    found, killed = [], True
    for write in range(FIRST, 40):
        for after in (False, True):
            copy = folder / f"{write}{after}"
            shutil.copytree(whole, copy)
            killed = dies(copy, Death(write, after), id)
            found.append({"kill": killed, **asyncio.run(left(copy, id))})
            shutil.rmtree(copy)
        if not killed:
            break
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
