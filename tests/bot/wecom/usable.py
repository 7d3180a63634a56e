"""Whether a window can be used with what 企业微信 shows of it: asked of every view in any test."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from aiogram.methods import SendMessage

from bot.channels.wecom.cards import Card, Piece, chosen, task_id
from bot.channels.wecom.rendering import BY_NUMBER, BY_WORD, pieces
from bot.render import Keyboard, methods, shown
from handlers.formkit.view import Choice, View, pick
from storage.letters import ViewBody
from tests.bot.wecom.rules import broken_by

AT_ONCE = 2
"""Messages of one window: thirty a minute are all there are. A letter that is pushed now and then
may take a card more, and a text that Telegram takes several for may here, too."""

_LINE = re.compile(r"(\d+)、(.+)")
_WORD = re.compile(r"“(.+?)”(?=、“|$)")


def drawn(view: ViewBody) -> list[Piece]:
    """What the channel sends of a view, its files aside."""
    return [
        piece
        for one in methods(view, 7, lambda file: "")
        if isinstance(one, SendMessage)
        for piece in pieces(one.text, one.entities, one.reply_markup)  # type: ignore[arg-type]
    ]


def usable(*views: View) -> None:
    """What one turn shows. Only the last that doesn't stand aside is answered by typing."""
    last = next((view for view in reversed(views) if not view.keep), None)
    for view in views:
        said = view if view is last else replace(view, keep=True)
        usable_body(shown(said, lambda sha256: None, None))


def usable_body(view: ViewBody) -> None:
    found, whole = drawn(view), f"{view.get('title', '')}\n{view['text']}"
    for piece in found:
        body = piece.body(task_id(1)) if isinstance(piece, Card) else piece.body()
        broken = list(broken_by(body))
        assert not broken, f"{broken} in:\n{whole}"
    if len(whole) < 4000:
        most = AT_ONCE + view.get("keep", False)
        assert len(found) <= most, f"{len(found)} messages of:\n{whole}"
    choices = [Choice(label, data) for row in view.get("rows", []) for label, data in row]
    numbered = view.get("numbered", False)
    reached = set(tapped(found))
    if not view.get("keep"):
        reached |= {one.data for said in typed(found) if (one := pick(choices, numbered, said))}
    lost = [one.label for one in choices if one.data not in reached]
    calendar = sum(label.isdigit() for label in lost) > 7
    words = [label for label in lost if not label.isdigit()]
    assert not lost or (calendar and _grid(words)), f"{lost} can't be reached in:\n{whole}"
    _told_apart(found, whole)


def tapped(found: Sequence[Piece]) -> Iterator[str]:
    for piece in found:
        for button in piece.buttons if isinstance(piece, Card) else ():
            tap = chosen(button.key)
            assert tap is not None
            yield tap.data


def typed(found: Sequence[Piece]) -> Iterator[str]:
    """What the text says that one may reply with."""
    for piece in found:
        text = piece.text if isinstance(piece, Card) else piece.content
        lines = text.split("\n")
        if BY_NUMBER in lines:
            yield from (one[1] for one in map(_LINE.fullmatch, lines) if one)
        for line in lines:
            if line.startswith(BY_WORD):
                yield from _WORD.findall(line.removeprefix(BY_WORD))


def _grid(words: list[str]) -> bool:
    """A calendar's head and empty days, its way to other months; its days are typed."""
    return all(re.fullmatch(r"[一二三四五六日·]|◀ \d+月|\d+月 ▶|\d+年\d+月", one) for one in words)


def _told_apart(found: Sequence[Piece], whole: str) -> None:
    cards = [piece for piece in found if isinstance(piece, Card)]
    labels = Counter(button.label for card in cards for button in card.buttons)
    twice = [label for label, count in labels.items() if count > 1]
    assert not twice, f"several buttons {twice} in:\n{whole}"



def usable_message(method: Any) -> None:
    """The same of a message on its way to some messenger, after ``bot.render``."""
    board = method.reply_markup
    view: ViewBody = {"text": method.text or ""}
    if isinstance(board, Keyboard):
        labels = iter(board.labels)
        view["rows"] = [
            [[next(labels), button.callback_data or ""] for button in row]
            for row in board.inline_keyboard
        ]
        view["numbered"], view["keep"] = board.numbered, board.aside
    usable_body(view)
