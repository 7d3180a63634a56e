"""The one check of every file on its way in, whichever way it comes."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from storage.media.archive import check_archive
from storage.media.compound import check_compound
from storage.media.kinds import PDF, Envelope, Kind, signature, why_not
from storage.media.picture import CUT, Seen, look
from storage.media.refusal import NotTaken

LIMIT = 20 * 1024 * 1024
TAIL = 4096
"""Bytes within which a whole PDF says that it ends."""


@dataclass(frozen=True)
class Examined:
    """A file that may be kept: under a name that says what it is, with what a picture says."""

    name: str
    type: str
    seen: Seen | None


def examine(content: bytes, name: str) -> Examined:
    """Raises ``NotTaken`` with a sentence that names the file and what to do."""
    if not content:
        raise NotTaken(f"“{name}”是空的，请重新选择。")
    if len(content) > LIMIT:
        raise NotTaken(f"“{name}”超过20 MB，请压缩后再发。")
    try:
        kind = _kind(content)
        seen = look(content, kind) if kind.picture else None
    except NotTaken as reason:
        raise NotTaken(f"“{name}”{reason}") from None
    return Examined(_named(name, kind), kind.type, seen)


def _kind(content: bytes) -> Kind:
    found = signature(content)
    if found is None:
        raise NotTaken(why_not(content))
    if found is Envelope.ZIP:
        return check_archive(content)
    if found is Envelope.COMPOUND:
        return check_compound(content)
    assert isinstance(found, Kind)
    if found is PDF and b"%%EOF" not in content[-TAIL:]:
        raise NotTaken(CUT)
    return found


def _named(name: str, kind: Kind) -> str:
    """The name with a suffix that is true."""
    path = PurePosixPath(name)
    if path.suffix.lower() in kind.suffixes:
        return name
    known = len(path.suffix) in range(2, 7) and path.suffix[1:].isalnum() and path.suffix.isascii()
    stem = path.stem if known else name
    return f"{stem or '文件'}{kind.suffixes[0]}"
