"""A workbook is read whole wherever it is read; what takes too much is stopped."""

import asyncio
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bot import reading
from bot.reading import Unreadable, read_apart, read_workbook
from tests.bot.test_excel_in_chat import CLIENTS, book


@pytest.fixture
def clients(tmp_path: Path) -> Path:
    path = tmp_path / "clients.xlsx"
    path.write_bytes(book("委托单位", CLIENTS))
    return path


async def test_a_process_of_its_own_reads_the_same(clients: Path) -> None:
    assert await read_apart(clients) == await read_workbook(clients)


async def test_a_process_refuses_in_the_same_words(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    path.write_bytes(book("随便", [["甲"]]))
    for way in (read_apart, read_workbook):
        with pytest.raises(Unreadable, match="没有认识的工作表"):
            await way(path)


async def test_a_large_workbook_goes_to_the_process(clients: Path, tmp_path: Path) -> None:
    whole: list[Any] = [CLIENTS[0], *([f"{n}厂", "新塍镇", "兴业路" * 30] for n in range(20_000))]
    large = tmp_path / "large.xlsx"
    large.write_bytes(book("委托单位", whole))
    assert reading.unpacked(clients) < reading.SMALL < reading.unpacked(large)
    before = await asyncio.gather(read_workbook(large), read_workbook(clients))
    assert [len(one.sheets[0].rows) for one in before] == [20_001, 3]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "不是 Excel"), (b"PK\x03\x04 cut off", "不完整"), (b"MZ\x90", "不是 Excel")],
)
async def test_what_is_no_workbook_is_refused_before_anything_is_unpacked(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=said):
        await read_workbook(path)


async def test_a_bomb_is_refused_from_its_directory(tmp_path: Path, clients: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(clients.read_bytes())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros", bytes(60 << 20))
    with pytest.raises(Unreadable, match="大得不正常"):
        await read_workbook(path)
