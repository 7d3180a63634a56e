"""Papers of a rating asked for in chat: 表A, the notice of a result, the notice and minutes of a
talk."""

import asyncio
from collections.abc import Callable
from datetime import date

from bot.documents import MENU, PDF, reading
from bot.jobs import Kind, Made, Parts, Unable, stored
from bot.progress import Progress
from handlers.documents.archive import safe
from handlers.documents.paper import Paper
from handlers.documents.result_notice import result_notice, result_words
from handlers.documents.table_a import file_stem, table_a
from handlers.documents.table_a_sheet import table_a_sheet
from handlers.documents.talk_papers import talk_minutes, talk_notice, talk_words
from handlers.excel import XLSX
from handlers.formkit.view import Choice, View, press
from handlers.scorecard.load import issued, live
from handlers.scorecard.sheet import Sheet
from handlers.scorecard.survey import for_agency
from storage.apart import read_apart
from storage.card import Card
from storage.cycle import Participation
from storage.database import Connection
from storage.inspecting import hidden_from
from storage.inspection import Inspection
from storage.job import Job
from storage.publication import Publication
from storage.store import Store
from storage.talk import Talk

GONE = "没有找到要的文件，可能已经作废，或者不归您现在的身份查看。"
BLANK = "空白的星级评定表做好了，评定得分留空，A4纸打印正好两页。"
ADDS_UP = "空白的星级评定表做好了。25项得分都填上以后，合计自己算出来。"
Row = tuple[Choice, ...]


async def make_table_pdf(parts: Parts, job: Job, progress: Progress) -> Made:
    """表A on paper."""
    sheet = await _sheet(parts, job)
    paper = table_a(sheet, parts.clock())
    return await _paper(parts, paper, _said(sheet) if sheet else BLANK, _back(sheet))


async def make_table_xlsx(parts: Parts, job: Job, progress: Progress) -> Made:
    """表A as a workbook."""
    sheet = await _sheet(parts, job)
    content = await asyncio.to_thread(table_a_sheet, sheet)
    file = await stored(parts, content, f"{safe(file_stem(sheet))}.xlsx", XLSX)
    text = _said(sheet) if sheet else ADDS_UP
    return Made(lambda store: View(text, (_back(sheet),)), (file,))


async def make_result_notice(parts: Parts, job: Job, progress: Progress) -> Made:
    """What an agency is told of its published result."""

    def work(store: Store) -> tuple[Paper, str, Row] | None:
        found = store.get(Publication, str(job.asked["publication"]))
        if found is None or found.withdrawn_at or not _theirs(job, found.agency_id):
            return None
        return result_notice(store, found), result_words(store, found), (MENU,)

    return await _paper(parts, *await _found(parts, job, work))


async def make_talk_notice(parts: Parts, job: Job, progress: Progress) -> Made:
    return await _talk(parts, job, talk_notice, "约谈通知书")


async def make_talk_minutes(parts: Parts, job: Job, progress: Progress) -> Made:
    return await _talk(parts, job, talk_minutes, "约谈纪要")


async def _talk(
    parts: Parts, job: Job, make: Callable[[Store, Talk], Paper], what: str
) -> Made:
    def work(store: Store) -> tuple[Paper, str, Row] | None:
        talk = store.get(Talk, str(job.asked["talk"]))
        if talk is None or talk.withdrawn_at or not _theirs(job, talk.agency_id):
            return None
        text = f"{what}做好了。\n{talk_words(store, talk)}"
        return make(store, talk), text, (Choice("返回约谈", press("talk.show", talk.id)), MENU)

    return await _paper(parts, *await _found(parts, job, work))


async def _found(
    parts: Parts, job: Job, wanted: Callable[[Store], tuple[Paper, str, Row] | None]
) -> tuple[Paper, str, Row]:
    """Raises ``Unable`` where it is gone or isn't theirs."""
    found = await parts.database.read(
        lambda connection: wanted(Store(connection, parts.clock(), job.person_id))
    )
    if found is None:
        raise Unable(GONE)
    return found


async def _sheet(parts: Parts, job: Job) -> Sheet | None:
    """The score that is asked for; None: the blank table. Raises ``Unable``."""
    if job.asked.get("blank"):
        return None

    def work(connection: Connection) -> Sheet | None:
        return _sheet_of(Store(connection, parts.clock(), job.person_id), job)

    found = await read_apart(parts.database.url, work)
    if found is None:
        raise Unable(GONE)
    return found


def _sheet_of(store: Store, job: Job) -> Sheet | None:
    id, day = str(job.asked["of"]), int(job.asked.get("day") or 0)
    part = store.get(Participation, id)
    card = None if part else store.get(Card, id)
    found = part or card
    if found is None or found.withdrawn_at or not _theirs(job, found.agency_id):
        return None
    if _hidden(store, job, part, card):
        return None
    if card is not None:
        sheet = issued(store, card)
    else:
        assert part is not None
        sheet = live(store, part, date.fromordinal(day) if day else None)
    return sheet if job.agency_id is None else for_agency(sheet)


def _hidden(store: Store, job: Job, part: Participation | None, card: Card | None) -> bool:
    """Whether who asked has meanwhile become one who scores that agency blind."""
    made = store.get(Inspection, card.inspection_id) if card else None
    of = made.participation_id if made else part.id if part else ""
    return of in hidden_from(store, job.person_id)


def _theirs(job: Job, agency_id: str) -> bool:
    return job.agency_id in (None, agency_id)


def _said(sheet: Sheet) -> str:
    of = f"（{sheet.issue}）" if sheet.issue else ""
    return f"{sheet.agency}的星级评定表{of}做好了。\n{sheet.line}"


def _back(sheet: Sheet | None) -> Row:
    if sheet is None:
        return (MENU,)
    of = (sheet.id, sheet.press_day)
    others = Choice("图表与文件", press("pap.menu", *of))
    return (others, Choice("返回得分", press("score.card", *of)))


async def _paper(parts: Parts, paper: Paper, text: str, row: Row) -> Made:
    content = await asyncio.to_thread(paper.pdf, reading(parts.files))
    file = await stored(parts, content, f"{safe(paper.name.removesuffix('.pdf'))}.pdf", PDF)
    return Made(lambda store: View(text, (row,)), (file,))


RATING_PAPERS: dict[str, Kind] = {
    "table_pdf": make_table_pdf,
    "table_xlsx": make_table_xlsx,
    "result_notice": make_result_notice,
    "talk_notice": make_talk_notice,
    "talk_minutes": make_talk_minutes,
}
"""The kinds of long work that end in a paper of a rating."""
