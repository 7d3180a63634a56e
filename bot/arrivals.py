"""An update as a messenger sent it becomes an event in no messenger's words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from aiogram.types import CallbackQuery, InaccessibleMessage, Message, Update
from pydantic import ValidationError

from bot.groups import asked_in, topic_of
from handlers.formkit.events import Event, Pressed, Typed, Unusable
from storage.taking import Taken

FOREIGN = Pressed("foreign")
"""A press whose data is none of ours."""

UNUSABLE = {
    "sticker": "贴纸",
    "animation": "动图",
    "voice": "语音",
    "audio": "音频",
    "video": "视频",
    "video_note": "视频",
    "location": "位置",
    "venue": "位置",
    "contact": "名片",
    "poll": "投票",
    "dice": "骰子",
    "game": "游戏",
    "story": "动态",
    "paid_media": "付费内容",
    "checklist": "清单",
    "giveaway": "抽奖",
    "invoice": "账单",
}


@dataclass(frozen=True)
class Remote:
    """A file that a messenger holds for us: nothing of it is trusted before its bytes are here."""

    file_id: str
    name: str
    type: str
    size: int | None


@dataclass(frozen=True)
class Arrival:
    """``event`` is None where there is nothing to answer; ``message`` the message pressed on (None:
    it can't be edited); ``album`` names the updates that are one answer; ``taken`` are the files
    of it that were fetched; ``reachable`` what a messenger says of a person who blocked or
    unblocked the bot; ``asked`` is what is asked in a group, where nobody is known, in its
    ``topic`` if it has any."""

    event: Event | None = None
    files: tuple[Remote, ...] = ()
    taken: tuple[Taken, ...] = ()
    caption: str = ""
    callback: str | None = None
    message: int | None = None
    album: str | None = None
    reachable: bool | None = None
    asked: str | None = None
    topic: int | None = None

    @property
    def sent(self) -> bool:
        return bool(self.files)


def sender_of(raw: dict[str, Any]) -> str:
    """The external id of whoever sent an update; empty where nobody can be answered."""
    for kind in ("message", "callback_query", "my_chat_member"):
        part = raw.get(kind)
        sender = part.get("from") if isinstance(part, dict) else None
        id = sender.get("id") if isinstance(sender, dict) else None
        if isinstance(id, int) and not isinstance(id, bool):
            return str(id)
    return ""


def clean(value: Any) -> Any:
    """The same JSON without half characters (lone surrogates), which no database can keep."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return value
    if isinstance(value, list):
        return [clean(one) for one in value]
    if isinstance(value, dict):
        return {clean(name): clean(one) for name, one in value.items()}
    return value


def read(raw: dict[str, Any]) -> Arrival:
    """Never raises: what can't be read is an arrival without an event, its press still answered."""
    if (asked := asked_in(raw)) is not None:
        return Arrival(asked=asked, topic=topic_of(raw))
    try:
        update = Update.model_validate(raw)
    except (ValidationError, RecursionError):
        return Arrival(callback=_callback_of(raw))
    if update.callback_query is not None:
        return _press(update.callback_query)
    if update.message is not None:
        return _message(update.message, raw["message"])
    if update.my_chat_member is not None and update.my_chat_member.chat.type == "private":
        status = update.my_chat_member.new_chat_member.status
        return Arrival(reachable=status not in ("kicked", "left"))
    return Arrival()


def _callback_of(raw: dict[str, Any]) -> str | None:
    query = raw.get("callback_query")
    id = query.get("id") if isinstance(query, dict) else None
    return id if isinstance(id, str) else None


def _press(query: CallbackQuery) -> Arrival:
    message = query.message
    if message is not None and message.chat.type != "private":
        return Arrival(callback=query.id)
    editable = message is not None and not isinstance(message, InaccessibleMessage)
    return Arrival(
        event=Pressed.parse(query.data or "") or FOREIGN,
        callback=query.id,
        message=message.message_id if message is not None and editable else None,
    )


def _message(message: Message, raw: dict[str, Any]) -> Arrival:
    if message.chat.type != "private":
        return Arrival()
    if message.text is not None:
        return Arrival(event=Typed(message.text))
    files = tuple(_files(message, raw))
    if files:
        return Arrival(files=files, caption=message.caption or "", album=message.media_group_id)
    what = next((name for kind, name in UNUSABLE.items() if getattr(message, kind, None)), None)
    return Arrival(event=Unusable(what) if what else None)


def _files(message: Message, raw: dict[str, Any]) -> Iterator[Remote]:
    """Photos and documents. Telegram sends an album as many updates; the web chat, which knows
    better, sends one with all of it in ``album``."""
    if isinstance(album := raw.get("album"), list):
        for one in album:
            yield Remote(
                one["file_id"],
                named(one.get("file_name")),
                one.get("mime_type") or "application/octet-stream",
                one.get("file_size"),
            )
    elif message.photo:
        best = max(message.photo, key=lambda size: (size.file_size or 0, size.width * size.height))
        yield Remote(best.file_id, "照片.jpg", "image/jpeg", best.file_size)
    elif message.document and not message.animation:
        paper = message.document
        type = paper.mime_type or "application/octet-stream"
        yield Remote(paper.file_id, named(paper.file_name), type, paper.file_size)


def named(given: str | None) -> str:
    """A file's name as a person reads it: its last part, without control characters."""
    last = re.split(r"[/\\]", given or "")[-1]
    shown = "".join(char for char in last if char.isprintable()).strip()[:120]
    return shown or "文件"


def together(first: Arrival, *others: Arrival) -> Arrival:
    """The updates of one album as one arrival."""
    files = tuple(file for one in (first, *others) for file in one.files)
    caption = next((one.caption for one in (first, *others) if one.caption), "")
    return replace(first, files=files, caption=caption)
