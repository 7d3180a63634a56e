"""One way to a PDF: a template of ours, the records as JSON beside it, pictures made small."""

import io
import json
import re
import tempfile
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import segno
import typst
from PIL import Image, ImageOps

from handlers.documents.glyphs import FOLDER, drawable

THUMBNAIL = 420
"""Pixels on the longer side: 5 cm of paper at 210 dots an inch."""
PIXELS = 50_000_000
"""What a picture may claim to have before anything of it is unpacked."""
_RUN = re.compile(r"[\x21-\x7e]{24}")
_KEPT = "\n\t"

Bytes = Callable[[str], bytes | None]
"""The bytes of a stored file by its SHA-256; None where they are gone."""


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FOLDER)])


@cache
def _templates() -> dict[str, bytes]:
    folder = files("handlers.documents") / "templates"
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.name.endswith(".typ")}


def pdf(
    template: str, told: Mapping[str, Any], pictures: Sequence[bytes], at: datetime
) -> bytes:
    """Set a template. Text reaches it as data alone; ``pictures`` are JPEGs of ours, which it calls
    by their number, the first being 1."""
    made: bytes = _set(template, told, pictures, format="pdf", timestamp=int(at.timestamp()))
    return made


def pages(
    template: str,
    told: Mapping[str, Any],
    pictures: Sequence[bytes],
    at: datetime,
    ppi: float = 72.0,
) -> list[bytes]:
    """The same as one PNG a page, to be looked at."""
    stamp = int(at.timestamp())
    made = _set(template, told, pictures, format="png", ppi=ppi, timestamp=stamp)
    return made if isinstance(made, list) else [made]


def _set(
    template: str, told: Mapping[str, Any], pictures: Sequence[bytes], **how: Any
) -> Any:
    """In a folder of its own, outside of which nothing can be read."""
    with tempfile.TemporaryDirectory(prefix="anxing-paper-") as folder:
        root = Path(folder)
        (root / "pictures").mkdir()
        for name, content in _templates().items():
            (root / name).write_bytes(content)
        said = drawable(json.dumps(sayable(told), ensure_ascii=False))
        (root / "told.json").write_text(said, "utf-8")
        for number, content in enumerate(pictures, 1):
            (root / "pictures" / f"{number}.jpg").write_bytes(content)
        made = typst.Compiler(str(root / template), root=folder, font_paths=_fonts())
        return made.compile(**how)


def sayable(value: Any) -> Any:
    """Text that a page can carry, at any depth: without control characters and what turns the
    direction of its neighbours round, and with places to break in runs longer than a line."""
    if isinstance(value, str):
        kept = "".join(c for c in value if c in _KEPT or _printable(c))
        return _RUN.sub(lambda run: run[0] + "\u200b", kept)
    if isinstance(value, Mapping):
        return {name: sayable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [sayable(one) for one in value]
    return value


def _printable(character: str) -> bool:
    category = unicodedata.category(character)
    return category not in ("Cc", "Cs") and not (
        category == "Cf" and unicodedata.bidirectional(character) not in ("BN", "")
    )


def thumbnails(wanted: Iterable[str], read: Bytes) -> dict[str, bytes]:
    """Small pictures by their SHA-256; what is no picture, or a broken one, is left out."""
    made = {}
    for sha256 in dict.fromkeys(wanted):
        content = read(sha256)
        small = thumbnail(content) if content else None
        if small is not None:
            made[sha256] = small
    return made


def thumbnail(content: bytes) -> bytes | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "GIF")) as opened:
                if opened.width * opened.height > PIXELS:
                    return None
                opened.draft("RGB", (THUMBNAIL, THUMBNAIL))
                upright = ImageOps.exif_transpose(opened).convert("RGB")
        upright.thumbnail((THUMBNAIL, THUMBNAIL))
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=72)
        return out.getvalue()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def qr(address: str) -> list[list[int]]:
    """A QR picture as rows of 0 and 1, drawn by the template."""
    code = segno.make(address, error="m", micro=False)
    return [[int(bool(cell)) for cell in row] for row in code.matrix]
