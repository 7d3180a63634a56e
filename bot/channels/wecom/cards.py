"""What is sent to WeCom, and what a tap on it tells: a card can be closed from the tap alone."""

import secrets
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

import regex

from bot.channels.wecom.wire import LABEL

CHOOSE = "请选择"
DIGITS = 18
"""Of a message's number: what has more is no number of ours, and of no database."""

_DEAD = "0.x"
_CLUSTER = regex.compile(r"\X")


@dataclass(frozen=True)
class Markdown:
    content: str

    def body(self) -> dict[str, Any]:
        return {"msgtype": "markdown", "markdown": {"content": self.content}}


@dataclass(frozen=True)
class Button:
    label: str
    key: str


@dataclass(frozen=True)
class Card:
    title: str
    text: str
    buttons: tuple[Button, ...]

    def body(self, task_id: str) -> dict[str, Any]:
        return {"msgtype": "template_card", "template_card": self.card(task_id)}

    def card(self, task_id: str) -> dict[str, Any]:
        """The card alone, as the update of a clicked one takes it."""
        shown: dict[str, Any] = {
            "card_type": "button_interaction",
            "main_title": {"title": self.title},
            "button_list": [
                {"text": button.label, "style": 1 if at == 0 else 2, "key": button.key}
                for at, button in enumerate(self.buttons)
            ],
            "task_id": task_id,
        }
        return shown | ({"sub_title_text": self.text} if self.text else {})


Piece = Markdown | Card


@dataclass(frozen=True)
class Chosen:
    """What a key says of the button that was tapped, so that its card can be closed from the click
    alone, after any restart."""

    data: str
    label: str
    title: str


def task_id(message_id: int) -> str:
    """Never the same twice, and it leads back to the message."""
    return f"{message_id}-{secrets.token_hex(8)}"


def message_of(task: str) -> int | None:
    number, dash, _random = task.partition("-")
    ours = dash and number.isascii() and number.isdigit() and len(number) <= DIGITS
    return int(number) if ours else None


def chosen(key: str) -> Chosen | None:
    """None for a button of a closed card, or one that is not ours."""
    try:
        _number, data, label, title = key.split(".")
        return Chosen(_decoded(data), _decoded(label), _decoded(title)) if data else None
    except ValueError:
        return None


def picked(tapped: Chosen) -> Card:
    """A card closed because what follows is another message."""
    return _closed(tapped.title, "", f"✓ 已选：{tapped.label}")


def busy(tapped: Chosen) -> Card:
    """A card closed because the answer takes longer than a card may stay open."""
    return _closed(tapped.title, "已收到，正在处理，请稍等。", f"✓ 已选：{tapped.label}")


def dead(tapped: Chosen | None) -> Card:
    """A card that was left behind."""
    return _closed(tapped.title if tapped else CHOOSE, "请看下面最新的消息。", "已失效")


def _closed(title: str, text: str, label: str) -> Card:
    return Card(title, text, (Button(fitted(label), _DEAD),))


def columns(label: str) -> int:
    """How wide a label is where a Chinese character takes two."""
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in label)


def fitted(label: str) -> str:
    """A label as a button holds it, never ending inside what a reader sees as one character."""
    if columns(label) <= LABEL:
        return label
    shown = ""
    for cluster in _CLUSTER.findall(label):
        if columns(shown + cluster) > LABEL - 2:
            break
        shown += cluster
    return f"{shown}…"


def key(number: int, data: str, label: str, title: str) -> str:
    """The number because keys must differ within a card and what they carry need not."""
    return ".".join([str(number), *map(_encoded, (data, fitted(label), title))])


def _encoded(part: str) -> str:
    return urlsafe_b64encode(part.encode()).decode().rstrip("=")


def _decoded(part: str) -> str:
    return b64decode(part + "=" * (-len(part) % 4), b"-_", validate=True).decode()
