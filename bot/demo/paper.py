"""Pictures for the demo: a scanned page and a site photo, drawn without any library."""

import struct
import zlib
from collections.abc import Callable

Pixel = tuple[int, int, int]
Paint = Callable[[int, int], Pixel]


def png(width: int, height: int, paint: Paint) -> bytes:
    """A PNG whose pixel at (x, y) is what ``paint`` says."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows.extend(paint(x, y))

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(rows), 9))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def scanned_page() -> bytes:
    """A page with a heading, lines of text and a red round seal."""

    def paint(x: int, y: int) -> Pixel:
        if 380 < (x - 215) ** 2 + (y - 330) ** 2 < 640 * 2:
            return (196, 40, 40)
        heading = 34 <= y < 46 and 80 <= x < 220
        line = y >= 70 and y % 18 < 5 and 30 <= x < (270 if y % 54 else 190) and y < 360
        shade = 70 if heading else 150 if line and x * 7 % 23 > 2 else 247
        return (shade, shade, shade)

    return png(300, 420, paint)


def site_photo() -> bytes:
    """A workshop: a floor, a wall with a window, a machine, and a yellow line."""

    def paint(x: int, y: int) -> Pixel:
        if y > 150:
            return (212, 176, 40) if 168 < y < 176 else (96 + y // 6, 100 + y // 6, 104 + y // 6)
        if 40 < x < 110 and 24 < y < 80:
            return (176, 206, 226)
        if 150 < x < 270 and y > 60:
            return (58, 96, 122) if (x // 24 + y // 24) % 5 else (46, 78, 100)
        return (206 - y // 4, 202 - y // 4, 190 - y // 4)

    return png(320, 220, paint)
