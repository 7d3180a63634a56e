"""What a person sees: text and rows of choices, the same on every channel."""

from collections.abc import Iterable
from dataclasses import dataclass

DATA_LIMIT = 64
"""Bytes of a choice's data: Telegram's limit for callback data, kept on every channel."""


@dataclass(frozen=True)
class Choice:
    """A button, or a line of the numbered menu. ``data`` is ``action:id:revision``."""

    label: str
    data: str

    def __post_init__(self) -> None:
        if not self.label or len(self.data.encode()) > DATA_LIMIT:
            raise ValueError(f"choice {self.label!r} has no label or data over {DATA_LIMIT} bytes")


def press(action: str, id: str = "", revision: int = 0) -> str:
    """The data of a choice. An action is dotted, its first part names the handler: form.pick.3."""
    return f"{action}:{id}:{revision}"


@dataclass(frozen=True)
class View:
    """One message. Plain text throughout: ``title`` is shown bold, nothing is markup.

    ``numbered``: the text asks to choose among the choices, so a typed number picks one; elsewhere
    a number is an answer and only the words of a label pick. ``files`` are SHA-256 names of stored
    files sent along, pictures as copies for viewing or (``whole``) as they came; ``qr`` is an
    address sent along as a QR picture. ``keep``: pushed beside the conversation (a reminder, a
    public notice): its choices never replace those of the view a person is answering.
    """

    text: str
    rows: tuple[tuple[Choice, ...], ...] = ()
    title: str = ""
    numbered: bool = False
    files: tuple[str, ...] = ()
    whole: bool = False
    keep: bool = False
    qr: str = ""

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(choice for row in self.rows for choice in row)


_NARROW = {0xFF01 + at: 0x21 + at for at in range(94)}
"""Full-width signs and letters as ASCII: a phone's keyboard types them, a messenger without
escapes shows them."""


def pick(choices: Iterable[Choice], numbered: bool, text: str) -> Choice | None:
    """The choice a typed text names: its label, or on a numbered view its number (3, ３, 3., #3).

    Only outer ASCII spaces and full-width signs are forgiven: text with invisible characters is
    text, not a button.
    """
    offered = tuple(choices)
    said = text.strip(" \t\r\n").translate(_NARROW)
    for choice in offered:
        if said and said == choice.label.strip().translate(_NARROW):
            return choice
    number = said.removeprefix("#").removesuffix(".").removesuffix("、")
    if numbered and number.isascii() and number.isdigit() and len(number) <= 3:
        at = int(number)
        if 1 <= at <= len(offered):
            return offered[at - 1]
    return None
