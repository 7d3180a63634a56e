"""Workbooks as long work: looked at, imported in one unit, and made for whoever asks."""

import asyncio
from dataclasses import dataclass

from bot.jobs import Kind, Made, Parts, Unable, stored
from bot.progress import Progress
from bot.reading import Unreadable, read_workbook
from handlers import excel, workbook
from handlers.excel import MENU, XLSX
from handlers.formkit.events import SentFile
from handlers.formkit.view import View
from handlers.scorecard import Receipts
from handlers.workbook import Fate, Plan, Workbook, WorkbookError
from storage.apart import read_apart
from storage.database import Connection
from storage.job import Job
from storage.store import ZONE, Store

SHOWN = 20
NOTHING = "没有要写入的内容：和已有的记录完全一样。"
MOVED = "核对以后，记录又有了变化，这次导入没有写入。请重新核对一遍。"


@dataclass(frozen=True)
class Looked:
    """What a workbook holds, what an import of it would do now, and what is wrong in it, marked."""

    book: Workbook
    plan: Plan
    marked: bytes | None


async def look(parts: Parts, job: Job, progress: Progress) -> Looked:
    agency = _agency(job)
    await progress("正在读工作簿…")
    try:
        book = await read_workbook(parts.files.path(str(job.asked["sha256"])))
    except Unreadable as reason:
        raise Unable(f"“{job.asked['name']}”：{reason}") from reason
    await progress("正在和已有的记录核对…")

    def compare(connection: Connection) -> Looked:
        store = Store(connection, parts.clock(), job.person_id)
        planned = workbook.plan(store, agency, book)
        marked = workbook.annotated(store, book, planned) if planned.problems else None
        return Looked(book, planned, marked)

    return await read_apart(parts.database.url, compare)


async def preview(parts: Parts, job: Job, progress: Progress) -> Made:
    """What an import would do; what is wrong, each at its place, and beside it in the file."""
    looked = await look(parts, job, progress)
    planned = looked.plan
    files: tuple[SentFile, ...] = ()
    if looked.marked:
        name = f"有误的地方-{job.asked['name']}"
        files = (await stored(parts, looked.marked, name, XLSX),)
    view = View(
        "\n".join(previewed(planned)),
        excel.ways(job.id, planned.ready),
        title=f"核对结果 · {job.asked['name']}",
    )
    made = {"ready": planned.ready, "promise": planned.promise}
    return Made(lambda store: view, files, made)


def previewed(planned: Plan) -> list[str]:
    lines = planned.lines(SHOWN)
    wrong = len(planned.problems)
    if wrong:
        lines += [
            "",
            f"有{wrong}处要改，全部写在发回的工作簿里。改好再发来；现在什么都没有写入。",
        ]
    elif not planned.ready:
        lines += ["", NOTHING]
    else:
        what = ((Fate.NEW, "新增"), (Fate.CHANGED, "更正"))
        said = [f"{word}{count}条" for fate, word in what if (count := planned.total(fate))]
        lines += ["", f"点“导入”，将{'、'.join(said)}；现在什么都没有写入。"]
    return lines


async def bring_in(parts: Parts, job: Job, progress: Progress) -> Made:
    """The import that a preview promised, whole or not at all."""
    looked, agency = await look(parts, job, progress), _agency(job)
    await progress(f"正在写入，共{len(looked.plan.steps)}条…")

    def told(done: int, of: int) -> None:
        progress.within(f"正在写入：{done}/{of}条…")

    def write(store: Store) -> View:
        receipts = Receipts()
        before = receipts.standing(store, agency)
        try:
            with store.attempt():
                done = workbook.apply(store, looked.book, looked.plan, told)
                if done.promise != job.asked["promise"]:
                    raise WorkbookError(MOVED)
        except WorkbookError:
            return moved(job)
        lines = [*done.lines(), f"时间：{store.now.astimezone(ZONE):%Y-%m-%d %H:%M}"]
        lines += receipts.lines(before, receipts.standing(store, agency))
        return View("\n".join(lines), ((MENU,),), title="已导入")

    return Made(write)


def moved(job: Job) -> View:
    return View(MOVED, excel.again(str(job.asked["preview"])))


async def make(parts: Parts, job: Job, progress: Progress) -> Made:
    """A workbook for somebody: the template, all records, or the ledger of uploads."""
    what, agency = str(job.asked["what"]), _agency(job)
    await progress("正在读记录…")
    if what == excel.TEMPLATE:
        content = await asyncio.to_thread(workbook.template)
    else:
        writing = workbook.export if what == excel.RECORDS else workbook.ledger
        content = await read_apart(
            parts.database.url, lambda c: writing(Store(c, parts.clock()), agency)
        )
    today = parts.clock().astimezone(ZONE).date()
    file = await stored(parts, content, f"安星-{excel.MADE[what]}-{today}.xlsx", XLSX)
    text = f"{excel.MADE[what]}做好了。填好或改好以后，把文件直接发回来就能导入。"
    view = View(text, ((MENU,),))
    return Made(lambda store: view, (file,))


def _agency(job: Job) -> str:
    if job.agency_id is None:
        raise Unable("工作簿由机构人员导入导出。")
    return job.agency_id


EXCEL: dict[str, Kind] = {
    excel.PREVIEW: preview,
    excel.IMPORT: bring_in,
    excel.MAKE: make,
}
