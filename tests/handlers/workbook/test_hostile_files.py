"""Files that are no workbook, or more than one: refused in one sentence, soon, with little."""

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from handlers import workbook
from handlers.workbook import WorkbookError
from handlers.workbook.container import FILE_BYTES
from tests.handlers.workbook.typing import SHEETS, file_of
from tests.pictures import crowd

SHEET = "xl/worksheets/sheet1.xml"
GOOD = file_of(SHEETS)


def repacked(change: Callable[[str, bytes], bytes], *more: tuple[str, bytes]) -> bytes:
    """The good file with its parts changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
        for name, content in more:
            after.writestr(name, content)
    return out.getvalue()


def with_sheet(content: bytes) -> bytes:
    return repacked(lambda name, was: content if name == SHEET else was)


def bomb() -> bytes:
    """Four hundred times as much inside as outside."""
    return with_sheet(b"<worksheet><sheetData>" + b" " * (60 << 20) + b"</sheetData></worksheet>")


def many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(2500):
            archive.writestr(f"{number}", b"")
    return out.getvalue()


def a_million_parts() -> bytes:
    """Only said to be there: whoever lists them first, lists for long."""
    at = GOOD.rfind(b"PK\x05\x06")
    return GOOD[:at] + GOOD[at : at + 8] + struct.pack("<HH", 65535, 65535) + GOOD[at + 12 :]


def entities() -> bytes:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    return repacked(
        lambda name, was: was.replace(b"<worksheet", laughs.encode() + b"<worksheet", 1)
        if name == SHEET
        else was
    )


def rows(count: int) -> bytes:
    row = b'<row r="%d"><c t="inlineStr"><is><t>x%d</t></is></c></row>'
    inside = b"".join(row % (n, n * n) for n in range(1, count + 1))
    return with_sheet(b"<worksheet><sheetData>" + inside + b"</sheetData></worksheet>")


def damaged() -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        at = archive.getinfo(SHEET).header_offset + 30 + len(SHEET) + 100
    return GOOD[:at] + bytes(60) + GOOD[at + 60 :]


HOSTILE: list[tuple[str, Callable[[], bytes], str]] = [
    ("nothing", lambda: b"", "不是 Excel"),
    ("text named .xlsx", lambda: "姓名,日期\n".encode(), "不是 Excel"),
    ("a program named .xlsx", lambda: b"MZ\x90\x00" + bytes(1000), "不是 Excel"),
    ("an old .xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), "旧格式"),
    ("a zip of something else", lambda: _zip({"a.txt": b"x"}), "不是 Excel"),
    ("a .docx", lambda: _zip({"[Content_Types].xml": b"<Types/>"}), "不是 Excel"),
    ("half a file", lambda: GOOD[: len(GOOD) // 2], "不完整"),
    ("a damaged part", damaged, "不完整"),
    ("a zip bomb", bomb, "大得不正常"),
    ("2,500 parts", many_parts, "大得不正常"),
    ("a million parts", a_million_parts, "大得不正常"),
    ("parts that the last record hides", lambda: crowd(50_000, said=5), "大得不正常"),
    ("entities", entities, "DOCTYPE"),
    ("broken XML", lambda: with_sheet(b"<worksheet><row>"), "不完整"),
    ("too many rows", lambda: rows(50_001), "行数太多"),
    ("too large", lambda: b"PK" + bytes(FILE_BYTES), "文件太大"),
]


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(("what", "make", "said"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_it_is_refused_in_one_sentence(what: str, make: Callable[[], bytes], said: str) -> None:
    content = make()
    with pytest.raises(WorkbookError, match=said) as refused:
        workbook.read(content)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("make", [bomb, many_parts, a_million_parts])
def test_what_is_too_much_is_refused_before_it_is_unpacked(make: Callable[[], bytes]) -> None:
    content = make()
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(WorkbookError):
        workbook.read(content)
    spent = time.process_time() - began
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < 2, "50 ms; more where the clock is coarse and the tracer slows us"
    assert peak < 8 << 20


def test_a_sheet_formatted_to_its_last_row_is_read() -> None:
    """A million rows with nothing but a style in them are what WPS makes of a coloured column."""
    styled = b'<row r="%d"><c r="A%d" s="1"/></row>'
    empty = b"".join(styled % (n, n) for n in range(2, 60_000))
    content = repacked(
        lambda name, was: was.replace(b"</sheetData>", empty + b"</sheetData>")
        if name == SHEET
        else was
    )
    assert len(workbook.read(content).sheets[0].rows) == 3


def test_a_path_that_leads_out_of_the_zip_is_only_a_name(tmp_path: Path) -> None:
    content = repacked(lambda name, was: was, ("../../escaped.txt", b"x"))
    before = set(tmp_path.parent.rglob("*"))
    assert len(workbook.read(content).sheets) == 4
    assert set(tmp_path.parent.rglob("*")) == before


def test_the_content_counts_and_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "账.txt"
    path.write_bytes(GOOD)
    assert len(workbook.read(path).sheets) == 4
    with pytest.raises(WorkbookError, match="没有这个文件"):
        workbook.read(tmp_path / "没有.xlsx")
