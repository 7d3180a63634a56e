"""The kinds of file that are taken, and the signatures that tell them: never a name or a claim."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Kind:
    """``suffixes``: the names such a file may have, the usual one first."""

    type: str
    suffixes: tuple[str, ...]

    @property
    def picture(self) -> bool:
        return self.type.startswith("image/")


_OOXML = "application/vnd.openxmlformats-officedocument."

JPEG = Kind("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"))
PNG = Kind("image/png", (".png",))
WEBP = Kind("image/webp", (".webp",))
GIF = Kind("image/gif", (".gif",))
PDF = Kind("application/pdf", (".pdf",))
OFD = Kind("application/ofd", (".ofd",))
DOCX = Kind(f"{_OOXML}wordprocessingml.document", (".docx",))
XLSX = Kind(f"{_OOXML}spreadsheetml.sheet", (".xlsx",))
PPTX = Kind(f"{_OOXML}presentationml.presentation", (".pptx",))
DOC = Kind("application/msword", (".doc", ".wps", ".dot"))
XLS = Kind("application/vnd.ms-excel", (".xls", ".et", ".xlt"))
PPT = Kind("application/vnd.ms-powerpoint", (".ppt", ".dps", ".pps"))


class Envelope(Enum):
    """Formats that hold others: what is inside decides."""

    ZIP = "zip"
    COMPOUND = "compound"


def signature(content: bytes) -> Kind | Envelope | None:
    head = content[:16]
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if content[:64].lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"%PDF-"):
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Envelope.ZIP
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Envelope.COMPOUND
    return None


WANTED = "请发照片（JPEG、PNG、WebP、GIF）、PDF、OFD，或 Word、Excel、PPT 文档。"
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"dex\n")
_PACKED = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")
_HEIF = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")


def why_not(content: bytes) -> str:
    """What a file of no kind of ours is, as far as its first bytes tell, and what to do."""
    head = content[:16]
    if head.startswith(_PROGRAMS):
        return "其实是一个程序，不能接收。" + WANTED
    if head.startswith(_PACKED):
        return "是压缩包，请解压后逐个发送。"
    if head[4:8] == b"ftyp":
        if head[8:12] in _HEIF:
            return "是 HEIC/AVIF 照片，很多电脑打不开。请转成 JPEG，或用“照片”方式发送。"
        return "是视频，这里只收照片和文档。"
    return "不是能接收的文件。" + WANTED
