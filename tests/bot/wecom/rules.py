"""What the documents say about one message: where it breaks a rule, and how it is refused."""

import hashlib
import re
import unicodedata
from base64 import b64decode
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.channels.wecom import wire

INVALID = 40058
MEDIA = ("image", "file", "voice", "video")
TASK_ID = re.compile(r"[0-9A-Za-z_@-]+")
PICTURE = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


class No(Exception):
    """The gateway refuses; ``fault`` says whether a correct robot would never have asked."""

    def __init__(self, code: int, words: str, fault: bool = True) -> None:
        super().__init__(f"{code} {words}")
        self.code, self.words, self.fault = code, words, fault


def columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def broken_by(body: dict[str, Any]) -> Iterator[str]:
    """Rules a message's content breaks: the phone would cut it, or the gateway refuse it."""
    kind = body.get("msgtype")
    if kind == "template_card":
        yield from broken_by_card(body.get(kind))
    elif kind in ("markdown", "text"):
        content = (body.get(kind) or {}).get("content")
        if not isinstance(content, str) or not content.strip():
            yield f"{kind} says nothing"
        elif len(content.encode()) > wire.MARKDOWN:
            yield f"{kind} of {len(content.encode())} bytes"
    elif kind in MEDIA:
        if not isinstance((body.get(kind) or {}).get("media_id"), str):
            yield f"{kind} without a media_id"
    else:
        yield f"msgtype {kind!r}"


def broken_by_card(card: Any) -> Iterator[str]:
    if not isinstance(card, dict) or card.get("card_type") != "button_interaction":
        yield f"card {card!r}"
        return
    task_id, buttons = card.get("task_id", ""), card.get("button_list") or []
    heading = card.get("main_title") or {}
    if not TASK_ID.fullmatch(task_id) or len(task_id.encode()) > wire.TASK_ID:
        yield f"task_id {task_id!r}"
    if not heading.get("title"):
        yield "card without a title"
    for name, text, most in (
        ("title", heading.get("title", ""), wire.TITLE),
        ("desc", heading.get("desc", ""), 30),
        ("sub_title", card.get("sub_title_text", ""), wire.REST),
    ):
        if len(text) > most:
            yield f"{name} of {len(text)} characters: {text}"
    if not 1 <= len(buttons) <= wire.BUTTONS:
        yield f"{len(buttons)} buttons"
    keys = [button.get("key", "") for button in buttons]
    if len(set(keys)) != len(keys):
        yield f"keys twice: {keys}"
    for button, key in zip(buttons, keys, strict=True):
        if not button.get("text", "").strip() or columns(button["text"]) > wire.LABEL:
            yield f"label {button.get('text')!r}"
        if not key or len(key.encode()) > wire.KEY:
            yield f"key {key!r}"


@dataclass
class Upload:
    kind: str
    name: str
    size: int
    chunks: int
    md5: str
    got: list[bytes] = field(default_factory=list)

    @classmethod
    def begun(cls, body: dict[str, Any]) -> "Upload":
        name, size, chunks = body.get("filename"), body.get("total_size"), body.get("total_chunks")
        if body.get("type") not in MEDIA or not isinstance(name, str) or not name:
            raise No(INVALID, f"upload of {body.get('type')!r} named {name!r}")
        most = wire.FILE if body["type"] == "file" else wire.IMAGE
        if not isinstance(size, int) or not 5 <= size <= most:
            raise No(INVALID, f"{body['type']} of {size} bytes")
        if not isinstance(chunks, int) or not 1 <= chunks <= wire.CHUNKS:
            raise No(INVALID, f"{chunks} chunks")
        return cls(body["type"], name, size, chunks, str(body.get("md5", "")))

    def take(self, body: dict[str, Any]) -> None:
        if body.get("chunk_index") != len(self.got):
            raise No(INVALID, f"chunk {body.get('chunk_index')} after {len(self.got)} chunks")
        content = b64decode(str(body.get("base64_data", "")), validate=True)
        if not 1 <= len(content) <= wire.CHUNK:
            raise No(INVALID, f"chunk of {len(content)} bytes")
        self.got.append(content)

    def finished(self) -> bytes:
        content = b"".join(self.got)
        if len(self.got) != self.chunks or len(content) != self.size:
            raise No(INVALID, f"{len(self.got)} chunks and {len(content)} bytes came")
        if hashlib.md5(content).hexdigest() != self.md5:
            raise No(INVALID, "md5 is another's")
        if self.kind == "image" and not content.startswith(PICTURE):
            raise No(INVALID, "an image that is neither JPEG nor PNG")
        return content


class Window:
    """So many in so many seconds, sliding. Who counts a message from its answer is never caught
    here, however long the way was; who counts it from its sending may be."""

    def __init__(self, limits: tuple[tuple[int, float], ...], clock: Callable[[], float]) -> None:
        self._limits, self._clock = limits, clock
        self._times: deque[float] = deque(maxlen=max(most for most, _seconds in limits))

    def take(self, what: str) -> None:
        now = self._clock()
        for most, seconds in self._limits:
            if len(self._times) >= most and now - self._times[-most] < seconds:
                raise No(45009, f"{what}: over {most} in {seconds:g} s")
        self._times.append(now)
