"""Pictures for the demo: a scanned page and site photos, drawn without any library."""

import struct
import zlib
from collections.abc import Iterable

Pixel = tuple[int, int, int]
Rows = Iterable[bytes]
WIDTH, HEIGHT = 320, 220

WALLS: tuple[Pixel, ...] = ((206, 202, 190), (188, 198, 206), (214, 204, 178), (196, 206, 192))
MACHINES: tuple[Pixel, ...] = ((58, 96, 122), (122, 88, 58), (74, 108, 74), (96, 96, 104))


def png(width: int, rows: Rows) -> bytes:
    """A PNG of rows of RGB bytes."""
    body = b"".join(b"\0" + row for row in rows)
    height = len(body) // (3 * width + 1)

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = chunk(b"IDAT", zlib.compress(body, 6))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + packed + chunk(b"IEND", b"")


def span(colour: Pixel, count: int) -> bytes:
    return bytes(colour) * count


def scanned_page() -> bytes:
    """A page with a heading, lines of text and a red round seal."""
    white, ink, red = b"\xf7" * 3, b"\x60" * 3, bytes((196, 40, 40))

    def row(y: int) -> bytes:
        shades = [white] * 300
        if 34 <= y < 46:
            shades[80:220] = [ink] * 140
        elif y % 18 < 5 and 70 <= y < 360:
            end = 270 if y % 54 else 190
            shades[30:end] = [ink if x * 7 % 23 > 2 else white for x in range(30, end)]
        for x in range(178, 253):
            if 900 < (x - 215) ** 2 + (y - 330) ** 2 < 1260:
                shades[x] = red
        return b"".join(shades)

    return png(300, map(row, range(420)))


def site_photo(n: int) -> bytes:
    """A workshop: a floor with a yellow line, a wall with a window, a machine; ``n`` varies it."""
    wall, machine = WALLS[n % len(WALLS)], MACHINES[n * 3 % len(MACHINES)]
    left, window, top = 120 + n * 17 % 60, 20 + n * 23 % 70, 52 + n * 11 % 40

    def row(y: int) -> bytes:
        if y > 150:
            floor = (96 + y // 6, 100 + y // 6, 104 + y // 6)
            return span((212, 176, 40) if 168 < y < 176 else floor, WIDTH)
        shade = (wall[0] - y // 4, wall[1] - y // 4, wall[2] - y // 4)
        line = bytearray(span(shade, WIDTH))
        if 24 < y < 80:
            line[window * 3 : (window + 64) * 3] = span((176, 206, 226), 64)
        if y > top:
            dark = (machine[0] - 14, machine[1] - 18, machine[2] - 20)
            blocks = [dark if (at + y // 24) % 5 == 0 else machine for at in range(5)]
            line[left * 3 : (left + 120) * 3] = b"".join(span(block, 24) for block in blocks)
        return bytes(line)

    return png(WIDTH, map(row, range(HEIGHT)))
