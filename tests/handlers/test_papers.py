"""Papers say what was recorded, whatever was written; packages hold the originals, safely named."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from handlers.documents import typeset
from handlers.documents.archive import PACKAGE, Original, index, originals, package, safe, shares
from handlers.documents.client_file import client_file
from handlers.documents.hazard_list import hazard_list
from handlers.documents.paper import Paper
from storage import sign_off, ways
from storage.contact import Contact
from storage.database import Database
from storage.dossier import Dossier, dossier
from storage.files import FileFolder, get_file
from storage.hand_over import Outcome
from storage.list_content import content_hash, content_of
from storage.store import Store
from storage.visit import Visit
from tests.conftest import NOW
from tests.handlers.golden import same_words
from tests.handlers.papers import Shelf, client_with

HOSTILE = {
    "markup": '#panic("x") *b* _i_ $x$ `c` [l] <a> @r \\u{41} // /* = h',
    "json": '"}, {"qr": "\\" }',
    "html": "<script>alert(1)</script>&amp;",
}


@pytest.fixture
async def made(sqlite_database: Database, tmp_path: Path) -> Any:
    """What a unit with a shelf of files makes."""
    folder = FileFolder(tmp_path / "files")

    async def run(work: Any) -> Any:
        def unit(connection: Any) -> Any:
            store = Store(connection, NOW)
            return work(store, Shelf(folder, store))

        return await sqlite_database.write(unit)

    return run


def text_of(pdf: bytes) -> str:
    """The words of a PDF, without the places to break that long runs were given."""
    found = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return "".join(found.split()).replace("\u200b", "")


def _file_of(store: Store, shelf: Shelf, visits: int, words: str = "") -> tuple[Paper, Dossier]:
    whole = dossier(store, client_with(store, shelf, visits, words))
    return client_file(store, whole), whole


def headings(outline: Any) -> list[str]:
    """A PDF's bookmarks, those of parts and those of records."""
    return [
        one
        for entry in outline
        for one in (headings(entry) if isinstance(entry, list) else [entry["/Title"]])
    ]


@pytest.mark.parametrize("visits", [0, 1, 300])
async def test_a_file_of_any_length_is_set_with_an_index(made: Any, visits: int) -> None:
    paper, whole, shelf = await made(lambda s, f: (*_file_of(s, f, visits), f))
    reader = PdfReader(io.BytesIO(paper.pdf(shelf.read)))
    first = "".join(reader.pages[0].extract_text().split())
    for words in ("秀城金属", f"服务{visits}次", "目录", f"共{len(reader.pages)}页"):
        assert words in first
    listed = headings(reader.outline)
    assert {"服务合同", "服务记录", "隐患与整改", "服务回访"} <= set(listed)
    records = (*whole.contracts, *whole.visits, *whole.follow_ups)
    assert [one.number for one in records if one.number not in " ".join(listed)] == []


async def test_a_file_says_all_that_was_recorded(made: Any) -> None:
    paper, whole, shelf = await made(lambda s, f: (*_file_of(s, f, 3), f))
    text = text_of(paper.pdf(shelf.read))
    records = (*whole.contracts, *whole.visits, *whole.hazards, *whole.signatures)
    assert [one.number for one in records if one.number not in text] == []
    for words in ("12,000元", "立即清理", "王建国签收", "电话", "重大", "的服务以后还没有回访"):
        assert words in text


async def test_the_words_of_a_file_are_kept(made: Any) -> None:
    paper, _whole, shelf = await made(lambda s, f: (*_file_of(s, f, 2), f))
    reader = PdfReader(io.BytesIO(paper.pdf(shelf.read)))
    same_words("client_file", "\f\n".join(page.extract_text() for page in reader.pages))


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
async def test_what_people_wrote_is_never_markup(made: Any, words: str) -> None:
    def work(store: Store, shelf: Shelf) -> Any:
        paper, whole = _file_of(store, shelf, 1, words)
        return paper, hazard_list(store, whole.visits[0])[0], shelf

    file, listed, shelf = await made(work)
    said = "".join(words.split())
    assert text_of(file.pdf(shelf.read)).count(said) >= 5
    assert said in text_of(listed.pdf(shelf.read))


async def test_four_thousand_characters_stay_on_the_paper(made: Any) -> None:
    words = "甲" * 2000 + "A" * 2000
    paper, _whole, shelf = await made(lambda s, f: (*_file_of(s, f, 1, words), f))
    pages = [Image.open(io.BytesIO(page)).convert("L") for page in paper.pages(shelf.read)]
    for page in pages:
        margin = page.crop((page.width - 45, 0, page.width, page.height))
        assert margin.getextrema() == (255, 255)
    assert 5 < len(pages) < 60


async def test_text_that_turns_round_or_cannot_be_printed_harms_nothing(made: Any) -> None:
    words = "正常\u202e反过来\u2066\x00\x07\ud800 مرحبا 😀尾"
    assert typeset.sayable(words) == "正常反过来 مرحبا 😀尾"
    paper, _whole, shelf = await made(
        lambda s, f: (*_file_of(s, f, 1, words.replace("\x00", "").replace("\ud800", "")), f)
    )
    assert "正常反过来" in text_of(paper.pdf(shelf.read))


