"""A group chat: the bot hears only what is addressed to it, and never keeps who said it."""

import re
from collections.abc import Callable
from typing import Any

KIND = "group"
OPEN = frozenset({"/results"})
"""The commands that are ours without the bot's name; any other may be meant for another bot."""

_COMMAND = re.compile(r"(/[a-z_]+)(?:@(\w+))?(?=\s|$)", re.ASCII | re.IGNORECASE)
LIMIT = 200


class Patience:
    """How often a group is heard: ``most`` questions at once, then one in ``gap`` seconds. What
    comes faster is not kept: nobody fills a group, or what waits for it, with the bot's answers."""

    def __init__(self, clock: Callable[[], float], most: int = 20, gap: float = 4.0) -> None:
        self._clock, self._most, self._gap = clock, most, gap
        self._busy: dict[str, float] = {}

    def hears(self, chat: str) -> bool:
        now = self._clock()
        self._busy = {one: until for one, until in self._busy.items() if until > now}
        until = self._busy.get(chat, now)
        if until - now > self._gap * (self._most - 1):
            return False
        self._busy[chat] = until + self._gap
        return True


def is_group(raw: dict[str, Any]) -> bool:
    """Whether an update is something said where others read along."""
    message = raw.get("message")
    chat = message.get("chat") if isinstance(message, dict) else None
    return isinstance(chat, dict) and chat.get("type") != "private"


def heard(raw: dict[str, Any], username: str) -> tuple[str, dict[str, Any]] | None:
    """The chat, and the update that is kept: what was asked there, without who asked. None where
    the bot was not addressed, or by another bot."""
    message = raw["message"]
    chat, text = message["chat"].get("id"), message.get("text")
    sender = message.get("from")
    machine = isinstance(sender, dict) and sender.get("is_bot") is True
    known = isinstance(chat, int) and not isinstance(chat, bool) and isinstance(text, str)
    # An admin who speaks for the group is sent as a bot, with the group as the sender's chat.
    if not known or (machine and "sender_chat" not in message):
        return None
    asked = addressed(text, username)
    if asked is None:
        return None
    group: dict[str, Any] = {"asked": asked[:LIMIT]}
    topic = message.get("message_thread_id")
    if message.get("is_topic_message") is True and type(topic) is int:
        group["topic"] = topic
    return str(chat), {"update_id": raw.get("update_id"), KIND: group}


def addressed(text: str, username: str) -> str | None:
    """What the bot is asked: a command of ours, or a text that mentions it; None: nothing."""
    said, command = text.strip(), _COMMAND.match(text.strip())
    if command:
        word, to = command[1].lower(), command[2]
        ours = word in OPEN if to is None else to.lower() == username.lower()
        return f"{word} {said[command.end() :].strip()}".strip() if ours else None
    if not username:
        return None
    mention = re.compile(rf"(?<![\w@])@{re.escape(username)}(?!\w)", re.ASCII | re.IGNORECASE)
    return mention.sub(" ", said).strip() if mention.search(said) else None


def asked_in(raw: dict[str, Any]) -> str | None:
    """What a kept update asks in a group."""
    group = raw.get(KIND)
    asked = group.get("asked") if isinstance(group, dict) else None
    return asked if isinstance(asked, str) else None


def topic_of(raw: dict[str, Any]) -> int | None:
    """The topic of a forum in which a kept update was asked, and is answered."""
    group = raw.get(KIND)
    topic = group.get("topic") if isinstance(group, dict) else None
    return topic if isinstance(topic, int) else None
