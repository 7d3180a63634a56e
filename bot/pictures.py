"""Pictures asked for in chat: read in one snapshot, drawn away from the conversations."""

import asyncio
from collections.abc import Callable

from bot.documents import MENU
from bot.jobs import Kind, Made, Parts, Unable, stored
from bot.progress import Progress
from handlers.documents.archive import safe
from handlers.formkit.view import Choice, View, press
from handlers.pictures.course import course
from handlers.pictures.heat import heat
from handlers.pictures.picture import Picture
from handlers.pictures.quarters import quarters
from handlers.pictures.sections import sections
from handlers.scorecard.load import live
from handlers.scorecard.sheet import Sheet
from handlers.scorecard.survey import for_agency
from scoring.editions import edition
from storage.apart import read_apart
from storage.cycle import Cycle, Participation
from storage.database import Connection
from storage.inspecting import hidden_from
from storage.job import Job
from storage.losses import losers
from storage.store import Store

PNG = "image/png"
GONE = "没有找到要画的得分，可能已经作废，或者不归您现在的身份查看。"
NOBODY = "还没有算出参评机构的得分，先看一次“全市失分”或“得分”再来画图。"


async def make_picture(parts: Parts, job: Job, progress: Progress) -> Made:
    """One picture, or of many agencies several; the text says the same."""

    def work(connection: Connection) -> list[Picture]:
        return _asked(Store(connection, parts.clock(), job.person_id), job)

    found = await read_apart(parts.database.url, work)
    await progress("正在画图……")
    files = []
    for one in found:
        content = await asyncio.to_thread(one.png)
        files.append(await stored(parts, content, f"{safe(one.name)}.png", PNG))
    row = (_back(job), MENU)
    return Made(lambda store: View(found[0].text, (row,)), tuple(files))


def _back(job: Job) -> Choice:
    if job.asked["what"] == "heat":
        return Choice("返回全市失分", press("city.menu"))
    return Choice("返回得分", press("score.card", str(job.asked["of"])))


def _asked(store: Store, job: Job) -> list[Picture]:
    """Raises ``Unable`` where it is gone, or isn't theirs."""
    if job.asked["what"] == "heat":
        return _of_all(store, job)
    part = store.get(Participation, str(job.asked["of"]))
    theirs = part is not None and job.agency_id in (None, part.agency_id)
    if part is None or part.withdrawn_at is not None or not theirs:
        raise Unable(GONE)
    if part.id in hidden_from(store, job.person_id):
        raise Unable(GONE)
    see: Callable[[Sheet], Sheet] = for_agency if job.agency_id else _whole
    if job.asked["what"] == "course":
        return [course(store, part, see, store.now)]
    sheet = see(live(store, part))
    if job.asked["what"] == "quarters":
        return [quarters(store, part, sheet, store.now)]
    return [sections(sheet, store.now)]


def _whole(sheet: Sheet) -> Sheet:
    return sheet


def _of_all(store: Store, job: Job) -> list[Picture]:
    cycle = store.get(Cycle, str(job.asked["of"]))
    if cycle is None or cycle.withdrawn_at is not None or job.agency_id is not None:
        raise Unable(GONE)
    standard = edition(cycle.edition)
    who = losers(store, cycle, standard, hidden_from(store, job.person_id))
    if not who:
        raise Unable(NOBODY)
    return heat(cycle, standard, who, store.today, store.now)


PICTURES: dict[str, Kind] = {"picture": make_picture}
"""The kind of long work that ends in a picture."""