async def test_a_broken_photo_leaves_a_frame_and_not_a_fault(made: Any) -> None:
    def work(store: Store, shelf: Shelf) -> Any:
        client = client_with(store, shelf, 1)
        visit = store.find(Visit, client_id=client.id)[0]
        bad = shelf.file(b"\xff\xd8\xff no picture", "坏.jpg", "image/jpeg")
        store.revise(visit, photos=(bad, "0" * 64))
        return client_file(store, dossier(store, client)), shelf

    paper, shelf = await made(work)
    assert text_of(paper.pdf(shelf.read)).count("印不出来") == 2


async def test_a_list_on_paper_leads_to_the_proof_of_its_very_content(made: Any) -> None:
    ways.configure(lambda: [("网页", "https://anxing.test/i/{code}")])
    try:

        def work(store: Store, shelf: Shelf) -> Any:
            client = client_with(store, shelf, 1)
            visit = store.find(Visit, client_id=client.id)[0]
            before = hazard_list(store, visit)[0]
            contact = store.add(
                Contact(agency_id=visit.agency_id, client_id=client.id, name="王建国")
            )
            handed, _code = sign_off.hand_over(store, visit, contact, 14)
            sign_off.answer(
                store,
                handed,
                sign_off.Answer(Outcome.SIGNED, handed.content_hash, "王建国", "安全员"),
                "web",
            )
            hash = content_hash(content_of(store, visit))
            return before, hazard_list(store, visit)[0], hash, shelf

        before, after, hash, shelf = await made(work)
    finally:
        ways.configure(lambda: [])
    code = segno.make(f"https://anxing.test/v/{hash[:32]}", error="m", micro=False)
    assert before.told["qr"] == [[int(cell) for cell in row] for row in code.matrix]
    unsigned, signed = text_of(before.pdf(shelf.read)), text_of(after.pdf(shelf.read))
    assert hash[:32] in unsigned
    assert "委托单位签收人" in unsigned
    assert "在线签收" not in unsigned
    assert "本清单已在线签收：王建国（安全员）" in signed
    assert "身份未核实" in signed


def _pack(store: Store, whole: Dossier, shelf: Shelf) -> tuple[list[Any], bytes]:
    known = {sha: file for sha in whole.files if (file := get_file(store, sha))}
    files = originals(whole, known)
    return files, package(files, shelf.read, {"目录.pdf": b"%PDF"}, whole.client.name, NOW)


@pytest.mark.parametrize("words", ["", "../../etc/passwd", "CON", "a\\b:c*?.exe", "\u202egpj"])
async def test_a_package_holds_every_original_under_a_safe_name(made: Any, words: str) -> None:
    def work(store: Store, shelf: Shelf) -> Any:
        _paper, whole = _file_of(store, shelf, 3, words)
        return whole, *_pack(store, whole, shelf), shelf

    whole, files, content, shelf = await made(work)
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        assert opened.testzip() is None
        names = set(opened.namelist())
        assert names == {one.path for one in files} | {"目录.pdf", "目录.html"}
        for one in files:
            assert opened.read(one.path) == shelf.read(one.sha256)
            assert one.path.count("/") == 1
            assert ".." not in one.path.split("/")
            assert one.path.endswith(".jpg")
    assert len(files) == len({one.path.casefold() for one in files})
    assert {one.sha256 for one in files} == set(whole.files)


async def test_an_original_that_is_gone_is_said_in_the_index(made: Any) -> None:
    def work(store: Store, shelf: Shelf) -> Any:
        _paper, whole = _file_of(store, shelf, 1)
        shelf.folder.path(whole.files[0]).unlink()
        return _pack(store, whole, shelf)[1]

    with zipfile.ZipFile(io.BytesIO(await made(work))) as opened:
        assert "原件缺失" in opened.read("目录.html").decode()


@given(st.text(max_size=200))
def test_any_text_makes_a_name_that_is_one_name(text: str) -> None:
    name = safe(text)
    assert name
    assert len(name) <= 61
    assert name not in (".", "..")
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert name == name.strip(" .")


@given(st.lists(st.integers(0, 60), max_size=40), st.integers(0, 60))
def test_packages_hold_all_in_order_and_none_is_too_full(sizes: list[int], papers: int) -> None:
    files = [Original(str(n), "f", "l", f"f/{n}", size) for n, size in enumerate(sizes)]
    split = shares(files, 60, papers)
    assert [one for share in split for one in share] == files
    first, *others = (sum(one.size for one in share) for share in split)
    assert max([papers + first, *others]) <= 60


def test_a_package_is_no_bigger_than_any_messenger_takes() -> None:
    """企业微信 takes least: 20 MB, and a package is more than its originals."""
    assert PACKAGE + 1024 * 1024 <= 20 * 1024 * 1024


def test_the_index_page_runs_nothing() -> None:
    page = index([], ["目录.pdf"], set(), "<script>alert(1)</script>")
    assert "<script>" not in page

