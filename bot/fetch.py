"""The bytes of what was sent: fetched before any handler runs, outside any transaction."""

import asyncio
import io
import logging
from dataclasses import dataclass

from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest
from aiogram.types import File
from aiohttp import ClientError

from bot.arrivals import Arrival, Remote, named
from bot.channel import Channel
from handlers.formkit.events import Sent, SentFile
from storage.files import Files
from storage.media import NotTaken
from storage.media.check import LIMIT
from storage.taking import Room, Taken, take

log = logging.getLogger(__name__)

STORED = "sha256:"
PAUSES = (0.2, 0.8)


@dataclass(frozen=True)
class Fetched:
    """What was sent, and the files whose rows are still to be written."""

    event: Sent
    taken: tuple[Taken, ...]


async def fetched(channel: Channel, folder: Files, arrival: Arrival, room: Room) -> Fetched:
    """The files of an arrival, kept; those that could not be are named with the reason. Of somebody
    we don't know nothing is even fetched."""
    files, taken, refused = [], [], []
    for remote in arrival.files if room.person_id else ():
        try:
            if remote.file_id.startswith(STORED):
                files.append(await asyncio.to_thread(_stored, folder, remote))
                continue
            one = await _fetch(channel, folder, remote, room)
            files.append(SentFile(one.sha256, one.name, one.type, one.size))
            taken.append(one)
        except NotTaken as reason:
            refused.append(str(reason))
    return Fetched(Sent(tuple(files), arrival.caption, tuple(refused)), tuple(taken))


async def _fetch(channel: Channel, folder: Files, remote: Remote, room: Room) -> Taken:
    if (remote.size or 0) > LIMIT:
        raise NotTaken(f"“{remote.name}”超过20 MB，请压缩后再发。")
    if remote.size == 0:
        raise NotTaken(f"“{remote.name}”是空的，请重新发送。")
    room.use(remote.size or LIMIT, remote.name)
    content, name = await _download(channel, remote)
    return await asyncio.to_thread(take, folder, content, name)


def _stored(folder: Files, remote: Remote) -> SentFile:
    """A file that the channel stored itself before it sent the update."""
    sha256 = remote.file_id.removeprefix(STORED)
    try:
        size = folder.path(sha256).stat().st_size
    except (ValueError, OSError):
        raise NotTaken(f"“{remote.name}”没有收到，请重新发送。") from None
    return SentFile(sha256, remote.name, remote.type, size)


async def _download(channel: Channel, remote: Remote) -> tuple[bytes, str]:
    """All the bytes and their name; what came short is asked for again, and at last refused."""
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


async def _whole(channel: Channel, remote: Remote) -> tuple[bytes, str]:
    found = await channel.bot.get_file(remote.file_id)
    if found.file_path is None:
        raise EOFError("no path")
    into = io.BytesIO()
    await channel.bot.download_file(found.file_path, into, timeout=60)
    content = into.getvalue()
    wanted = found.file_size or remote.size
    if not content or (wanted is not None and len(content) != wanted):
        raise EOFError(f"{len(content)} bytes of {wanted}")
    return content, _told(found) or remote.name


def _told(found: File) -> str:
    """The name that a messenger tells no sooner than with the bytes."""
    name = (found.model_extra or {}).get("file_name")
    return named(name) if isinstance(name, str) and name.strip() else ""
