"""Files: stored before the message that sends them, and read back by a signed address."""

import asyncio
from typing import TYPE_CHECKING

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.channels.webchat.conversation import Desk
from bot.channels.webchat.guard import sentence
from bot.channels.webchat.incoming import PICTURES
from bot.channels.webchat.seams import FileStore, Login
from storage.media import NotTaken
from storage.media.check import LIMIT as FILE_LIMIT
from storage.picture import VIEWED as COPY

if TYPE_CHECKING:
    from aiohttp import MultipartReader

BODY_LIMIT = 21 * 1024 * 1024
AT_ONCE = 4
"""Uploads held in memory at a time."""


class Uploads:
    def __init__(self, desk: Desk, files: FileStore) -> None:
        self._desk, self._files = desk, files
        self._room = asyncio.Semaphore(AT_ONCE)

    async def take(self, request: web.Request) -> web.Response:
        """One file of a message to come; the answer's ``file`` is the right to send it."""
        login = await self._login(request)
        if login is None:
            return sentence(401, "登录已失效，请向邀请您的人要一条新的链接。")
        if (request.content_length or 0) > BODY_LIMIT:
            return sentence(413, "文件太大：每个文件不超过20 MB。")
        if not request.content_type.startswith("multipart/"):
            return sentence(400, "没有收到文件，请重新选择。")
        async with self._room:
            return await self._store(login, await request.multipart())

    async def _store(self, login: Login, parts: "MultipartReader") -> web.Response:
        try:
            part = await parts.next()
            if not isinstance(part, BodyPartReader) or part.name != "file":
                return sentence(400, "没有收到文件，请重新选择。")
            content = await _read(part)
        except (ValueError, HttpProcessingError):
            return sentence(400, "没有收到完整的文件，请重新选择。")
        if content is None:
            return sentence(413, "文件太大：每个文件不超过20 MB。")
        if not content:
            return sentence(400, "这个文件是空的，请重新选择。")
        try:
            put = await self._files.take(login.account, content, _name(part.filename))
        except NotTaken as reason:
            return sentence(415, str(reason))
        return web.json_response({"file": self._desk.signer.reference(login.account, put)})

    async def _login(self, request: web.Request) -> Login | None:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        return await self._desk.log.login(token) if kind == "Bearer" and token else None

    async def give(self, request: web.Request) -> web.StreamResponse:
        """A stored file, to the login its address was made for."""
        sha, name = request.match_info["sha"], request.match_info["name"]
        if not self._desk.signer.opens(sha, name, request.query, self._desk.clock()):
            return sentence(403, "这个文件的地址已过期，请回到对话里重新打开。")
        if not await self._desk.log.open(request.query["login"]):
            return sentence(403, "登录已失效。")
        type = request.query["type"]
        shown = type in PICTURES
        path = await self._files.path(sha, viewed=shown)
        if path is None:
            return sentence(404, "找不到这个文件。")
        response = web.FileResponse(path)
        copied = path.name != sha
        response.content_type = (COPY if copied else type) if shown else "application/octet-stream"
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response.headers["Cache-Control"] = "private, max-age=1800, immutable"
        if not shown:
            response.headers["Content-Disposition"] = "attachment"
        return response


async def _read(part: BodyPartReader) -> bytes | None:
    """The bytes of a part; None when they are too many."""
    held = bytearray()
    while chunk := await part.read_chunk(1 << 16):
        held += chunk
        if len(held) > FILE_LIMIT:
            return None
    return bytes(held)


def _name(given: str | None) -> str:
    """A file's name as a person reads it: the last part, without what a terminal would obey."""
    last = (given or "").replace("\\", "/").rpartition("/")[2]
    shown = "".join(char for char in last if char.isprintable())[:120].strip()
    return shown or "文件"
