"""A picture is measured before it is decoded, copied for viewing, and asked when and where."""

import io
import math
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from PIL import Image, ImageOps

from storage.media.kinds import GIF, JPEG, WEBP, Kind
from storage.media.refusal import NotTaken
from storage.store import ZONE

PIXELS = 50_000_000
JPEG_PIXELS = 120_000_000
"""More, because a JPEG is decoded at the size it is wanted in."""
VIEW_SIDE = 1600
QUALITY = 82
CUT = "没有传完整，或已损坏，请重新发送。"

# Its own limit warns only; ours refuses, and is checked on the header alone.
Image.MAX_IMAGE_PIXELS = None
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
_room = threading.BoundedSemaphore(2)
"""Pictures decoded at a time: each may want 200 MB for a moment."""


@dataclass(frozen=True)
class Seen:
    """What a picture says of itself, and its copy for viewing: a JPEG without what it said."""

    width: int
    height: int
    view: bytes
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


def look(content: bytes, kind: Kind) -> Seen:
    """Raises ``NotTaken`` with what is wrong with a picture."""
    if not _ends(content, kind):
        raise NotTaken(CUT)
    try:
        image = Image.open(io.BytesIO(content), formats=(_FORMATS[kind.type],))
        width, height = image.size
        limit = JPEG_PIXELS if kind is JPEG else PIXELS
        if width * height > limit:
            raise NotTaken(
                f"有 {width} × {height} 个像素，太大了（最多 {limit // 10_000} 万）。请缩小后再发。"
            )
        exif = _said(image)
        with _room:
            view = _view(image)
    except NotTaken:
        raise
    # Pillow's decoders raise whatever a broken file makes of them.
    except Exception:
        raise NotTaken(CUT) from None
    return Seen(width, height, view, _taken_at(exif), *_where(exif))


def _ends(content: bytes, kind: Kind) -> bool:
    """Where a decoder that wants only the first frame would not miss the rest."""
    if kind is WEBP:
        return len(content) >= int.from_bytes(content[4:8], "little") + 8
    return kind is not GIF or content.rstrip(b"\0").endswith(b";")


def _view(image: Image.Image) -> bytes:
    image.draft("RGB", (VIEW_SIDE, VIEW_SIDE))
    image.load()
    colours = image.info.get("icc_profile", b"") if image.mode == "RGB" else b""
    shown = image
    shown.thumbnail((VIEW_SIDE, VIEW_SIDE))
    if shown.mode.startswith("I"):
        shown = shown.convert("I").point(lambda value: value / 256).convert("L")
    with suppress(Exception):
        shown = ImageOps.exif_transpose(shown)
    if shown.mode in ("RGBA", "LA", "PA", "P"):
        clear = shown.convert("RGBA")
        shown = Image.new("RGB", clear.size, "white")
        shown.paste(clear, mask=clear.getchannel("A"))
    out = io.BytesIO()
    profile = colours if len(colours) <= 4096 else b""
    plain = shown.convert("RGB")
    plain.save(out, "JPEG", quality=QUALITY, icc_profile=profile or None, exif=b"")
    return out.getvalue()


def _said(image: Image.Image) -> Image.Exif:
    """What the camera wrote; nothing where it can't be read: the picture is whole all the same."""
    with suppress(Exception):
        return image.getexif()
    return Image.Exif()


def _taken_at(exif: Image.Exif) -> datetime | None:
    """The camera's own time; one without a zone is taken to be of here."""
    with suppress(Exception):
        inner = exif.get_ifd(0x8769)
        at = datetime.strptime(_text(inner[0x9003]), "%Y:%m:%d %H:%M:%S")
        if 1990 <= at.year <= 2100:
            return at.replace(tzinfo=_zone(_text(inner.get(0x9011, "")))).astimezone(UTC)
    return None


def _zone(written: str) -> Any:
    with suppress(ValueError):
        offset = datetime.strptime(written, "%z").utcoffset()
        return timezone(offset or timedelta(0))
    return ZONE


def _text(value: Any) -> str:
    text = value.decode("ascii") if isinstance(value, bytes) else str(value)
    return text.strip("\0 ")


def _where(exif: Image.Exif) -> tuple[float | None, float | None]:
    """Latitude and longitude in degrees; neither where either makes no sense."""
    with suppress(Exception):
        gps = exif.get_ifd(0x8825)
        north = _degrees(gps[2]) * (-1 if _text(gps[1]) == "S" else 1)
        east = _degrees(gps[4]) * (-1 if _text(gps[3]) == "W" else 1)
        if abs(north) <= 90 and abs(east) <= 180 and (north, east) != (0, 0):
            return round(north, 6), round(east, 6)
    return None, None


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    found = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(found):
        raise ValueError(parts)
    return found
