"""What a page sends becomes the update that Telegram would have sent, so that one intake does."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiogram.types import (
    CallbackQuery,
    Chat,
    Document,
    InaccessibleMessage,
    Message,
    PhotoSize,
    Update,
    User,
)

from bot.channels.webchat.seams import Entry, Login
from handlers.formkit.events import SentFile

PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")
"""What a page shows as a picture and a browser can be trusted to show."""


def number(client_id: str) -> int:
    """An update id: 53 bits of the client's id, so that a repeat is the same number."""
    return uuid.UUID(client_id).int >> 75


def chat(account: str) -> Chat:
    return Chat(id=int(account), type="private")


def _user(login: Login) -> User:
    return User(id=int(login.account), is_bot=False, first_name=login.name or login.account)


def _json(update: Update) -> dict[str, Any]:
    return update.model_dump(mode="json", by_alias=True, exclude_none=True)


def text_update(
    login: Login, client_id: str, message_id: int, text: str, at: datetime
) -> dict[str, Any]:
    message = Message(
        message_id=message_id,
        date=at,
        chat=chat(login.account),
        from_user=_user(login),
        text=text,
    )
    return _json(Update(update_id=number(client_id), message=message))


def files_update(
    login: Login,
    client_id: str,
    message_id: int,
    files: Sequence[SentFile],
    caption: str,
    at: datetime,
) -> dict[str, Any]:
    """One update however many files: the first as Telegram has it, all of them as ``album``, which
    Telegram has not (there an album is as many updates as files)."""
    first = files[0]
    held: dict[str, Any] = (
        {"photo": [_photo(first)]} if first.type in PICTURES else {"document": _document(first)}
    )
    album = [_document(file).model_dump(mode="json", exclude_none=True) for file in files]
    message = Message(
        message_id=message_id,
        date=at,
        chat=chat(login.account),
        from_user=_user(login),
        caption=caption or None,
        **held,
    ).model_copy(update={"album": album})
    return _json(Update(update_id=number(client_id), message=message))


def press_update(
    login: Login, client_id: str, message_id: int, pressed: Entry | None, data: str
) -> dict[str, Any]:
    """``pressed`` is None when there is no such message: Telegram calls it inaccessible."""
    message: Message | InaccessibleMessage
    if pressed is None:
        message = InaccessibleMessage(chat=chat(login.account), message_id=message_id, date=0)
    else:
        message = Message(
            message_id=message_id,
            date=pressed.at,
            chat=chat(login.account),
            text=pressed.body.get("text") or None,
        )
    query = CallbackQuery(
        id=f"{login.account}.{client_id}",
        from_user=_user(login),
        chat_instance=login.account,
        message=message,
        data=data,
    )
    return _json(Update(update_id=number(client_id), callback_query=query))


def file_id(file: SentFile) -> str:
    """A stored file has its content for a name; intake need not fetch it."""
    return f"sha256:{file.sha256}"


def _photo(file: SentFile) -> PhotoSize:
    return PhotoSize(
        file_id=file_id(file),
        file_unique_id=file.sha256,
        width=0,
        height=0,
        file_size=file.size,
    )


def _document(file: SentFile) -> Document:
    return Document(
        file_id=file_id(file),
        file_unique_id=file.sha256,
        file_name=file.name,
        mime_type=file.type,
        file_size=file.size,
    )
