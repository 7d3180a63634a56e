"""The bytes of what was sent: fetched before any handler runs, outside any transaction."""

import asyncio
import io
import logging

from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest
from aiohttp import ClientError

from bot.arrivals import Arrival, Remote
from bot.channel import Channel
from handlers.formkit.events import Sent, SentFile
from storage.files import FileFolder

log = logging.getLogger(__name__)

LIMIT = 20 * 1024 * 1024
STORED = "sha256:"
PAUSES = (0.2, 0.8)


class NotTaken(Exception):
    """Why a file was not taken."""


async def fetched(channel: Channel, folder: FileFolder, arrival: Arrival) -> Sent:
    """The files of an arrival, kept; those that could not be are named with the reason."""
    files, refused = [], []
    for remote in arrival.files:
        try:
            files.append(await _fetch(channel, folder, remote))
        except NotTaken as reason:
            refused.append(str(reason))
    return Sent(tuple(files), arrival.caption, tuple(refused))


async def _fetch(channel: Channel, folder: FileFolder, remote: Remote) -> SentFile:
    if (remote.size or 0) > LIMIT:
        raise NotTaken(f"“{remote.name}”超过20 MB，请压缩后再发。")
    if remote.size == 0:
        raise NotTaken(f"“{remote.name}”是空的，请重新发送。")
    if remote.file_id.startswith(STORED):
        return _stored(folder, remote)
    content = await _download(channel, remote)
    sha256 = await asyncio.to_thread(folder.put, content)
    return SentFile(sha256, remote.name, remote.type, len(content))


def _stored(folder: FileFolder, remote: Remote) -> SentFile:
    """A file that the channel stored itself before it sent the update."""
    sha256 = remote.file_id.removeprefix(STORED)
    try:
        size = folder.path(sha256).stat().st_size
    except (ValueError, OSError):
        raise NotTaken(f"“{remote.name}”没有收到，请重新发送。") from None
    return SentFile(sha256, remote.name, remote.type, size)


async def _download(channel: Channel, remote: Remote) -> bytes:
    """All the bytes; what came short is asked for again, and at last refused."""
    for pause in (*PAUSES, None):
        try:
            return await _whole(channel, remote)
        except TelegramBadRequest as error:
            if "too big" in error.message:
                raise NotTaken(f"“{remote.name}”超过20 MB，请压缩后再发。") from error
            raise NotTaken(f"“{remote.name}”已经取不到了，请重新发送。") from error
        except (TelegramAPIError, ClientDecodeError, ClientError, OSError, EOFError) as error:
            log.warning("a file could not be fetched: %s", error)
        if pause is not None:
            await asyncio.sleep(pause)
    raise NotTaken(f"“{remote.name}”没有传完整，请重新发送。")


async def _whole(channel: Channel, remote: Remote) -> bytes:
    found = await channel.bot.get_file(remote.file_id)
    if found.file_path is None:
        raise EOFError("no path")
    into = io.BytesIO()
    await channel.bot.download_file(found.file_path, into, timeout=60)
    content = into.getvalue()
    wanted = found.file_size or remote.size
    if not content or (wanted is not None and len(content) != wanted):
        raise EOFError(f"{len(content)} bytes of {wanted}")
    return content
