"""What a page may say over its socket: a frame is good, or a sentence says why it is not."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handlers.formkit.view import DATA_LIMIT

TEXT_LIMIT = 20_000
FRAME_LIMIT = 1 << 20
FILES_LIMIT = 10


class BadFrame(Exception):
    """The sentence for the person; ``client_id`` names what it is about."""

    def __init__(self, sentence: str, client_id: str = "", *, lost: bool = False) -> None:
        super().__init__(sentence)
        self.client_id = client_id
        self.lost = lost


@dataclass(frozen=True)
class Hello:
    token: str
    since: int


@dataclass(frozen=True)
class Said:
    client_id: str
    text: str


@dataclass(frozen=True)
class Press:
    client_id: str
    message_id: int
    data: str


@dataclass(frozen=True)
class Files:
    client_id: str
    references: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Older:
    """Asks for what was before a message, or (``one``) for that message with fresh addresses."""

    id: int
    one: bool = False


@dataclass(frozen=True)
class Ping:
    pass


Heard = Hello | Said | Press | Files | Older | Ping


def read(raw: str) -> Heard:
    """The frame of a text, or ``BadFrame``. Never any other exception."""
    try:
        frame = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadFrame("没有看懂：收到的不是一条消息。") from None
    if not isinstance(frame, dict):
        raise BadFrame("没有看懂：收到的不是一条消息。")
    reader = READERS.get(str(frame.get("type")))
    if reader is None:
        raise BadFrame("这个页面可能是旧版本，请刷新后再试。", _echo(frame))
    return reader(frame)


def _hello(frame: dict[str, Any]) -> Hello:
    return Hello(_text(frame, "token", 200), _whole(frame, "since"))


def _said(frame: dict[str, Any]) -> Said:
    return Said(_client_id(frame), _text(frame, "text"))


def _press(frame: dict[str, Any]) -> Press:
    client_id, data = _client_id(frame), _text(frame, "data")
    if not 0 < len(data.encode()) <= DATA_LIMIT:
        raise BadFrame("这个按钮无效。", client_id)
    return Press(client_id, _whole(frame, "message_id"), data)


def _files(frame: dict[str, Any]) -> Files:
    client_id, given = _client_id(frame), frame.get("files")
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given) or not given:
        raise BadFrame("没有收到文件，请重新选择。", client_id, lost=True)
    if len(given) > FILES_LIMIT:
        raise BadFrame(f"一次最多发{FILES_LIMIT}个文件，请分几次发。", client_id)
    return Files(client_id, tuple(given), _text(frame, "text"))


def _older(frame: dict[str, Any]) -> Older:
    return Older(_whole(frame, "id"), one=frame["type"] == "fresh")


def _ping(frame: dict[str, Any]) -> Ping:
    return Ping()


READERS: dict[str, Callable[[dict[str, Any]], Heard]] = {
    "hello": _hello,
    "text": _said,
    "press": _press,
    "files": _files,
    "older": _older,
    "fresh": _older,
    "ping": _ping,
}


def _echo(frame: dict[str, Any]) -> str:
    given = frame.get("client_id")
    return given if isinstance(given, str) and len(given) <= 64 and given.isascii() else ""


def _client_id(frame: dict[str, Any]) -> str:
    given = _echo(frame)
    try:
        return str(uuid.UUID(given))
    except ValueError:
        raise BadFrame("这条消息没有编号，请刷新页面后再试。", given) from None


def _text(frame: dict[str, Any], name: str, limit: int = TEXT_LIMIT) -> str:
    text = frame.get(name, "")
    if not isinstance(text, str):
        raise BadFrame("没有看懂：收到的不是文字。", _echo(frame))
    if len(text) > limit:
        raise BadFrame(
            f"这条消息有{len(text)}个字，一条最多{limit}个字，请分成几条发。", _echo(frame)
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadFrame("这条消息里有不完整的字符，请删去后再发。", _echo(frame)) from None
    return text


def _whole(frame: dict[str, Any], name: str) -> int:
    given = frame.get(name, 0)
    if type(given) is not int or not 0 <= given < 1 << 53:
        raise BadFrame("没有看懂：编号不对。", _echo(frame))
    return given
