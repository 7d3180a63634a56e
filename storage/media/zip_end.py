"""What the end of a zip promises of its directory, before anybody lists what it holds."""

import struct
from dataclasses import dataclass

_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_LARGER = struct.Struct("<4sQ2H2L4Q")
_SEARCHED = _END.size + 65_535
"""The end may be followed by a note."""


@dataclass(frozen=True)
class Promise:
    entries: int
    size: int


def promise(content: bytes) -> Promise | None:
    """The directory's entries and bytes, the larger where two records (zip64) disagree: who lists
    it believes either. None of a zip that was cut off."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - _SEARCHED))
    if at < 0 or at + _END.size > len(content):
        return None
    _mark, _disk, _first, _here, entries, size, offset, _note = _END.unpack_from(content, at)
    before = at - _LOCATOR.size
    if before < 0 or not content.startswith(b"PK\x06\x07", before):
        return Promise(entries, size) if offset + size <= at else None
    larger = before - _LARGER.size
    if larger < 0 or not content.startswith(b"PK\x06\x06", larger):
        return None
    counted = _LARGER.unpack_from(content, larger)
    return Promise(max(counted[6:8]), counted[8])
