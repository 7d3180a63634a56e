"""The verbs of a person in a chat: a story told with them runs on every channel."""

from typing import Protocol


class Talker(Protocol):
    """Each verb returns when it was handled and answered."""

    async def says(self, text: str) -> None: ...

    async def taps(self, label: str) -> None:
        """The last button whose label is, or begins with, this."""

    async def sends_photo(self, content: bytes) -> None: ...

    async def sends_file(self, name: str, content: bytes) -> None: ...

    async def downloads(self) -> bytes:
        """The newest file that is no picture; nothing where none came."""

    async def sees(self, *texts: str) -> None:
        """Fails unless each text stands on the screen: the last message with its buttons."""

    async def sees_nothing_of(self, text: str) -> None: ...

    @property
    def screen(self) -> str:
        """The last message of the bot: its text, then its buttons in brackets, row by row; what a
        channel has no button for stands in the text."""

    @property
    def choices(self) -> list[str]:
        """What can be chosen of it, in the order in which typed numbers count."""


def bracketed(screen: str) -> list[str]:
    """The labels of a screen whose choices all are buttons."""
    rows = [line for line in screen.split("\n") if line.startswith("[") and line.endswith("]")]
    return [label for row in rows for label in row[1:-1].split("][")]


def heading(someone: Talker) -> str:
    """The line that says where one is; a word in passing (``> …``) may stand before it."""
    return next(line for line in someone.screen.split("\n") if not line.startswith("> "))
