"""What people see in WeCom: conversations as the gateway shows them, message by message."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Button:
    label: str
    key: str


@dataclass
class Shown:
    """One message. ``change`` grows over the whole gateway each time anything is shown or edited;
    an update of a clicked card keeps the place and counts in ``edits``."""

    chat: str
    kind: str
    text: str
    change: int
    title: str = ""
    buttons: tuple[Button, ...] = ()
    task_id: str = ""
    name: str = ""
    content: bytes = b""
    edits: int = 0

    @property
    def labels(self) -> list[str]:
        return [one.label for one in self.buttons]

    @property
    def screen(self) -> str:
        if self.content or self.kind in ("image", "file"):
            return f"〔{'图片' if self.kind == 'image' else '文件'} {self.name}〕"
        return "\n".join([self.text, *(f"[{label}]" for label in self.labels)])


@dataclass
class Chats:
    """Every conversation of one robot; private ones by userid, groups by chatid."""

    shown: dict[str, list[Shown]] = field(default_factory=dict)
    cards: dict[str, Shown] = field(default_factory=dict)
    _changes: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    change: int = 0

    def of(self, chat: str) -> list[Shown]:
        return self.shown.setdefault(chat, [])

    def show(self, chat: str, body: dict[str, Any], name: str = "", content: bytes = b"") -> Shown:
        kind = body["msgtype"]
        one = Shown(chat, kind, "", self._next(), name=name, content=content)
        if kind == "template_card":
            _draw(one, body[kind])
            self.cards[one.task_id] = one
        elif kind in ("markdown", "text"):
            one.text = body[kind]["content"]
        self.of(chat).append(one)
        return one

    def redraw(self, task_id: str, card: dict[str, Any]) -> None:
        one = self.cards[task_id]
        _draw(one, card)
        one.edits += 1
        one.change = self._next()

    def _next(self) -> int:
        self.change = next(self._changes)
        return self.change


def _draw(one: Shown, card: dict[str, Any]) -> None:
    heading = card.get("main_title") or {}
    one.title = heading.get("title", "")
    lines = [
        one.title,
        heading.get("desc", ""),
        card.get("sub_title_text", ""),
        *(f"{row['keyname']}：{row.get('value', '')}" for row in _rows(card)),
    ]
    one.text = "\n".join(line for line in lines if line)
    one.buttons = tuple(Button(b["text"], b.get("key", "")) for b in card.get("button_list", ()))
    one.task_id = card.get("task_id", "")


def _rows(card: dict[str, Any]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = card.get("horizontal_content_list", [])
    return rows
