"""What a letter in the outbox holds, in no messenger's words: the seam between who speaks and bot.

A payload is JSON: ``{"views": [view, …]}``; see ``bot.render`` for what else a reply carries.
"""

from typing import TypedDict


class ViewBody(TypedDict):
    """A view as JSON (``handlers.formkit.view.View``): ``rows`` of ``[label, data]``."""

    title: str
    text: str
    rows: list[list[list[str]]]
    numbered: bool
    files: list[str]
    keep: bool


class LetterBody(TypedDict):
    views: list[ViewBody]
