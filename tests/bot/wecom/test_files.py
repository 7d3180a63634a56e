"""Files both ways: what somebody sends in WeCom is taken, what they ask for comes as it is."""

import asyncio
import hashlib
import io
import itertools
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.channels.wecom import wire
from bot.channels.wecom.wire import IMAGE
from storage.client import Client
from storage.files import FileFolder, get_file
from storage.job import waiting
from storage.letters import ShownFile
from storage.peers import number_of
from storage.store import Store
from tests.bot.test_excel_in_chat import CLIENTS, book
from tests.bot.test_intake import telling_tables
from tests.bot.wecom.gateway import Gateway
from tests.bot.wecom.members import Raw
from tests.bot.wecom.phone import Phone
from tests.bot.wecom.served import Served, serving
from tests.bot.wecom.sockets import Fault
from tests.handlers.papers import Shelf, client_with
from tests.pictures import photo

PDF = b"%PDF-1.7 a contract %%EOF"
ACCOUNT = str(number_of("wang"))


@pytest.fixture
async def hall(data: Path, gateway: Gateway) -> AsyncIterator[Served]:
    """Where whatever is sent is told back."""
    async with serving(data, gateway, tables=telling_tables()) as served:
        yield served


async def rested(phone: Phone) -> None:
    """All that was asked for has been made and shown."""
    app = phone.app
    app.jobs.wake()
    async with asyncio.timeout(120):
        for _look in itertools.count():
            if not await app.database.read(waiting) and app.jobs.idle:
                break
            await asyncio.sleep(0.02)
    await phone.settled()


def kinds(phone: Phone) -> list[str]:
    return [one.kind for one in phone.messages]


# ── what is sent ──


async def test_a_photo_is_taken_and_shown_again(hall: Served) -> None:
    wang = await hall.person()
    content = photo()
    await wang.sends_photo(content)
    await wang.sees(f"收到1个：照片.jpg({len(content)})")
    sha256 = hashlib.sha256(content).hexdigest()
    assert hall.app.files.path(sha256).read_bytes() == content
    stored = await hall.office.read(lambda store: get_file(store, sha256))
    assert (stored.name, stored.type) == ("照片.jpg", "image/jpeg")
    assert kinds(wang)[-2:] == ["image", "markdown"]


@pytest.mark.parametrize("name", ["合同.pdf", "contract.pdf", "合同 (1) “终稿”.pdf"])
async def test_a_file_keeps_the_name_that_comes_only_with_its_bytes(
    hall: Served, name: str
) -> None:
    wang = await hall.person()
    await wang.sends_file(name, PDF)
    await wang.sees(f"收到1个：{name}({len(PDF)})")
    assert (await wang.downloads(), wang.messages[-2].name) == (PDF, name)


async def test_text_and_pictures_of_one_message_are_one_answer(hall: Served) -> None:
    wang = await hall.person()
    frame = await hall.gateway.member("wang").sends_mixed("东侧配电间", photo(1), photo(2))
    await answered(wang, frame)
    await wang.sees("收到2个", "东侧配电间")
    assert kinds(wang)[-3:] == ["image", "image", "markdown"]


async def test_what_is_spoken_is_what_was_typed(served: Served) -> None:
    wang = await served.person()
    await answered(wang, await served.gateway.member("wang").speaks("菜单"))
    await wang.sees("您可以")


async def test_a_video_is_kindly_refused(served: Served) -> None:
    wang = await served.person()
    await answered(wang, await served.gateway.member("wang").sends_video(b"\0\0\0\x18ftypmp42"))
    await wang.sees("视频")
    assert served.gateway.shelf.fetched == []


async def test_a_link_that_holds_no_longer_is_told(hall: Served) -> None:
    wang = await hall.person()
    hall.gateway.shelf.gone = True
    await wang.sends_photo(photo())
    await wang.sees("收到0个", "“照片.jpg”已经取不到了，请重新发送")
    assert len(hall.gateway.shelf.fetched) == 1


async def test_what_a_stranger_sends_is_not_even_fetched(served: Served) -> None:
    stranger = served.phone("nobody")
    await stranger.sends_photo(photo())
    await stranger.sees("邀请")
    assert served.gateway.shelf.fetched == []


async def test_a_file_that_is_not_what_it_should_be_is_told_by_its_name(hall: Served) -> None:
    wang = await hall.person()
    await wang.sends_file("现场.jpg", b"MZ\x90\0 a program, and more of it")
    await wang.sees("收到0个", "“现场.jpg”", "是一个程序")


async def test_a_workbook_is_looked_at_and_imported(served: Served) -> None:
    wang = await served.person()
    await wang.sends_file("客户.xlsx", book("委托单位", CLIENTS))
    await rested(wang)
    await wang.sees("核对结果 · 客户.xlsx", "新增2")
    await wang.taps("导入")
    await rested(wang)
    await wang.sees("已导入")
    names = await served.office.read(lambda store: sorted(c.name for c in store.find(Client)))
    assert names == ["恒丰纺织厂", "永兴化工厂"]


