"""Papers and packages asked for in chat: read in one snapshot, made away from the conversations."""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

from bot.jobs import Kind, Made, Parts, Unable, stored
from bot.progress import Progress
from handlers.documents.archive import Original, originals, package, safe, shares
from handlers.documents.client_file import client_file
from handlers.documents.hazard_list import hazard_list
from handlers.documents.paper import Paper
from handlers.documents.typeset import Bytes
from handlers.formkit.events import SentFile
from handlers.formkit.view import Choice, View, press
from storage.client import Client
from storage.database import Connection
from storage.dossier import Dossier, dossier
from storage.files import Files, StoredFile, get_file
from storage.job import Job
from storage.paper_copy import printed
from storage.store import Store
from storage.visit import Visit

T = TypeVar("T")

PDF, ZIP = "application/pdf", "application/zip"
GONE = "没有找到要的记录，可能已经作废，或者不归您现在的身份查看。"
MENU = Choice("菜单", press("menu"))
PRINTED = (
    "纸质隐患清单做好了，可以打印出来请委托单位签收，签好后登记“隐患清单签收”。"
    "扫纸上的码，可以查这份内容签收没有、有没有改过。"
)


async def make_client_file(parts: Parts, job: Job, progress: Progress) -> Made:
    """一企一档 as one PDF."""
    _whole, paper, _known = await _read(parts, job, _client)
    await progress(f"正在排版“{paper.name}”……")
    made = await _pdf(parts, paper)
    back = (Choice("返回档案", press("doc.open", str(job.asked["client"]))), MENU)
    return _answered("一企一档做好了，前面有目录。", [made], back)


async def make_hazard_list(parts: Parts, job: Job, progress: Progress) -> Made:
    """The paper copy of a visit's hazard list."""
    visit, (paper, content) = await _read(parts, job, _list)
    made = await _pdf(parts, paper)

    def say(store: Store) -> View:
        printed(store, visit, content)
        back = Choice("返回记录", press("rec.open", f"visit:{visit.id}"))
        return View(PRINTED, ((back, MENU),))

    return Made(say, (made,))


async def make_originals(parts: Parts, job: Job, progress: Progress) -> Made:
    """The originals of one client's file, with the PDF and an index page, in packages."""
    whole, paper, known = await _read(parts, job, _client)
    await progress("正在排版……")
    pdf = await asyncio.to_thread(paper.pdf, reading(parts.files))
    split = shares(originals(whole, known), papers=len(pdf))
    made = []
    for number, share in enumerate(split, 1):
        await progress(f"正在打包，第{number}包，共{len(split)}包……")
        made.append(await _packed(parts, whole, paper, pdf, share, number, len(split)))
    several = f"，共{len(split)}个" if len(split) > 1 else ""
    back = (Choice("返回档案", press("doc.open", whole.client.id)), MENU)
    text = f"原件压缩包做好了{several}。解开以后先看“目录.html”。"
    return _answered(text, made, back)


async def _packed(
    parts: Parts,
    whole: Dossier,
    paper: Paper,
    pdf: bytes,
    share: list[Original],
    number: int,
    count: int,
) -> SentFile:
    of = f"（第{number}包，共{count}包）" if count > 1 else ""
    title = f"一企一档 {whole.client.name}{of}"
    papers = {"目录.pdf": pdf} if number == 1 else {}
    making = partial(package, share, reading(parts.files), papers, title, paper.at)
    content = await asyncio.to_thread(making)
    mark = f" {number}-{count}" if count > 1 else ""
    return await stored(parts, content, f"{_stem(paper)}{mark}.zip", ZIP)


def reading(files: Files) -> Bytes:
    """The bytes of a stored file, None where they are gone."""

    def read(sha256: str) -> bytes | None:
        try:
            return files.path(sha256).read_bytes()
        except (OSError, ValueError):
            return None

    return read


async def _pdf(parts: Parts, paper: Paper) -> SentFile:
    content = await asyncio.to_thread(paper.pdf, reading(parts.files))
    return await stored(parts, content, f"{_stem(paper)}.pdf", PDF)


def _stem(paper: Paper) -> str:
    return safe(paper.name.removesuffix(".pdf"))


async def _read(parts: Parts, job: Job, wanted: Callable[[Store, Job], T | None]) -> T:
    """What is asked for, if who asked may see it. Raises ``Unable``."""

    def work(connection: Connection) -> T | None:
        return wanted(Store(connection, parts.clock(), job.person_id), job)

    found = await parts.database.read(work)
    if found is None:
        raise Unable(GONE)
    return found


def _client(store: Store, job: Job) -> tuple[Dossier, Paper, dict[str, StoredFile]] | None:
    client = store.get(Client, str(job.asked["client"]))
    if client is None or job.agency_id not in (None, client.agency_id):
        return None
    whole = dossier(store, client)
    return whole, client_file(store, whole), _known(store, whole.files)


def _known(store: Store, files: Iterable[str]) -> dict[str, StoredFile]:
    return {sha256: file for sha256 in files if (file := get_file(store, sha256))}


def _list(store: Store, job: Job) -> tuple[Visit, tuple[Paper, dict[str, Any]]] | None:
    visit = store.get(Visit, str(job.asked["visit"]))
    if visit is None or visit.withdrawn_at is not None:
        return None
    theirs = job.agency_id in (None, visit.agency_id)
    return (visit, hazard_list(store, visit)) if theirs else None


def _answered(text: str, files: list[SentFile], row: tuple[Choice, ...]) -> Made:
    return Made(lambda store: View(text, (row,)), tuple(files))


DOCUMENTS: dict[str, Kind] = {
    "client_file": make_client_file,
    "client_originals": make_originals,
    "hazard_list": make_hazard_list,
}
"""The kinds of long work that end in a paper."""
