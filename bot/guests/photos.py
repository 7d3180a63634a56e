"""A photo to whoever holds the link of what it is shown in, and to nobody else."""

import asyncio

from bot.channels.webchat import Closed
from bot.channels.webchat.guests import Photo
from bot.guests.desk import Desk
from storage.alarm_link import alarm_sheet
from storage.letters import ShownFile
from storage.picture import shown_file
from storage.sign_off import photos_of, sheet
from storage.store import Store

NO_PHOTO = "找不到这张照片。"


class Photos(Desk):
    async def photo(self, kind: str, code: str, sha: str) -> Photo:
        def work(store: Store) -> ShownFile:
            file = shown_file(store, sha) if sha in SHOWN[kind](store, code) else None
            if file is None:
                raise Closed(NO_PHOTO)
            return file

        file = await self.read(work)
        return Photo(await asyncio.to_thread(self.folder.path, file["sha256"]), file["type"])


def _of_list(store: Store, code: str) -> frozenset[str]:
    return photos_of(sheet(store, code).hand_over.content)


def _of_alarm(store: Store, code: str) -> frozenset[str]:
    return frozenset(alarm_sheet(store, code).hazard.photos)


SHOWN = {"s": _of_list, "a": _of_alarm}
