"""A stored file on its way into a message: read when it is sent, and away from the event loop."""

import asyncio
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from aiogram.types import FSInputFile, InputFile

from storage.files import Files

if TYPE_CHECKING:
    from aiogram import Bot


class StoredInput(InputFile):
    """Its bytes may still have to come from a store far away."""

    def __init__(self, files: Files, sha256: str, name: str) -> None:
        super().__init__(filename=name)
        self._files, self._sha256 = files, sha256

    async def read(self, bot: "Bot") -> AsyncGenerator[bytes, None]:
        path = await asyncio.to_thread(self._files.path, self._sha256)
        async for chunk in FSInputFile(path).read(bot):
            yield chunk
