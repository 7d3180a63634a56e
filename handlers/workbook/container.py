"""An .xlsx file is a zip that strangers pack: what it may weigh is settled before it is opened."""

import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from handlers.workbook.outline import WorkbookError
from storage.media.zip_end import promise

FILE_BYTES = 20 << 20
UNPACKED_BYTES = 100 << 20
PARTS = 2000
CHUNK = 1 << 16
RATIO = 200
"""No sheet of words is packed closer than this; a part of a megabyte or less may be anything."""

NOT_EXCEL = "这不是 Excel 工作簿。请用 Excel 或 WPS 另存为 .xlsx 再发来。"
OLD = "这是旧格式（.xls）或者加了密码的文件。请去掉密码，另存为 .xlsx 再发来。"
BINARY = "这是 .xlsb 格式的文件，请另存为 .xlsx 再发来。"
BROKEN = "这个文件不完整，打不开。请重新保存以后再发来。"
BOMB = "这个文件解开以后大得不正常，没有读取。"
DOCTYPE = "这个文件里有不该有的内容（DOCTYPE），没有读取。"
TOO_BIG = f"文件太大，最多 {FILE_BYTES >> 20} MB。请分成几个文件导入。"

UNREAD: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "没有这个文件"),
    (IsADirectoryError, "这是一个文件夹"),
    (PermissionError, "没有读取它的权限"),
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def opened(content: bytes) -> zipfile.ZipFile:
    """The parts of a workbook, none of them unpacked yet."""
    if len(content) > FILE_BYTES:
        raise WorkbookError(TOO_BIG)
    if content.startswith(_OLE):
        raise WorkbookError(OLD)
    if not content.startswith(b"PK"):
        raise WorkbookError(NOT_EXCEL)
    _count_parts(content)
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise WorkbookError(BROKEN) from error
    _weigh(archive)
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        raise WorkbookError(BINARY)
    if "[Content_Types].xml" not in names:
        raise WorkbookError(NOT_EXCEL)
    return archive


def content_of(path: Path) -> bytes:
    """The file's bytes, if it isn't too long to be looked at."""
    try:
        if path.stat().st_size > FILE_BYTES:
            raise WorkbookError(TOO_BIG)
        return path.read_bytes()
    except OSError as error:
        why = next((said for kind, said in UNREAD if isinstance(error, kind)), error.strerror)
        raise WorkbookError(f"读不到文件 {path}：{why}。") from error


class Handler:
    """What is made of a part's XML; names come without their prefix."""

    def start(self, name: str, said: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, piece: str) -> None:
        """Characters between them."""


def parse(archive: zipfile.ZipFile, path: str, handler: Handler) -> None:
    """Read a part piece by piece; what it said of its own size is held against it."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_said: object) -> None:
        raise WorkbookError(DOCTYPE)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda name, said: handler.start(name.rpartition(":")[2], said)
    parser.EndElementHandler = lambda name: handler.end(name.rpartition(":")[2])
    parser.CharacterDataHandler = handler.text
    try:
        with archive.open(path) as stream:
            while piece := stream.read(CHUNK):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
    except KeyError as error:
        raise WorkbookError(NOT_EXCEL) from error
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise WorkbookError(BROKEN) from error


def _count_parts(content: bytes) -> None:
    """By the zip's last record: to list a million parts is what a million parts are for."""
    promised = promise(content)
    if promised is None:
        raise WorkbookError(BROKEN)
    if promised.entries > PARTS or promised.size > PARTS * 400:
        raise WorkbookError(BOMB)


def _weigh(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > PARTS or sum(each.file_size for each in parts) > UNPACKED_BYTES:
        raise WorkbookError(BOMB)
    for each in parts:
        if each.flag_bits & 1:
            raise WorkbookError(OLD)
        if each.file_size > 1 << 20 and each.file_size > RATIO * max(1, each.compress_size):
            raise WorkbookError(BOMB)
