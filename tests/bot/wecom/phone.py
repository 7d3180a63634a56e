"""A person with 企业微信 open: what they do with the robot, and what they then see."""

import asyncio
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from bot.app import Anxing
from bot.channels.wecom import cards
from storage import inbox
from storage.database import Connection
from tests.bot.wecom.chats import Button, Shown
from tests.bot.wecom.gateway import Gateway

PATIENCE = 60.0
PAUSE = 0.003
BY_NUMBER, BY_WORD, CLOSED = "回复数字选择", "也可以回复：", "✓ 已选"
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_CHOICES = re.compile(r"(\[[^\[\]]+\])+")
_NUMBER = re.compile(r"^(\d+)、\s*", re.MULTILINE)
_LINE = re.compile(r"(\d+)、(.+)")
_WORD = re.compile(r"“(.+?)”(?=、“|$)")

Fits = Callable[[str], bool]


def looks(text: str) -> str:
    """As an eye takes it: a full-width sign is the sign, and 1、 is 1."""
    return _NUMBER.sub(r"\1. ", unicodedata.normalize("NFKC", text))


def exactly(label: str) -> Fits:
    return lambda shown: looks(shown) == looks(label)


def begins(label: str) -> Fits:
    """Also of a button that is too short for its label."""

    def fits(shown: str) -> bool:
        cut = looks(shown.removesuffix("…"))
        whole = looks(shown).startswith(looks(label))
        return whole or (shown.endswith("…") and looks(label).startswith(cut))

    return fits


