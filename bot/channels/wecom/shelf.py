"""Files as Bot calls: shown one after another, fetched as soon as their name is asked for."""

import secrets
from typing import Any

import aiohttp
from aiogram import Bot, methods
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError
from aiogram.types import File, InputFile, InputMediaPhoto

from bot.channels.wecom import media
from bot.channels.wecom.incoming import HELD, place_of
from bot.channels.wecom.outgoing import Outgoing

MEGA = 1024 * 1024
KEPT = 50
TOO_BIG = (
    "“{name}”有{size} MB，超过企业微信的20 MB，没能发给您。"
    "请从网页进来再要一次（发“绑定”可以把网页和这里连成一个人），或联系管理员。"
)


def refusal(method: Any, words: str) -> TelegramBadRequest:
    return TelegramBadRequest(method=method, message=f"Bad Request: {words}")


class Shelf:
    """What was fetched lies here until it is read, which is at once."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}
        self._http: aiohttp.ClientSession | None = None

    async def fetch(self, method: methods.GetFile) -> File:
        """The bytes are here when their name is: the link to them holds five minutes."""
        try:
            url, key = place_of(method.file_id)
            content = await media.fetch(self._client(), url, key)
        except (ValueError, media.Gone) as error:
            raise refusal(method, "file is gone") from error
        except media.TooBig as error:
            raise refusal(method, "file is too big") from error
        except (aiohttp.ClientError, OSError) as error:
            raise TelegramNetworkError(method=method, message=media.why(error)) from error
        place = HELD + secrets.token_hex(16)
        self._held[place] = content.data
        if len(self._held) > KEPT:
            del self._held[next(iter(self._held))]
        return File(
            file_id=method.file_id,
            file_unique_id=place,
            file_size=len(content.data),
            file_path=place,
            **({"file_name": content.name} if content.name else {}),
        )

    def take(self, url: str) -> bytes:
        return self._held.pop(url.rpartition("/")[2], b"")

    def _client(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession()
        return self._http

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None


async def show(outgoing: Outgoing, bot: Bot, method: Any, chat: str, one: Any) -> str:
    """The words that are left to say. A photo is one where it is taken for one; anything else comes
    as it is, under its name. What is too big is told instead: nobody waits for a file in vain."""
    given, photo, text = _parts(one)
    if isinstance(given, str):
        raise refusal(method, "wrong file identifier/HTTP URL specified")
    name = given.filename or "文件"
    data = b"".join([chunk async for chunk in given.read(bot)])
    kind = media.kind_of(data) if photo else "file"
    try:
        await outgoing.show(chat, int(method.chat_id) < 0, kind, name, data)
    except media.TooBig:
        said = TOO_BIG.format(name=name, size=-(-len(data) // MEGA))
        return f"{said}\n{text}".rstrip("\n")
    return text


def _parts(one: Any) -> tuple[InputFile | str, bool, str]:
    match one:
        case methods.SendPhoto():
            return one.photo, True, one.caption or ""
        case methods.SendDocument():
            return one.document, False, one.caption or ""
    return one.media, isinstance(one, InputMediaPhoto), one.caption or ""
