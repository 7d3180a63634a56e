"""Files as people send them, made on the spot: real pictures, papers and what is neither."""

import io
import struct
import zipfile
import zlib
from datetime import datetime
from typing import Any

from PIL import Image


def photo(
    n: int = 1,
    *,
    size: tuple[int, int] = (64, 48),
    kind: str = "JPEG",
    taken: datetime | None = None,
    offset: str = "",
    where: tuple[float, float] | None = None,
    **more: Any,
) -> bytes:
    """A picture, different for each ``n``; ``taken`` and ``where`` are what its camera wrote."""
    image = Image.new("RGB", size, (40 * n % 256, 90 + n % 100, 160))
    image.putpixel((0, 0), (n % 256, n // 256 % 256, 7))
    if kind == "JPEG":
        exif = Image.Exif()
        exif[0x010F] = "Kamera-Werk"
        if taken is not None:
            exif.get_ifd(0x8769)[0x9003] = f"{taken:%Y:%m:%d %H:%M:%S}"
            if offset:
                exif.get_ifd(0x8769)[0x9011] = offset
        if where is not None:
            north, east = where
            gps = exif.get_ifd(0x8825)
            gps[1], gps[2] = "N" if north >= 0 else "S", _parts(north)
            gps[3], gps[4] = "E" if east >= 0 else "W", _parts(east)
        more["exif"] = exif
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def _parts(degrees: float) -> tuple[float, float, float]:
    whole = abs(degrees)
    minutes = whole % 1 * 60
    return float(int(whole)), float(int(minutes)), round(minutes % 1 * 60, 4)


def claiming(width: int, height: int) -> bytes:
    """A PNG whose header claims a size that its bytes don't have."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(
        b"IDAT", zlib.compress(bytes(1000))
    ) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def archive(*names: str, content: bytes = b"<x/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, content)
    return out.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")


def old_office(*streams: str, cut: int = 0) -> bytes:
    """A small compound file: a header, its table, its directory, and a sector of content."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<LL", header, 44, 1, 1)
    struct.pack_into("<109L", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128L", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE, *[0xFFFFFFFF] * 125)
    directory = b"".join(_entry(name) for name in ("Root Entry", *streams)).ljust(512, b"\0")
    whole = bytes(header) + table + directory + bytes(512)
    return whole[: len(whole) - cut]


def _entry(name: str) -> bytes:
    written = name.encode("utf-16-le")
    return written.ljust(64, b"\0") + struct.pack("<H", len(written) + 2) + bytes(62)


def crowd(names: int, *, said: int | None = None) -> bytes:
    """A zip with a directory of so many entries; its old last record says ``said`` where a larger
    record (zip64), which is the one believed, says how many they are."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, *(0,) * 10, 1, *(0,) * 6) + b"a"
    listed = entry * names
    larger = struct.pack(
        "<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, names, names, len(listed), 4
    ) + struct.pack("<4sLQL", b"PK\x06\x07", 0, 4 + len(listed), 1)
    told = names if said is None else said
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, told, told, 200, 4, 0)
    return b"PK\x03\x04" + listed + larger + end
