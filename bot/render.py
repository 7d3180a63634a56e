"""A letter becomes Bot API methods: pieces that fit, a bold title, the keyboard at the end."""

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from unicodedata import category

import regex
import segno
from aiogram.methods import (
    EditMessageText,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    MessageEntity,
)
from pydantic import Field

from handlers.formkit.view import View
from storage.letters import ShownFile, ViewBody

TEXT_LIMIT = 4096
LABEL_LIMIT = 64
ALBUM = 10
PICTURES = ("image/jpeg", "image/png", "image/webp")
NOTHING = "（没有内容）"
_CLUSTER = regex.compile(r"\X")
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_UNSENDABLE = str.maketrans({"\0": "", "\r": "\n"})

Attach = Callable[[ShownFile], InputFile | str]
"""How a channel is given a stored file."""


def shown(view: View, files: Callable[[str], ShownFile | None], edit: int | None) -> ViewBody:
    """A view as the outbox keeps it."""
    kept: ViewBody = {"text": view.text}
    if view.title:
        kept["title"] = view.title
    if view.rows:
        kept["rows"] = [[[choice.label, choice.data] for choice in row] for row in view.rows]
    if view.numbered:
        kept["numbered"] = True
    if view.keep:
        kept["keep"] = True
    if found := [file for file in map(files, view.files) if file]:
        kept["files"] = found
    if view.qr:
        kept["qr"] = view.qr
    if edit is not None:
        kept["edit"] = edit
    return kept


def said_in(view: Mapping[str, Any], words: str) -> bool:
    """Whether a view says these words, wherever its lines end."""
    whole = f"{view.get('title', '')} {view['text']}"
    return "".join(words.split()) in "".join(whole.split())


def with_words(views: list[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    """A passing word as the first line of what is said."""
    if not views:
        return [{"text": words}]
    first, *others = views
    return [{**first, "text": f"{words}\n{first['text']}"}, *others]


def units(text: str) -> int:
    """Length as Telegram counts it: in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Pieces of at most ``limit`` units, cut at the end of a line where one is near, never inside
    what a reader sees as one character (unless that alone is longer than a message)."""
    pieces = []
    while units(text) > limit:
        end = _fitting(text, limit)
        line = text.rfind("\n", end // 2, end)
        end = line + 1 if line > 0 else end
        pieces.append(text[:end])
        text = text[end:]
    pieces.append(text)
    whole = [piece.strip("\n") for piece in pieces]
    return [piece for piece in whole if _visible(piece)] or [NOTHING]


def _fitting(text: str, limit: int) -> int:
    used = end = 0
    for cluster in _CLUSTER.finditer(text):
        used += units(cluster.group())
        if used > limit:
            break
        end = cluster.end()
    return end or limit // 2


def _visible(text: str) -> bool:
    """Whether Telegram would find anything in it to show."""
    return any(category(c)[0] not in "CZ" and c not in _BLANK for c in text)


class Keyboard(InlineKeyboardMarkup):
    """Buttons, and for a messenger that has too few of them, what else may be done: whether a
    typed number picks, the labels uncut, and whether the view stands beside the conversation so
    that nothing that is typed is meant for it. Not part of what Telegram is told."""

    numbered: bool = Field(default=False, exclude=True)
    aside: bool = Field(default=False, exclude=True)
    labels: tuple[str, ...] = Field(default=(), exclude=True)


def keyboard(
    rows: list[list[list[str]]], *, numbered: bool = False, aside: bool = False
) -> Keyboard | None:
    if not rows:
        return None
    return Keyboard(
        inline_keyboard=[
            [InlineKeyboardButton(text=_label(label), callback_data=data) for label, data in row]
            for row in rows
        ],
        numbered=numbered,
        aside=aside,
        labels=tuple(label for row in rows for label, _data in row),
    )


def _label(label: str) -> str:
    if units(label) <= LABEL_LIMIT:
        return label
    return label[: max(_fitting(label, LABEL_LIMIT - 1), 1)] + "…"


def picture(address: str) -> bytes:
    """An address as a QR picture that a phone reads from another phone's screen."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="png", scale=8, border=4)
    return drawn.getvalue()


def methods(view: ViewBody, chat: int, attach: Attach) -> list[TelegramMethod[Any]]:
    """What is called, in order, so that a view is seen in a chat: files, then the text in pieces,
    the keyboard at the last; what takes a shown message's place edits it with the first piece."""
    edit = view.get("edit")
    texts = list(_texts(view, chat, edit))
    files = _files(view.get("files", []), chat, attach)
    if address := view.get("qr"):
        files.append(_photo(chat, BufferedInputFile(picture(address), "二维码.png")))
    return [*texts, *files] if edit is not None else [*files, *texts]


def _texts(view: ViewBody, chat: int, edit: int | None) -> Iterator[TelegramMethod[Any]]:
    title = view.get("title", "").translate(_UNSENDABLE)
    body = view["text"].translate(_UNSENDABLE)
    if title and not _visible(title):
        title = ""
    pieces = split("\n".join(part for part in (title, body) if part))
    board = keyboard(
        view.get("rows", []), numbered=view.get("numbered", False), aside=view.get("keep", False)
    )
    for at, piece in enumerate(pieces):
        bold = title and at == 0 and piece.startswith(title)
        entities = [MessageEntity(type="bold", offset=0, length=units(title))] if bold else None
        said: dict[str, Any] = {
            "chat_id": chat,
            "text": piece,
            "entities": entities,
            "parse_mode": None,
            "reply_markup": board if at == len(pieces) - 1 else None,
        }
        if edit is not None and at == 0:
            yield EditMessageText(message_id=edit, **said)
        else:
            yield SendMessage(**said)


def _files(files: list[ShownFile], chat: int, attach: Attach) -> list[TelegramMethod[Any]]:
    pictures = [file for file in files if file["type"] in PICTURES]
    others = [file for file in files if file["type"] not in PICTURES]
    called: list[TelegramMethod[Any]] = []
    for kind, single, media in (
        (pictures, _photo, InputMediaPhoto),
        (others, _document, InputMediaDocument),
    ):
        for start in range(0, len(kind), ALBUM):
            some = kind[start : start + ALBUM]
            if len(some) == 1:
                called.append(single(chat, attach(some[0])))
            else:
                album: list[Any] = [media(media=attach(file)) for file in some]
                called.append(SendMediaGroup(chat_id=chat, media=album))
    return called


def _photo(chat: int, file: InputFile | str) -> TelegramMethod[Any]:
    return SendPhoto(chat_id=chat, photo=file)


def _document(chat: int, file: InputFile | str) -> TelegramMethod[Any]:
    return SendDocument(chat_id=chat, document=file)
