"""Files of 企业微信: those sent come encrypted from a link, those shown go up in pieces."""

import base64
import binascii
import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import unquote_to_bytes

from aiohttp import (
    ClientPayloadError,
    ClientResponse,
    ClientResponseError,
    ClientSession,
    ClientTimeout,
)
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.channels.wecom.wire import (
    CHUNK,
    CHUNKS,
    FILE,
    IMAGE,
    UPLOAD_CHUNK,
    UPLOAD_FINISH,
    UPLOAD_INIT,
    Away,
    Refused,
    Unanswered,
)

KEY_BYTES, PAD, NAME = 32, 32, 256
TIMEOUT = ClientTimeout(total=50, sock_connect=10, sock_read=20)
"""Below the time that whoever waits for the file has, so that they learn why there is none."""

PASSING = frozenset({408, 425, 429})
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""How a picture begins that 企业微信 takes for one; any other is sent as a file."""

_EXTENDED = re.compile(r"filename\*\s*=\s*(?:([\w-]+)'[\w-]*')?\"?([^\";]+)\"?", re.I)
_QUOTED = re.compile(r'filename\s*=\s*"((?:\\.|[^"\\])*)"', re.I)
_BARE = re.compile(r"filename\s*=\s*([^\s;\"]+)", re.I)

Kind = Literal["image", "file"]
Call = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
"""A command of the link and its body; the body of the answer."""


class Gone(Exception):
    """The link holds no longer, or what it gives can't be read with its key: to be sent again."""


class TooBig(Exception):
    """More bytes than are taken."""


@dataclass(frozen=True)
class Content:
    """``name`` is empty where none was told."""

    name: str
    data: bytes


async def fetch(
    http: ClientSession, url: str, aeskey: str, limit: int = FILE, timeout: ClientTimeout = TIMEOUT
) -> Content:
    """What somebody sent, in the clear. Raises ``Gone``, ``TooBig``, or of a network that may be
    back soon ``aiohttp.ClientError``, ``OSError`` (a time out among them)."""
    key = _key(aeskey)
    if not url.startswith(("https://", "http://")):
        raise Gone("not a link")
    async with http.get(url, timeout=timeout) as answer:
        if 400 <= answer.status < 500 and answer.status not in PASSING:
            raise Gone(f"{answer.status}")
        answer.raise_for_status()
        data = await _body(answer, limit + PAD)
        name = name_in(answer.headers.get("Content-Disposition", ""))
    clear = decrypted(data, key)
    if len(clear) > limit:
        raise TooBig
    return Content(name, clear)


def why(error: Exception) -> str:
    """For the log: what failed, without the address, which for some minutes opens to anybody."""
    status = f" {error.status}" if isinstance(error, ClientResponseError) else ""
    return f"{type(error).__name__}{status}"


async def _body(answer: ClientResponse, limit: int) -> bytes:
    if (answer.content_length or 0) > limit:
        raise TooBig
    data = bytearray()
    async for piece in answer.content.iter_chunked(1 << 16):
        data += piece
        if len(data) > limit:
            raise TooBig
    if not data:
        raise ClientPayloadError("nothing came")
    return bytes(data)


def _key(aeskey: str) -> bytes:
    """The key is told in base64, with or without its ``=``."""
    plain = aeskey.strip().rstrip("=").replace("-", "+").replace("_", "/")
    try:
        key = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise Gone("no key") from None
    if len(key) != KEY_BYTES:
        raise Gone("no key")
    return key


def decrypted(data: bytes, key: bytes) -> bytes:
    """AES-256-CBC, the key's beginning for a start, padded to 32. Raises ``Gone``."""
    if not data or len(data) % 16:
        raise Gone("not whole")
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    clear = cipher.update(data) + cipher.finalize()
    pad = clear[-1]
    if not 1 <= pad <= PAD or len(clear) < pad or clear[-pad:] != bytes([pad]) * pad:
        raise Gone("the wrong key")
    return clear[:-pad]


def name_in(disposition: str) -> str:
    """The file's name of a Content-Disposition, in whichever way it is written there."""
    if found := _EXTENDED.search(disposition):
        return _text(unquote_to_bytes(found[2].strip()), found[1] or "utf-8")
    if found := _QUOTED.search(disposition):
        name = re.sub(r"\\(.)", r"\1", found[1])
    elif found := _BARE.search(disposition):
        name = found[1]
    else:
        return ""
    if re.search(r"%[0-9A-Fa-f]{2}", name):
        return _text(unquote_to_bytes(name), "utf-8")
    return _text(name.encode("utf-8", "surrogateescape"), "utf-8")


def _text(raw: bytes, charset: str) -> str:
    for encoding in (charset, "gb18030"):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")


def kind_of(data: bytes) -> Kind:
    """As what it may be sent: a picture that is too big, or of another kind, goes as a file."""
    return "image" if data.startswith(PICTURES) and len(data) <= IMAGE else "file"


async def upload(call: Call, kind: Kind, name: str, data: bytes) -> str:
    """The ``media_id`` to send it by. Nobody has seen anything of an upload that was cut off: it
    raises ``Away`` and may be begun again. Raises ``TooBig`` too, and ``Refused``."""
    if len(data) > min(FILE, CHUNK * CHUNKS):
        raise TooBig
    pieces = [data[start : start + CHUNK] for start in range(0, len(data), CHUNK)]
    try:
        begun = await call(UPLOAD_INIT, _about(kind, name, data, len(pieces)))
        upload_id = _named(begun, "upload_id")
        for index, piece in enumerate(pieces):
            encoded = base64.b64encode(piece).decode()
            part = {"upload_id": upload_id, "chunk_index": index, "base64_data": encoded}
            await call(UPLOAD_CHUNK, part)
        done = await call(UPLOAD_FINISH, {"upload_id": upload_id})
        return _named(done, "media_id")
    except Unanswered as lost:
        raise Away(*lost.args) from lost


def _named(answer: dict[str, Any], name: str) -> str:
    found = answer.get(name)
    if not isinstance(found, str) or not found:
        raise Refused(0, f"an answer without {name}")
    return found


def _about(kind: Kind, name: str, data: bytes, pieces: int) -> dict[str, Any]:
    return {
        "type": kind,
        "filename": short_name(name),
        "total_size": len(data),
        "total_chunks": pieces,
        "md5": hashlib.md5(data, usedforsecurity=False).hexdigest(),
    }


def short_name(name: str) -> str:
    """A name that fits, its suffix kept."""
    if len(name.encode()) <= NAME:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, dot, suffix = name, "", ""
    room = NAME - len((dot + suffix).encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + dot + suffix
