"""What waits to be said in each chat, and the calls that say it."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from aiogram.methods import AnswerCallbackQuery, TelegramMethod

from bot.channel import Channel
from bot.render import methods, with_words
from storage.outbox import Urgency


@dataclass
class Parcel:
    """A letter being sent; ``seq`` is None of one that no outbox keeps (a word while the database
    can't be written)."""

    channel: str
    account: str
    urgency: Urgency
    payload: dict[str, Any]
    seq: int | None = None
    tries: int = 0
    message_id: str | None = None


@dataclass
class Lane:
    """What waits for one chat."""

    replies: deque[Parcel] = field(default_factory=deque)
    notices: deque[Parcel] = field(default_factory=deque)

    def add(self, parcel: Parcel) -> None:
        (self.notices if parcel.urgency is Urgency.NOTICE else self.replies).append(parcel)

    def take(self) -> Parcel | None:
        for waiting in (self.replies, self.notices):
            if waiting:
                return waiting.popleft()
        return None


def calls(parcel: Parcel, channel: Channel) -> Iterable[TelegramMethod[Any]]:
    """Everything a letter calls, the answer to the press first."""
    payload, views = parcel.payload, parcel.payload["views"]
    if callback := payload.get("callback"):
        toast = str(payload.get("toast", ""))[:200]
        if toast and views and not channel.toasts:
            views, toast = with_words(views, toast), ""
        yield AnswerCallbackQuery(callback_query_id=callback, text=toast or None)
    for view in views:
        for method in methods(view, int(parcel.account), channel.attach):
            yield _in_topic(method, payload["topic"]) if "topic" in payload else method


def _in_topic(method: TelegramMethod[Any], topic: int) -> TelegramMethod[Any]:
    """In the topic of a forum, not where everything else is said."""
    return method.model_copy(update={"message_thread_id": topic})
