"""Older Office files (.doc, .xls, .ppt) are small file systems: a table says what is whole."""

import struct

from storage.media.kinds import DOC, PPT, WANTED, XLS, Kind
from storage.media.refusal import NotTaken

_STREAMS = (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS), ("PowerPoint Document", PPT))
_FREE, _LAST = 0xFFFFFFFF, 0xFFFFFFFA
_ENTRY = 128
CUT = "没有传完整，或已损坏，请重新发送。"


def check_compound(content: bytes) -> Kind:
    """The kind of an older Office file. Raises ``NotTaken`` with what is wrong."""
    if len(content) < 1024:
        raise NotTaken(CUT)
    names = _names(content)
    if "EncryptedPackage" in names:
        raise NotTaken("加了密码，打不开。请去掉密码再发。")
    if names & {"_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros"}:
        raise NotTaken("里有宏，不能接收。请另存为不带宏的文档（.docx、.xlsx）再发。")
    for stream, kind in _STREAMS:
        if stream in names:
            return kind
    raise NotTaken("不是能接收的文件。" + WANTED)


def _names(content: bytes) -> set[str]:
    """The names in its directory, once the sectors in use are all there."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    if size not in (512, 4096):
        raise NotTaken(CUT)
    listed = struct.unpack_from("<109L", content, 76)
    table: list[int] = []
    for sector in listed:
        if sector < _LAST:
            table += struct.unpack(f"<{size // 4}L", _sector(content, sector, size))
    used = max((at for at, following in enumerate(table) if following != _FREE), default=0)
    if (used + 1) * size >= len(content):
        raise NotTaken(CUT)
    names, sector, seen = set(), struct.unpack_from("<L", content, 48)[0], 0
    while sector < _LAST and seen <= len(table):
        held = _sector(content, sector, size)
        for at in range(0, size, _ENTRY):
            length = min(struct.unpack_from("<H", held, at + 64)[0], 64)
            names.add(held[at : at + max(length - 2, 0)].decode("utf-16-le", "replace"))
        sector = table[sector] if sector < len(table) else _LAST
        seen += 1
    return names


def _sector(content: bytes, number: int, size: int) -> bytes:
    found = content[(number + 1) * size : (number + 2) * size]
    if len(found) < size:
        raise NotTaken(CUT)
    return found
