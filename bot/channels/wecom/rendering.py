"""A message with a keyboard as WeCom can show it: a card, a numbered menu, or markdown and a card.

A card has six buttons with short labels and little text. Whatever finds no place on it stands in
the text, as a number or a word to reply with: nothing that was offered is out of reach.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup, MessageEntity

from bot.channels.wecom.cards import (
    CHOOSE,
    Button,
    Card,
    Chosen,
    Markdown,
    Piece,
    busy,
    chosen,
    columns,
    dead,
    fitted,
    key,
    message_of,
    picked,
    task_id,
)
from bot.channels.wecom.markdown import bold, clean, neutral
from bot.channels.wecom.wire import BUTTONS, LABEL, MARKDOWN, REST, TITLE
from bot.render import NOTHING, Keyboard, split

__all__ = [
    "Button",
    "Card",
    "Chosen",
    "Markdown",
    "Piece",
    "busy",
    "chosen",
    "dead",
    "message_of",
    "picked",
    "pieces",
    "task_id",
]

MORE = "还可以选"
BY_NUMBER = "回复数字选择"
BY_WORD = "也可以回复："
WHOLE = "按钮全文："
GRID = 8
"""As many buttons that are bare numbers are a calendar, which is typed into where it can't be
shown."""

LONGEST_TITLE = 100
"""Characters up to which a bold line is a title; beyond that it is text like any other."""
_NUMBERED = re.compile(r"[0-9]+\. ")
_PART = MARKDOWN // 3 - 120
"""UTF-16 units of plain text in one message: three bytes each at most, and a bold title."""


@dataclass(frozen=True)
class Offer:
    label: str
    data: str
    last: bool
    """In the last row of several, where the ways on and back are."""


def pieces(
    text: str,
    entities: Sequence[MessageEntity] | None = None,
    keyboard: InlineKeyboardMarkup | None = None,
) -> tuple[Piece, ...]:
    """What is sent, in order; the buttons come last."""
    title, body = _titled(text, entities)
    offers = _offers(keyboard)
    if not offers:
        return _written(title, body)
    typed = isinstance(keyboard, Keyboard) and not keyboard.aside
    numbered = isinstance(keyboard, Keyboard) and keyboard.numbered
    if typed and numbered and not _fit(offers):
        return _written(title, _menu(body, offers))
    shown = _best(offers) if typed else offers
    if words := [o.label for o in offers if o not in shown or _cut(o.label, body)]:
        body += f"\n{BY_WORD if typed else WHOLE}" + "、".join(f"“{word}”" for word in words)
    return _with_cards(title, body, shown)


def _cut(label: str, body: str) -> bool:
    """Whether a button shows too little of a label; a line of the text may tell what it is."""
    number = _NUMBERED.match(label)
    return columns(label) > LABEL and not (number and f"\n{number[0]}" in f"\n{body}")


def _titled(text: str, entities: Sequence[MessageEntity] | None) -> tuple[str, str]:
    """The bold title and what is below it."""
    for entity in entities or ():
        if entity.type == "bold" and entity.offset == 0:
            whole = text.encode("utf-16-le", "surrogatepass")
            title = whole[: 2 * entity.length].decode("utf-16-le", "replace")
            if len(title) <= LONGEST_TITLE:
                return " ".join(clean(title).split()), clean(text[len(title) :]).strip("\n")
    return "", clean(text).strip("\n")


def _offers(keyboard: InlineKeyboardMarkup | None) -> list[Offer]:
    if keyboard is None:
        return []
    rows = keyboard.inline_keyboard
    data = [
        (button, at == len(rows) - 1 and at > 0) for at, row in enumerate(rows) for button in row
    ]
    labels = keyboard.labels if isinstance(keyboard, Keyboard) else ()
    whole = labels if len(labels) == len(data) else [button.text for button, _last in data]
    made = [
        Offer(" ".join(clean(label).split()) or "（空）", button.callback_data or "", last)
        for label, (button, last) in zip(whole, data, strict=True)
    ]
    return _without_grid(made)


def _without_grid(offers: list[Offer]) -> list[Offer]:
    """A calendar has forty buttons: days are typed where it has no place, so only the words stay.
    What stands several times with the same data (a heading, an empty cell) does nothing."""
    if sum(offer.label.isdigit() for offer in offers) < GRID:
        return offers
    same = Counter(offer.data for offer in offers)
    return [
        offer
        for offer in offers
        if not (offer.label.isdigit() or same[offer.data] > 2 or set(offer.label) & set("◀▶"))
    ]


def _fit(offers: list[Offer]) -> bool:
    """On one card, each whole and no two alike."""
    labels = {offer.label for offer in offers if columns(offer.label) <= LABEL}
    return len(offers) <= BUTTONS and len(labels) == len(offers)


def _menu(body: str, offers: list[Offer]) -> str:
    """Numbered as ``pick`` counts. A line of the text that tells of a choice under its number is
    its line of the menu, and a label that tells its number need not tell it twice."""
    told, lines = body.split("\n"), []
    for n, offer in enumerate(offers, 1):
        number = f"{n}. "
        label = offer.label.replace(number, "", 1)
        known = [at for at, line in enumerate(told) if line.startswith(number)]
        if len(known) == 1 and label.removesuffix("…") in told[known[0]]:
            told[known[0]] = f"{n}、{told[known[0]].removeprefix(number)}"
        else:
            lines.append(f"{n}、{label}")
    return "\n".join([*told, *([""] if lines else []), *lines, BY_NUMBER])


def _best(offers: list[Offer]) -> list[Offer]:
    """Six at most: the ways on and back, and the first of the others."""
    if len(offers) <= BUTTONS:
        return offers
    ways = [offer for offer in offers if offer.last][: BUTTONS - 2]
    others = [offer for offer in offers if offer not in ways][: BUTTONS - len(ways)]
    return [offer for offer in offers if offer in ways or offer in others]


def _with_cards(title: str, body: str, shown: list[Offer]) -> tuple[Piece, ...]:
    first, rest = (title, body) if title else _headed(body)
    if len(first) <= TITLE and len(rest) <= REST:
        before: tuple[Piece, ...] = ()
    else:
        before, rest = _written(title, body), ""
        first = _asking(title)
    cards = [
        _card(first if at == 0 else MORE, rest if at == 0 else "", shown[at : at + BUTTONS])
        for at in range(0, len(shown), BUTTONS)
    ]
    return (*before, *cards)


def _asking(title: str) -> str:
    """Below a message that has the title and tells all: what the buttons are about, which is what
    a card that was tapped goes on saying."""
    asked = f"{CHOOSE}：{title.partition(' · ')[0]}"
    return asked if title and len(asked) <= TITLE else CHOOSE


def _headed(body: str) -> tuple[str, str]:
    """A text without a title: its first line is one, or else it says all below."""
    first, _, rest = body.partition("\n")
    if len(first) <= TITLE:
        return first.strip() or CHOOSE, rest
    return CHOOSE, body


def _card(title: str, text: str, offers: list[Offer]) -> Card:
    buttons = [
        Button(fitted(offer.label), key(n, offer.data, offer.label, title))
        for n, offer in enumerate(offers, 1)
    ]
    return Card(title, text, tuple(buttons))


def _written(title: str, body: str) -> tuple[Piece, ...]:
    parts = split(body, _PART)
    if not title:
        return tuple(Markdown(neutral(part)) for part in parts)
    if parts == [NOTHING]:
        return (Markdown(bold(title)),)
    first = Markdown(f"{bold(title)}\n{neutral(parts[0])}")
    return (first, *(Markdown(neutral(part)) for part in parts[1:]))
