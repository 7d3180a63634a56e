"""Office files are archives: judged from their directory alone, before anything is unpacked."""

import io
import struct
import zipfile
from collections.abc import Iterable

from storage.media.kinds import DOCX, OFD, PPTX, WANTED, XLSX, Kind
from storage.media.refusal import NotTaken
from storage.media.zip_end import promise

ENTRIES = 10_000
DIRECTORY = 1024 * 1024
UNPACKED = 300 * 1024 * 1024
RATIO = 200
"""How often larger than packed an entry may be, once it is larger than ``SMALL``."""
SMALL = 10 * 1024 * 1024

_MAIN: tuple[tuple[str, Kind], ...] = (
    ("word/document.xml", DOCX),
    ("xl/workbook.xml", XLSX),
    ("ppt/presentation.xml", PPTX),
    ("ofd.xml", OFD),
)
CUT = "没有传完整，或已损坏，请重新发送。"
BOMB = "解开后过大，不像正常的文档，没有打开它。"


def check_archive(content: bytes) -> Kind:
    """The kind of an Office file. Raises ``NotTaken`` with what is wrong."""
    _check_end(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error):
        raise NotTaken(CUT) from None
    _check_entries(entries)
    names = {entry.filename.lower() for entry in entries}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise NotTaken("里有宏，不能接收。请另存为不带宏的文档（.docx、.xlsx）再发。")
    found = [kind for main, kind in _MAIN if main in names]
    if not found:
        if "xl/workbook.bin" in names:
            raise NotTaken("是 .xlsb 工作簿，请另存为 .xlsx 再发。")
        raise NotTaken("是压缩包，请解压后逐个发送。" + WANTED)
    return found[0]


def _check_end(content: bytes) -> None:
    """What the end of the directory says of it, before the directory itself is read."""
    promised = promise(content)
    if promised is None:
        raise NotTaken(CUT)
    if promised.entries > ENTRIES or promised.size > DIRECTORY:
        raise NotTaken(BOMB)


def _check_entries(entries: Iterable[zipfile.ZipInfo]) -> None:
    total = 0
    for entry in entries:
        total += entry.file_size
        swollen = entry.file_size > max(SMALL, RATIO * entry.compress_size)
        if swollen or total > UNPACKED:
            raise NotTaken(BOMB)
        if entry.flag_bits & 1:
            raise NotTaken("加了密码，打不开。请去掉密码再发。")
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/"):
            raise NotTaken("内部的路径不正常，没有打开它。")
