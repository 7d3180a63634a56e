"""What the web chat answers to each Bot API method it knows."""

import mimetypes
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Protocol

from aiogram import Bot, methods
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InputFile, InputMediaDocument, InputMediaPhoto, Message, User

from bot.channels.webchat import wire
from bot.channels.webchat.incoming import PICTURES
from bot.channels.webchat.rooms import Rooms
from bot.channels.webchat.seams import Body, Entry, FileStore, MessageLog
from storage.picture import AS_IT_IS

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ME = User(id=1, is_bot=True, first_name="安星", username="anxing")


class Session(Protocol):
    """What an answer needs of the session it is given by."""

    log: MessageLog
    files: FileStore
    rooms: Rooms


async def say(session: Session, bot: Bot, method: Any, body: Body) -> Message:
    account = account_of(method)
    entry = await session.log.append(account, body)
    session.rooms.show(account, entry)
    return wire.message(entry, account, bot, ME)


async def change(
    session: Session, bot: Bot, method: Any, changed: Callable[[Body], Body]
) -> Message:
    account = account_of(method)
    found = await editable(session, method, account)
    body = changed(found.body)
    if body == found.body:
        raise refusal(method, "message is not modified")
    entry = await session.log.edit(account, found.id, body)
    if entry is None:
        raise refusal(method, "message to edit not found")
    session.rooms.show(account, entry, edit=True)
    return wire.message(entry, account, bot, ME)


async def stored(
    session: Session, method: Any, given: InputFile | str, type: str | None
) -> dict[str, Any]:
    """A file to be sent: uploaded now, or named by its ``sha256:…``. A picture that is sent as a
    document (without a ``type``) is not shown but given as it is."""
    if isinstance(given, str):
        file = await session.files.find(given.removeprefix("sha256:"))
        if file is None:
            raise refusal(method, "wrong file identifier/HTTP URL specified")
        as_it_is = type is None and file.type in PICTURES
        return wire.file_of(replace(file, type=AS_IT_IS) if as_it_is else file)
    name = given.filename or "文件"
    content = b"".join([chunk async for chunk in given.read(method.bot)])
    kind = mimetypes.guess_type(name)[0] or type or "application/octet-stream"
    return wire.file_of(await session.files.put(content, name, kind))


def refusal(method: Any, words: str) -> TelegramBadRequest:
    return TelegramBadRequest(method=method, message=f"Bad Request: {words}")


def account_of(method: Any) -> str:
    account = str(getattr(method, "chat_id", None) or "")
    if not (account.isascii() and account.isdigit()):
        raise refusal(method, "chat not found")
    return account


async def editable(session: Session, method: Any, account: str) -> Entry:
    found = await session.log.entry(account, method.message_id or 0)
    if found is None or found.body.get("gone"):
        raise refusal(method, "message to edit not found")
    if found.sender != "bot":
        raise refusal(method, "message can't be edited")
    return found


def checked(method: Any, text: str | None, limit: int = TEXT_LIMIT) -> str:
    """Telegram's limits, kept here so that what works in the page works there."""
    said = text or ""
    if limit == TEXT_LIMIT and not said.strip():
        raise refusal(method, "message text is empty")
    if len(said.encode("utf-16-le")) // 2 > limit:
        long = "message is too long" if limit == TEXT_LIMIT else "message caption is too long"
        raise refusal(method, long)
    return said


async def send_message(session: Session, bot: Bot, method: methods.SendMessage) -> Message:
    text = checked(method, method.text)
    return await say(
        session, bot, method, wire.text_body(text, method.entities, method.reply_markup)
    )


async def edit_text(session: Session, bot: Bot, method: methods.EditMessageText) -> Message:
    text = checked(method, method.text)
    fresh = wire.text_body(text, method.entities, method.reply_markup)
    return await change(session, bot, method, lambda body: {**fresh, "files": body["files"]})


