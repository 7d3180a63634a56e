"""The verbs of a person in a chat: a story told with them runs on every channel."""

from typing import Protocol


class Talker(Protocol):
    """Each verb returns when it was handled and answered."""

    async def says(self, text: str) -> None: ...

    async def taps(self, label: str) -> None:
        """The last button whose label is, or begins with, this."""

    async def sends_photo(self, content: bytes) -> None: ...

    async def sees(self, *texts: str) -> None:
        """Fails unless each text stands on the screen: the last message with its buttons."""

    async def sees_nothing_of(self, text: str) -> None: ...

    @property
    def screen(self) -> str:
        """The last message of the bot: its text, then its buttons in brackets, row by row."""
