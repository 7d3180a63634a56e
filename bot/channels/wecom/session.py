"""WeCom as an aiogram session: a Bot's ordinary calls become messages, cards, their updates."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from aiogram import Bot, methods
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Chat, File, Message, User

from bot.channels.wecom.cards import Card, Markdown, picked
from bot.channels.wecom.clicks import Click, Clicks
from bot.channels.wecom.incoming import request_of
from bot.channels.wecom.link import Link, Standing
from bot.channels.wecom.names import Names
from bot.channels.wecom.outgoing import Numbers, Outgoing, resumed
from bot.channels.wecom.rendering import pieces
from bot.channels.wecom.shelf import Shelf, refusal, show
from bot.channels.wecom.wire import (
    NEVER_WROTE,
    NOT_SUBSCRIBED,
    THROTTLED,
    Away,
    Refused,
    Unanswered,
)

ME = User(id=1, is_bot=True, first_name="安星", username="anxing")
REMEMBERED = 5000
SOON = 1
"""Seconds: whoever was refused for having said too much has waited by then."""


def wecom_bot(session: "WeComSession") -> Bot:
    """The Bot of 企业微信: the token is a form that aiogram asks for, no secret."""
    return Bot(f"{ME.id}:wecom", session=session)


class WeComSession(BaseSession):
    """Dispatches on the type of the method; what WeCom can't do is refused in Telegram's words."""

    def __init__(self, link: Link, outgoing: Outgoing, clicks: Clicks, names: Names) -> None:
        super().__init__()
        self.link, self.outgoing, self.clicks, self.names = link, outgoing, clicks, names
        self.cards: dict[int, Card] = {}
        self.numbers = Numbers()
        self.shelf = Shelf()

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        answer = ANSWERS.get(type(method))
        if answer is None:
            raise refusal(method, "method is not available in this chat")
        try:
            result: TelegramType = await answer(self, bot, method)
        except Refused as no:
            raise self._refused(method, no) from no
        except Away as gone:
            if isinstance(method, methods.AnswerCallbackQuery):
                # A word that elsewhere passes in a moment is a message here: it waits like one.
                raise TelegramRetryAfter(
                    method=method, message=str(gone), retry_after=SOON
                ) from gone
            raise self._away(method, str(gone)) from ConnectionRefusedError()
        except Unanswered as lost:
            raise TelegramNetworkError(method=method, message=f"no answer: {lost}") from lost
        return result

    def _refused(self, method: Any, no: Refused) -> TelegramAPIError:
        """In the words that ``bot.delivery`` understands."""
        if no.code in THROTTLED:
            return TelegramRetryAfter(method=method, message=str(no), retry_after=SOON)
        if no.code == NEVER_WROTE:
            return TelegramForbiddenError(method=method, message=str(no))
        if no.code == NOT_SUBSCRIBED:
            return self._away(method, str(no))
        return TelegramBadRequest(method=method, message=f"Bad Request: {no}")

    def _away(self, method: Any, words: str) -> TelegramAPIError:
        if self.link.standing is Standing.DISPLACED:
            return TelegramConflictError(method=method, message="another program is connected")
        return TelegramNetworkError(method=method, message=f"not connected {words}".strip())

    async def say(self, bot: Bot, method: Any, text: str) -> Message:
        account, id = int(method.chat_id), self.numbers.next()
        chat = await self.chat_of(method, account)
        entities = getattr(method, "entities", None)
        shown = pieces(text, entities, getattr(method, "reply_markup", None))
        for at, piece in enumerate(shown):
            once = partial(self.outgoing.say, chat, account < 0, piece, id)
            await resumed(self.link, at > 0, once)
            if isinstance(piece, Card):
                self.remember(id, piece)
        return self.message(bot, account, id, text)

    async def edit(self, bot: Bot, method: methods.EditMessageText) -> Message:
        """In place where the click on that card is still open and the new view is one card; else
        what stands there is dead from now on, and the refusal has it sent anew."""
        account, id = int(method.chat_id or 0), method.message_id or 0
        fresh = pieces(method.text or "", method.entities, method.reply_markup)
        if found := self.clicks.take(id):
            click, left = found
            (first, *more) = fresh
            if not more and isinstance(first, Card):
                if await self.outgoing.change(click, left, first):
                    self.remember(id, first)
                    return self.message(bot, account, id, method.text or "")
            elif click.tapped is not None:
                await self._close(click, left, picked(click.tapped))
        await self.names.bury(id)
        raise refusal(method, "message can't be edited")

    async def _close(self, click: Click, left: float, card: Card) -> None:
        """Better two cards that look alive than none: the answer comes in any case."""
        try:
            await self.outgoing.change(click, left, card)
        except Unanswered:
            return

    async def chat_of(self, method: Any, account: int) -> str:
        name = await self.names.of(account)
        if name is None:
            raise refusal(method, "chat not found")
        return name

    def remember(self, id: int, card: Card) -> None:
        """To show it again where a letter changed nothing on it."""
        self.cards.pop(id, None)
        self.cards[id] = card
        if len(self.cards) > REMEMBERED:
            del self.cards[next(iter(self.cards))]

    def message(self, bot: Bot, account: int, id: int, text: str) -> Message:
        kind = "group" if account < 0 else "private"
        chat, now = Chat(id=account, type=kind), datetime.now(UTC)
        return Message(message_id=id, date=now, chat=chat, text=text or None).as_(bot)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        yield self.shelf.take(url)

    async def close(self) -> None:
        self.clicks.close()
        await self.shelf.close()


async def send_message(session: WeComSession, bot: Bot, method: methods.SendMessage) -> Message:
    return await session.say(bot, method, method.text)


async def answer_click(
    session: WeComSession, bot: Bot, method: methods.AnswerCallbackQuery
) -> bool:
    """A click is answered by what its card becomes; a word has to be a message."""
    account, request = request_of(method.callback_query_id)
    session.clicks.answering(request)
    if method.text:
        chat = await session.chat_of(method, account)
        (quoted,) = pieces(method.text)
        assert isinstance(quoted, Markdown)
        word = Markdown(f"> {quoted.content}")
        await session.outgoing.say(chat, account < 0, word, 0)
    return True


async def get_file(session: WeComSession, bot: Bot, method: methods.GetFile) -> File:
    return await session.shelf.fetch(method)


async def send_file(session: WeComSession, bot: Bot, method: Any, one: Any = None) -> Message:
    account = int(method.chat_id)
    chat = await session.chat_of(method, account)
    if text := await show(session.outgoing, bot, method, chat, one or method):
        return await session.say(bot, method, text)
    return session.message(bot, account, session.numbers.next(), "")


async def send_album(
    session: WeComSession, bot: Bot, method: methods.SendMediaGroup
) -> list[Message]:
    """One after another: there are no albums."""
    shown: list[Message] = []
    for one in method.media:
        once = partial(send_file, session, bot, method, one)
        shown.append(await resumed(session.link, bool(shown), once, (Away, Unanswered)))
    return shown


ANSWERS: dict[type[Any], Callable[[WeComSession, Bot, Any], Awaitable[Any]]] = {
    methods.SendMessage: send_message,
    methods.EditMessageText: WeComSession.edit,
    methods.SendPhoto: send_file,
    methods.SendDocument: send_file,
    methods.SendMediaGroup: send_album,
    methods.AnswerCallbackQuery: answer_click,
    methods.GetFile: get_file,
}