async def edit_caption(
    session: Session, bot: Bot, method: methods.EditMessageCaption
) -> Message:
    text = checked(method, method.caption, CAPTION_LIMIT)
    fresh = wire.text_body(text, method.caption_entities, method.reply_markup)
    return await change(session, bot, method, lambda body: {**fresh, "files": body["files"]})


async def edit_markup(
    session: Session, bot: Bot, method: methods.EditMessageReplyMarkup
) -> Message:
    shown = wire.rows(method.reply_markup)
    return await change(session, bot, method, lambda body: {**body, "rows": shown})


async def delete_message(session: Session, bot: Bot, method: methods.DeleteMessage) -> bool:
    account = account_of(method)
    found = await session.log.entry(account, method.message_id)
    if found is None or found.body.get("gone"):
        raise refusal(method, "message to delete not found")
    gone = {"text": "", "bold": [], "rows": [], "files": [], "gone": True}
    entry = await session.log.edit(account, found.id, gone)
    if entry is None:
        raise refusal(method, "message can't be deleted")
    session.rooms.show(account, entry, edit=True)
    return True


async def send_photo(session: Session, bot: Bot, method: methods.SendPhoto) -> Message:
    return await send_files(session, bot, method, [(method.photo, "image/jpeg")])


async def send_document(session: Session, bot: Bot, method: methods.SendDocument) -> Message:
    return await send_files(session, bot, method, [(method.document, None)])


async def send_files(
    session: Session, bot: Bot, method: Any, given: list[tuple[InputFile | str, str | None]]
) -> Message:
    caption = checked(method, method.caption, CAPTION_LIMIT)
    files = [await stored(session, method, file, type) for file, type in given]
    body = wire.text_body(caption, method.caption_entities, method.reply_markup)
    return await say(session, bot, method, {**body, "files": files})


async def send_album(
    session: Session, bot: Bot, method: methods.SendMediaGroup
) -> list[Message]:
    """One bubble with all the files: every item of the answer is that one message."""
    files, captions = [], []
    for item in method.media:
        if not isinstance(item, InputMediaPhoto | InputMediaDocument):
            raise refusal(method, "media type is not available in this chat")
        type = "image/jpeg" if isinstance(item, InputMediaPhoto) else None
        files.append(await stored(session, method, item.media, type))
        captions.append(item.caption or "")
    caption = checked(method, "\n".join(filter(None, captions)), CAPTION_LIMIT)
    body = {**wire.text_body(caption, None, None), "files": files}
    message = await say(session, bot, method, body)
    return [message] * len(files)


async def answer_press(
    session: Session, bot: Bot, method: methods.AnswerCallbackQuery
) -> bool:
    """The query's id names the account (``incoming.press_update``), so that an answer finds its
    page after a restart too; a page that is closed needs none."""
    account, _, client_id = method.callback_query_id.partition(".")
    session.rooms.tell(
        account,
        {
            "type": "toast",
            "text": method.text or "",
            "alert": bool(method.show_alert),
            "client_id": client_id,
        },
    )
    return True


async def typing(session: Session, bot: Bot, method: methods.SendChatAction) -> bool:
    session.rooms.tell(account_of(method), {"type": "typing"})
    return True


async def who(session: Session, bot: Bot, method: methods.GetMe) -> User:
    return ME


async def granted(session: Session, bot: Bot, method: Any) -> bool:
    """Settings that a messenger keeps for its menus; the page has its own."""
    return True


ANSWERS: dict[type[Any], Callable[[Session, Bot, Any], Awaitable[Any]]] = {
    methods.SendMessage: send_message,
    methods.EditMessageText: edit_text,
    methods.EditMessageCaption: edit_caption,
    methods.EditMessageReplyMarkup: edit_markup,
    methods.DeleteMessage: delete_message,
    methods.SendPhoto: send_photo,
    methods.SendDocument: send_document,
    methods.SendMediaGroup: send_album,
    methods.AnswerCallbackQuery: answer_press,
    methods.SendChatAction: typing,
    methods.GetMe: who,
    methods.SetMyCommands: granted,
    methods.DeleteMyCommands: granted,
    methods.DeleteWebhook: granted,
}
