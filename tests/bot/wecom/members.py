"""People of an organisation who have the robot open: what they do becomes callback frames."""

import itertools
import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.channels.wecom import wire
from tests.bot.wecom.chats import Chats, Shown

Raw = dict[str, Any]
_numbers = itertools.count(1)


@dataclass
class Stored:
    """A file somebody sent: encrypted, fetched over HTTP, for five minutes in the real one."""

    key: bytes
    content: bytes
    disposition: str


@dataclass
class Shelf:
    """``gone`` links answer 404, as they do after five minutes."""

    url: Callable[[], str]
    kept: dict[str, Stored] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    gone: bool = False
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def put(self, content: bytes, name: str = "") -> Raw:
        key, number = os.urandom(32), next(self._numbers)
        pad = 32 - len(content) % 32
        coder = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).encryptor()
        secret = coder.update(content + bytes([pad]) * pad) + coder.finalize()
        plain = name if name.isascii() else "file"
        disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
        self.kept[str(number)] = Stored(key, secret, disposition if name else "")
        aeskey = b64encode(key).decode()
        bare = aeskey if number % 2 else aeskey.rstrip("=")
        return {"url": f"{self.url()}/media/{number}?sign=a%2Bb", "aeskey": bare}


class Robot(Protocol):
    """What a member needs of the gateway."""

    bot_id: str
    chats: Chats
    shelf: Shelf
    wrote: set[str]
    groups: set[str]
    clicks: dict[str, Any]

    async def deliver(self, frame: Raw) -> Raw: ...
    def opened(self, request: str, chat: str, task_id: str) -> None: ...


@dataclass(frozen=True)
class Member:
    """``group`` is a chatid; in a group a robot hears text and mixed only, with an @."""

    robot: Robot
    id: str

    @property
    def messages(self) -> list[Shown]:
        return self.robot.chats.of(self.id)

    async def says(self, text: str, group: str = "") -> Raw:
        return await self._writes("text", {"content": text}, group)

    async def speaks(self, transcript: str) -> Raw:
        return await self._writes("voice", {"content": transcript})

    async def sends_image(self, content: bytes) -> Raw:
        return await self._writes("image", self.robot.shelf.put(content))

    async def sends_file(self, name: str, content: bytes) -> Raw:
        return await self._writes("file", self.robot.shelf.put(content, name))

    async def sends_video(self, content: bytes) -> Raw:
        return await self._writes("video", self.robot.shelf.put(content))

    async def sends_mixed(self, *items: str | bytes, group: str = "") -> Raw:
        """Text and pictures in one message."""
        parts: list[Raw] = [
            {"msgtype": "text", "text": {"content": one}}
            if isinstance(one, str)
            else {"msgtype": "image", "image": self.robot.shelf.put(one)}
            for one in items
        ]
        return await self._writes("mixed", {"msg_item": parts}, group)

    async def enters(self) -> Raw:
        """The first look at the robot on a day."""
        frame = self._event(wire.ENTERED, {})
        self.robot.opened(frame["headers"]["req_id"], self.id, "")
        return await self.robot.deliver(frame)

    async def presses(self, label: str, on: Shown | None = None) -> Raw:
        """A button, by its label or how it begins, of this card or the newest that has it."""
        cards = [on] if on else [one for one in reversed(self.messages) if one.buttons]
        for card in cards:
            found = [b for b in card.buttons if b.label == label]
            found = found or [b for b in card.buttons if b.label.startswith(label)]
            if found:
                return await self.clicks(card.task_id, found[0].key, card.chat)
        raise AssertionError(f"no button {label!r} in {[one.screen for one in cards]}")

    async def clicks(self, task_id: str, key: str, chat: str = "") -> Raw:
        """A click as such: also on a card the gateway has never seen."""
        told = {"card_type": "button_interaction", "event_key": key, "task_id": task_id}
        where = chat if chat != self.id else ""
        frame = self._event(wire.CLICKED, {"template_card_event": told}, where)
        self.robot.opened(frame["headers"]["req_id"], chat or self.id, task_id)
        return await self.robot.deliver(frame)

    async def does(self, event: str) -> Raw:
        """Any other event: feedback_event and those not invented yet."""
        return await self.robot.deliver(self._event(event, {event: {}}))

    async def _writes(self, kind: str, content: Raw, group: str = "") -> Raw:
        assert not group or kind in ("text", "mixed"), f"no {kind} is heard in a group"
        self.robot.wrote.add(group or self.id)
        if group:
            self.robot.groups.add(group)
        return await self.robot.deliver(
            self._frame(wire.HEARD_MESSAGE, {"msgtype": kind, kind: content}, group)
        )

    def _event(self, event: str, more: Raw, group: str = "") -> Raw:
        body = {"create_time": 1_790_000_000, "msgtype": "event"}
        return self._frame(
            wire.HEARD_EVENT, {**body, "event": {"eventtype": event, **more}}, group
        )

    def _frame(self, command: str, content: Raw, group: str) -> Raw:
        number = next(_numbers)
        where = {"chattype": "group", "chatid": group} if group else {"chattype": "single"}
        return {
            "cmd": command,
            "headers": {"req_id": f"req-{number}-{os.urandom(4).hex()}"},
            "body": {
                "msgid": f"msg-{number}-{os.urandom(8).hex()}",
                "aibotid": self.robot.bot_id,
                **where,
                "from": {"userid": self.id},
                **content,
            },
        }
