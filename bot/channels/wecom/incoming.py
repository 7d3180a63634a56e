"""What 企业微信 tells becomes the update that Telegram would have sent, so that one intake does."""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from bot.arrivals import clean
from bot.channel import Incoming
from bot.channels.wecom.cards import chosen, message_of
from bot.channels.wecom.clicks import Click
from bot.channels.wecom.wire import CLICKED, ENTERED, HEARD_EVENT, HEARD_MESSAGE, Frame
from bot.groups import KIND, LIMIT
from storage.peers import number_of

SINGLE = "single"
HELD = "wecom:"
_MENTION = re.compile(r"@\S+")


@dataclass(frozen=True)
class Heard:
    """Somebody's message or press: ``name`` is what 企业微信 calls them, or their group."""

    incoming: Incoming
    name: str
    group: bool = False
    click: Click | None = None


@dataclass(frozen=True)
class Entered:
    """Somebody looks in, for the first time of the day."""

    name: str
    request: str


class Unreadable(Exception):
    """A frame in which something is missing that makes it one."""


def read(frame: Frame, at: datetime) -> Heard | Entered | None:
    """None of what nobody waits for an answer to. Raises ``Unreadable``."""
    body = clean(frame.body)
    if frame.command == HEARD_MESSAGE:
        return _message(body, at)
    if frame.command != HEARD_EVENT:
        return None
    event = _part(body, "event")
    kind = event.get("eventtype")
    if body.get("chattype", SINGLE) != SINGLE:
        return None
    if kind == ENTERED:
        return Entered(_sender(body), frame.request)
    return _click(body, _part(event, CLICKED), frame.request, at) if kind == CLICKED else None


def _message(body: dict[str, Any], at: datetime) -> Heard | None:
    key, sender = _word(body, "msgid"), _sender(body)
    if body.get("chattype", SINGLE) != SINGLE:
        return _asked(body, key)
    content = _content(body)
    if content is None:
        return None
    account = number_of(sender)
    message = {
        "message_id": _number(key),
        "date": int(at.timestamp()),
        "chat": {"id": account, "type": "private"},
        "from": _user(account, sender),
        **content,
    }
    raw = {"update_id": _number(key), "message": message}
    return Heard(Incoming(key, str(account), raw), sender)


def _asked(body: dict[str, Any], key: str) -> Heard | None:
    """In a group only what is said to the robot is heard at all: who said it is not kept."""
    said = _text(body)
    if said is None:
        return None
    name = _word(body, "chatid")
    asked = _MENTION.sub(" ", said, count=1).strip()[:LIMIT]
    raw = {"update_id": _number(key), KIND: {"asked": asked}}
    return Heard(Incoming(key, str(number_of(name, group=True)), raw), name, group=True)


def _text(body: dict[str, Any]) -> str | None:
    """What was written, or said and written down by 企业微信; of a message with pictures what is
    written among them."""
    match body.get("msgtype"):
        case "text" | "voice" as kind:
            return _word(_part(body, kind), "content")
        case "mixed":
            return "\n".join(_word(_part(one, "text"), "content") for one in _items(body, "text"))
    return None


def _content(body: dict[str, Any]) -> dict[str, Any] | None:
    """The part of a message that says what it is."""
    match kind := body.get("msgtype"):
        case "text" | "voice":
            return {"text": _text(body)}
        case "image":
            return {"photo": [_held(_part(body, "image")) | {"width": 0, "height": 0}]}
        case "file":
            return {"document": _held(_part(body, "file"))}
        case "video":
            video = _held(_part(body, "video"))
            return {"video": video | {"width": 0, "height": 0, "duration": 0}}
        case "mixed":
            return _mixed(body)
    return {"text": ""} if isinstance(kind, str) and kind else None


def _mixed(body: dict[str, Any]) -> dict[str, Any]:
    """Text and pictures of one message: one answer, however many pictures."""
    held = [_held(_part(one, "image")) for one in _items(body, "image")]
    caption = _text(body) or ""
    if not held:
        return {"text": caption}
    album = [one | {"file_name": "照片.jpg", "mime_type": "image/jpeg"} for one in held]
    return {
        "photo": [held[0] | {"width": 0, "height": 0}],
        "album": album,
        **({"caption": caption} if caption else {}),
    }


def _items(body: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    found = _part(body, "mixed").get("msg_item")
    if not isinstance(found, list):
        raise Unreadable("msg_item")
    return [one for one in found if isinstance(one, dict) and one.get("msgtype") == kind]


def _held(file: dict[str, Any]) -> dict[str, Any]:
    """A file's name says how to get it, so that a crash before the download loses nothing."""
    where = json.dumps([_word(file, "url"), _word(file, "aeskey")], separators=(",", ":"))
    id = HELD + base64.urlsafe_b64encode(where.encode()).decode()
    return {"file_id": id, "file_unique_id": _digest(id)}


def place_of(file_id: str) -> tuple[str, str]:
    """The address and the key of a file. Raises ``ValueError``."""
    try:
        url, key = json.loads(base64.urlsafe_b64decode(file_id.removeprefix(HELD)))
    except (binascii.Error, TypeError) as error:
        raise ValueError("no file of ours") from error
    return str(url), str(key)


def _click(body: dict[str, Any], pressed: dict[str, Any], request: str, at: datetime) -> Heard:
    sender, msgid = _sender(body), _word(body, "msgid")
    task_id, tapped = _word(pressed, "task_id"), chosen(_word(pressed, "event_key"))
    account, message_id = number_of(sender), message_of(task_id) or 0
    message = {
        "message_id": message_id,
        "date": int(at.timestamp()),
        "chat": {"id": account, "type": "private"},
    }
    query = {
        "id": callback_id(account, request),
        "from": _user(account, sender),
        "chat_instance": str(account),
        "message": message,
        "data": tapped.data if tapped else "",
    }
    raw = {"update_id": _number(msgid), "callback_query": query}
    click = Click(request, sender, message_id, task_id, tapped if message_id else None)
    return Heard(Incoming(msgid, str(account), raw), sender, click=click)


def callback_id(account: int, request: str) -> str:
    """It names whoever is answered, so that they are found after a restart too."""
    return f"{account}.{request}"


def request_of(callback_id: str) -> tuple[int, str]:
    account, _dot, request = callback_id.partition(".")
    return int(account), request


def _user(account: int, name: str) -> dict[str, Any]:
    return {"id": account, "is_bot": False, "first_name": name}


def _sender(body: dict[str, Any]) -> str:
    return _word(_part(body, "from"), "userid")


def _part(body: dict[str, Any], name: str) -> dict[str, Any]:
    found = body.get(name)
    if not isinstance(found, dict):
        raise Unreadable(name)
    return found


def _word(body: dict[str, Any], name: str) -> str:
    found = body.get(name)
    if not isinstance(found, str) or (not found and name != "content"):
        raise Unreadable(name)
    return found


def _digest(name: str) -> str:
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _number(key: str) -> int:
    """An id of 52 bits: the same for the same key."""
    return int(_digest(key)[:13], 16)