@dataclass
class Phone:
    """Implements ``tests.stories.stage.Visitor``: taps the buttons of cards; where there are none,
    types the number or the word that the message asks for.

    The screen is what was shown or changed since this person last did something, without the
    cards that only say what was chosen on them."""

    app: Anxing
    robot: Gateway
    userid: str
    name: str = "某人"
    screen: str = ""
    choices: list[str] = field(default_factory=list)
    _seen: list[Shown] = field(default_factory=list)
    _typed: list[tuple[str, str]] = field(default_factory=list)
    _before: int = 0
    _sent: list[dict[str, Any]] = field(default_factory=list)
    _forged: int = 0

    @property
    def messages(self) -> list[Shown]:
        return self.robot.chats.of(self.userid)

    # ── what they do ──

    async def says(self, text: str) -> None:
        self.acts()
        self._sent.append(await self.robot.member(self.userid).says(text))
        await self.settled()

    async def taps(self, label: str) -> None:
        await self.settled()
        for fits in (exactly(label), begins(label)):
            for card in reversed(self._seen):
                if any(fits(button.label) for button in card.buttons):
                    return await self.presses(card, fits)
            for shown, typed in self._typed:
                if fits(shown):
                    return await self.says(typed)
        for shown, typed in self._typed:
            number = f"{typed}. "
            if number in label and begins(label.replace(number, "", 1))(shown):
                return await self.says(typed)
        for fits in (exactly(label), begins(label)):
            for card in reversed(self.messages):
                if not is_closed(card) and any(fits(button.label) for button in card.buttons):
                    return await self.presses(card, fits)
        raise AssertionError(f"no button, number or word {label!r} in:\n{self.screen}")

    async def presses(self, card: Shown, fits: Fits = lambda _label: True) -> None:
        """A button of this very card, the first one unless told otherwise."""
        button = next(one for one in card.buttons if fits(one.label))
        self.acts()
        member = self.robot.member(self.userid)
        self._sent.append(await member.clicks(card.task_id, button.key, self.userid))
        await self.settled()

    async def forges(self, data: str) -> str:
        """On a card that somehow got here, with a key of another's."""
        await self.presses(self.forged(data))
        return "\n".join(one.screen for one in self.messages)

    def forged(self, data: str) -> Shown:
        self._forged += 1
        task = cards.task_id(self._forged)
        key = cards.key(1, data, "按钮", "卡片")
        card = Shown(self.userid, "template_card", "卡片", 0, "卡片", (Button("按钮", key),), task)
        self.messages.append(card)
        self.robot.chats.cards[task] = card
        return card

    async def sends_photo(self, content: bytes) -> None:
        self.acts()
        self._sent.append(await self.robot.member(self.userid).sends_image(content))
        await self.settled()

    async def sends_file(self, name: str, content: bytes) -> None:
        self.acts()
        self._sent.append(await self.robot.member(self.userid).sends_file(name, content))
        await self.settled()

    async def downloads(self) -> bytes:
        """The newest file of the conversation."""
        await self.settled()
        files = [one.content for one in self.messages if one.kind == "file"]
        return files[-1] if files else b""

    async def waits_for(self, *done: dict[str, Any]) -> None:
        """What was done without waiting has been answered."""
        self._sent.extend(done)
        await self.settled()

    # ── what they see ──

    async def sees(self, *texts: str) -> None:
        """What is all in brackets is to be chosen somehow; anything else stands there."""
        await self.settled()
        for text in texts:
            assert self._shows(text), f"{text!r} is not in:\n{self.screen}"

    async def sees_nothing_of(self, text: str) -> None:
        await self.settled()
        assert not self._shows(text), f"{text!r} is in:\n{self.screen}"

    def _shows(self, text: str) -> bool:
        if _CHOICES.fullmatch(text):
            wanted = text[1:-1].split("][")
            return all(any(begins(label)(one) for one in self.choices) for label in wanted)
        return looks(text) in looks(self.screen)

    async def settled(self) -> None:
        """What was done is handled, and everything there is to say is said."""
        async with asyncio.timeout(PATIENCE):
            for _look in itertools.count():
                if await self._at_rest():
                    break
                await asyncio.sleep(PAUSE)
        self.looks_up()

    def looks_up(self) -> None:
        """Reads what stands there now."""
        since = [one for one in self.messages if one.change > self._before and not is_closed(one)]
        if since:
            self._seen = since
        self.screen = "\n".join(_drawn(one) for one in self._seen)
        self._typed = [both for one in self._seen for both in to_type(one)]
        self.choices = list(dict.fromkeys(label for one in self._seen for label in _offered(one)))

    def acts(self) -> None:
        self._before = self.robot.chats.change

    async def _at_rest(self) -> bool:
        """A callback that reached no handler was answered by the channel itself."""
        states = await self.app.database.read(self._kept)
        answered = {one["headers"]["req_id"] for one in self.robot.received} if self._sent else ()
        self._sent = [
            one
            for one in self._sent
            if states.get(one["body"]["msgid"]) == inbox.NEW
            or (
                one["body"]["msgid"] not in states
                and one["headers"]["req_id"] not in answered
            )
        ]
        return not self._sent and self.app.intake.idle and self.app.sender.idle

    def _kept(self, connection: Connection) -> dict[str, str]:
        keys = [one["body"]["msgid"] for one in self._sent]
        kept = inbox.inbox.c
        found = connection.execute(select(kept.key, kept.state).where(kept.key.in_(keys)))
        return {row.key: row.state for row in found}


def is_closed(card: Shown) -> bool:
    return any(button.label.startswith(CLOSED) for button in card.buttons)


def _drawn(one: Shown) -> str:
    if not one.text:
        return one.screen
    text = _BOLD.sub(r"\1", one.text)
    return "\n".join([text, "".join(f"[{button.label}]" for button in one.buttons)]).rstrip("\n")


def to_type(one: Shown) -> Iterator[tuple[str, str]]:
    """What stands in the text to reply with: label, and what is typed for it."""
    lines = one.text.split("\n")
    if BY_NUMBER in one.text:
        for found in filter(None, map(_LINE.fullmatch, lines)):
            yield found[2], found[1]
    for line in lines:
        if line.startswith(BY_WORD):
            for word in _WORD.findall(line.removeprefix(BY_WORD)):
                yield word, word


def _offered(one: Shown) -> list[str]:
    return [*one.labels, *(label for label, _typed in to_type(one))]
