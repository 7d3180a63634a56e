"""The published file of a draw, made for whoever may see it and wants to check it."""

from typing import Any

from bot.jobs import Kind, Made, Parts, Unable, stored
from bot.progress import Progress
from handlers.formkit.view import Choice, View, press
from scoring.draw_file import written
from storage.database import Connection
from storage.draw import Draw
from storage.drawing import published, told_to_agency
from storage.job import Job
from storage.store import Store

JSON = "application/json"
GONE = "没有找到要的抽样，可能还没有公布，或者不归您现在的身份查看。"
CHECKED = (
    "抽样文件做好了。谁都可以检验：在装有安星的电脑上运行 anxing draw --verify 文件名，"
    "或者照文件里写的办法自己算。"
)


async def make_draw_file(parts: Parts, job: Job, progress: Progress) -> Made:
    def work(connection: Connection) -> dict[str, Any] | None:
        store = Store(connection, parts.clock(), job.person_id)
        draw = store.get(Draw, str(job.asked["draw"]))
        if draw is None or draw.drawn_at is None or draw.withdrawn_at is not None:
            return None
        theirs = job.agency_id == draw.of_agency_id and told_to_agency(store, draw)
        return published(draw) if job.agency_id is None or theirs else None

    found = await parts.database.read(work)
    if found is None:
        raise Unable(GONE)
    name = f"现场核查抽样 {found['number']}.json"
    made = await stored(parts, written(found), name, JSON)
    back = Choice("返回抽样", press("draw.open", str(job.asked["draw"])))
    view = View(CHECKED, ((back, Choice("菜单", press("menu"))),))
    return Made(lambda store: view, (made,))


DRAWING: dict[str, Kind] = {"draw_file": make_draw_file}