async def answered(phone: Phone, frame: Raw) -> None:
    """Done by hand, and waited for as if the phone had done it."""
    phone._sent.append(frame)
    await phone.settled()


# ── what is shown ──


async def test_a_client_s_file_comes_as_a_pdf_and_as_a_package(served: Served) -> None:
    wang = await served.person()
    folder = served.app.files

    def build(store: Store) -> None:
        assert isinstance(folder, FileFolder)
        client_with(store, Shelf(folder, store), 2, agency=served.office.agency)

    await served.office.write(build)
    await wang.says("一企一档")
    await wang.taps("秀城金属")
    await wang.taps("导出")
    await wang.taps("导出PDF")
    await rested(wang)
    await wang.sees("一企一档做好了")
    pages = PdfReader(io.BytesIO(await wang.downloads())).pages
    assert "秀城金属" in "".join(page.extract_text() for page in pages)
    await wang.says("一企一档")
    await wang.taps("秀城金属")
    await wang.taps("导出")
    await wang.taps("导出压缩包")
    await rested(wang)
    with zipfile.ZipFile(io.BytesIO(await wang.downloads())) as opened:
        assert {"目录.html", "目录.pdf"} < set(opened.namelist())


@dataclass
class Letter:
    """Files of ours on their way to somebody."""

    served: Served
    files: list[ShownFile]

    @classmethod
    def of(cls, served: Served, *contents: tuple[str, str, bytes]) -> "Letter":
        files: list[ShownFile] = [
            {"sha256": served.app.files.put(content), "name": name, "type": type}
            for name, type, content in contents
        ]
        return cls(served, files)

    async def goes(self, phone: Phone) -> None:
        self.served.tell(ACCOUNT, {"text": "请看。", "files": self.files})
        await phone.settled()


def padded(content: bytes, size: int) -> bytes:
    return content + b"\0" * (size - len(content))


async def test_pictures_come_as_pictures_and_originals_as_files(hall: Served) -> None:
    wang = await hall.person()
    big = padded(photo(2), IMAGE + 1)
    letter = Letter.of(
        hall,
        ("一.jpg", "image/jpeg", photo(1)),
        ("大.jpg", "image/jpeg", big),
        ("三.webp", "image/webp", photo(3, kind="WEBP")),
        ("合同.pdf", "application/pdf", PDF),
    )
    await letter.goes(wang)
    last = wang.messages[-5:]
    assert [one.kind for one in last] == ["image", "file", "file", "file", "markdown"]
    assert [one.name for one in last[1:4]] == ["大.jpg", "三.webp", "合同.pdf"]
    assert last[1].content == big
    assert last[4].text == "请看。"


async def test_what_wecom_takes_no_more_is_told_and_the_rest_comes(hall: Served) -> None:
    wang = await hall.person()
    huge = padded(PDF, wire.FILE + 1)
    letter = Letter.of(
        hall,
        ("全部.pdf", "application/pdf", huge),
        ("合同.pdf", "application/pdf", PDF),
    )
    await letter.goes(wang)
    await wang.sees("“全部.pdf”有21 MB，超过企业微信的20 MB", "请看。")
    assert kinds(wang)[-3:] == ["markdown", "file", "markdown"]


async def test_a_picture_that_is_refused_comes_as_a_file(hall: Served) -> None:
    wang = await hall.person()
    hall.gateway.fault("refuse", wire.UPLOAD_INIT, code=40009)
    await Letter.of(hall, ("一.jpg", "image/jpeg", photo(1))).goes(wang)
    assert kinds(wang)[-2:] == ["file", "markdown"]
    assert wang.messages[-2].content == photo(1)


@dataclass
class Second(Fault):
    """Lets one pass."""

    passed: int = 0

    def meets(self, command: str, body: Raw) -> bool:
        if not super().meets(command, body):
            return False
        self.passed += 1
        return self.passed > 1


@pytest.mark.parametrize("command", [wire.UPLOAD_INIT, wire.UPLOAD_CHUNK, wire.UPLOAD_FINISH])
async def test_a_connection_lost_among_pictures_shows_each_once(
    hall: Served, command: str
) -> None:
    wang = await hall.person()
    hall.gateway.faults.append(Second("cut", command))
    three = [(f"{n}.jpg", "image/jpeg", photo(n)) for n in (1, 2, 3)]
    await Letter.of(hall, *three).goes(wang)
    shown = [one.content for one in wang.messages if one.kind == "image"]
    assert shown == [photo(n) for n in (1, 2, 3)]
    assert hall.gateway.subscriptions == 2


async def test_uploads_asked_to_slow_down_come_all_the_same(hall: Served) -> None:
    wang = await hall.person()
    hall.gateway.fault("refuse", wire.UPLOAD_INIT, code=45009, times=2)
    await Letter.of(hall, ("一.jpg", "image/jpeg", photo(1))).goes(wang)
    assert kinds(wang)[-2:] == ["image", "markdown"]
