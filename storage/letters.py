"""What a letter in the outbox holds, in no messenger's words: the seam between who speaks and bot.

A payload is JSON. A notice is ``{"views": [view, …]}``; a reply adds what it answers.
"""

from typing import NotRequired, TypedDict


class ShownFile(TypedDict):
    """A stored file that is sent along."""

    sha256: str
    name: str
    type: str


class ViewBody(TypedDict):
    """A view as JSON (``handlers.formkit.view.View``): ``rows`` of ``[label, data]``. ``edit`` is
    the id of the message whose place it takes, ``qr`` an address sent along as a picture."""

    text: str
    title: NotRequired[str]
    rows: NotRequired[list[list[list[str]]]]
    numbered: NotRequired[bool]
    files: NotRequired[list[ShownFile]]
    keep: NotRequired[bool]
    edit: NotRequired[int]
    qr: NotRequired[str]


class LetterBody(TypedDict):
    """``callback`` is the id of the press that is answered, with ``toast`` for a word."""

    views: list[ViewBody]
    callback: NotRequired[str]
    toast: NotRequired[str]
