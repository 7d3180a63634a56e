"""Between three ways to write a message down: a Bot API call, the log's body, the page's frame."""

from collections.abc import Callable, Sequence
from typing import Any

from aiogram import Bot
from aiogram.types import InlineKeyboardMarkup, Message, MessageEntity, User

from bot.channels.webchat.incoming import PICTURES, chat
from bot.channels.webchat.seams import Body, Entry
from handlers.formkit.events import SentFile

Address = Callable[[dict[str, Any]], str]
"""Where a file of a body may be read, for the one login a frame is made for."""


def text_body(text: str, entities: Sequence[MessageEntity] | None, markup: Any) -> Body:
    return {"text": text, "bold": bold(entities), "rows": rows(markup), "files": []}


def bold(entities: Sequence[MessageEntity] | None) -> list[list[int]]:
    return [[e.offset, e.length] for e in entities or () if e.type == "bold"]


def rows(markup: Any) -> list[list[dict[str, str]]]:
    """The rows of an inline keyboard; any other markup has none that a page could show."""
    if not isinstance(markup, InlineKeyboardMarkup):
        return []
    return [
        [
            {"text": button.text, "url": button.url}
            if button.url
            else {"text": button.text, "data": button.callback_data or ""}
            for button in row
        ]
        for row in markup.inline_keyboard
    ]


def file_of(file: SentFile) -> dict[str, Any]:
    return {"sha256": file.sha256, "name": file.name, "type": file.type, "size": file.size}


def frame(entry: Entry, address: Address) -> dict[str, Any]:
    """What the page is sent. The user's own message carries the client's id, so that the page
    knows the bubble it drew before anybody had stored it."""
    body = entry.body
    files = [
        {
            "url": address(file),
            "name": file["name"],
            "type": file["type"],
            "size": file["size"],
            "picture": file["type"] in PICTURES,
        }
        for file in body.get("files", ())
    ]
    message = {
        "id": entry.id,
        "change": entry.change,
        "from": entry.sender,
        "text": body.get("text", ""),
        "bold": body.get("bold", []),
        "rows": body.get("rows", []),
        "files": files,
        "gone": body.get("gone", False),
        "at": entry.at.isoformat(),
        "client_id": entry.client_id,
    }
    return {"type": "message", "message": message}


def message(entry: Entry, account: str, bot: Bot, me: User) -> Message:
    """What a Bot API call returns."""
    raw: dict[str, Any] = {
        "message_id": entry.id,
        "date": int(entry.at.timestamp()),
        "chat": chat(account).model_dump(exclude_none=True),
        "from": me.model_dump(exclude_none=True),
    }
    files = entry.body.get("files", [])
    raw["caption" if files else "text"] = entry.body.get("text", "")
    if files:
        raw |= _media(files[0])
    return Message.model_validate(raw, context={"bot": bot})


def _media(file: dict[str, Any]) -> dict[str, Any]:
    held = {
        "file_id": f"sha256:{file['sha256']}",
        "file_unique_id": file["sha256"],
        "file_size": file["size"],
    }
    if file["type"] in PICTURES:
        return {"photo": [held | {"width": 0, "height": 0}]}
    return {"document": held | {"file_name": file["name"], "mime_type": file["type"]}}
