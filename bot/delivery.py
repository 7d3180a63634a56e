"""One call of a messenger, and what to make of its refusals."""

import asyncio
import logging
from dataclasses import dataclass
from enum import Enum
from typing import Any

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiohttp import ClientConnectorError

from bot.channel import Channel
from bot.claims import Claim
from storage.database import Unavailable
from storage.outbox import Urgency

log = logging.getLogger(__name__)

TRIES = 3


class Failed(Exception):
    """The messenger refused for good."""


class Blocked(Failed):
    """The person blocked the bot."""


class InDoubt(Exception):
    """The messenger may have it or not."""


class Outcome(Enum):
    DONE = "done"
    AGAIN = "again"


@dataclass
class Call:
    """A method on its way. ``tries`` are those that a refusal or a doubt ended."""

    method: TelegramMethod[Any]
    tries: int = 0


async def make(
    channel: Channel,
    chat: str,
    urgency: Urgency,
    method: TelegramMethod[Any],
    claim: Claim | None = None,
) -> Any:
    """Call until it is settled. Waits while the messenger asks for patience or is away; what is to
    be claimed is claimed only when it goes. Raises ``Failed``, ``InDoubt`` or ``Unclaimed``."""
    call = Call(method)
    while True:
        if not isinstance(call.method, AnswerCallbackQuery):
            await channel.pace.turn(chat, urgency)
        if claim is not None:
            await claim.take()
        try:
            answer = await channel.bot(call.method)
        except (TelegramAPIError, ClientDecodeError, Unavailable) as error:
            if _judge(channel, call, urgency, error) is Outcome.DONE:
                return None
            if claim is not None:
                claim.give_back()
            if isinstance(call.method, AnswerCallbackQuery):
                await asyncio.sleep(0.5)
        else:
            channel.pace.fine()
            if claim is not None:
                claim.said = True
            return answer


def _judge(channel: Channel, call: Call, urgency: Urgency, error: Exception) -> Outcome:
    """What an error means: settled all the same, to be called again, or the end."""
    if isinstance(error, TelegramRetryAfter):
        channel.pace.pause(error.retry_after + 0.1)
        return Outcome.AGAIN
    if isinstance(call.method, AnswerCallbackQuery):
        call.tries += 1
        too_late = isinstance(error, TelegramBadRequest | TelegramForbiddenError)
        return Outcome.DONE if too_late or call.tries >= TRIES else Outcome.AGAIN
    if isinstance(error, TelegramBadRequest):
        return _refused(call, error)
    if isinstance(error, TelegramMigrateToChat):
        call.method = call.method.model_copy(update={"chat_id": error.migrate_to_chat_id})
        return Outcome.AGAIN
    if isinstance(error, TelegramForbiddenError):
        raise Blocked(error.message) from error
    if _may_have_arrived(error):
        call.tries += 1
        if urgency is Urgency.NOTICE or call.tries > 1:
            raise InDoubt(str(error)) from error
    elif not _away(error):
        call.tries += 1
        if call.tries >= TRIES:
            raise Failed(str(error)) from error
    channel.pace.trouble()
    return Outcome.AGAIN


def _refused(call: Call, error: TelegramBadRequest) -> Outcome:
    method = call.method
    if "message is not modified" in error.message:
        return Outcome.DONE
    if isinstance(method, EditMessageText):
        call.method = SendMessage(
            chat_id=method.chat_id or 0,
            text=method.text or "",
            entities=method.entities,
            parse_mode=None,
            reply_markup=method.reply_markup,
        )
        return Outcome.AGAIN
    if isinstance(method, SendPhoto):
        call.method = SendDocument(chat_id=method.chat_id, document=method.photo)
        return Outcome.AGAIN
    raise Failed(error.message) from error


def _away(error: Exception) -> bool:
    """The messenger is not there, or not itself (a proxy's page), or doesn't know our token now,
    or listens to another program that uses it."""
    kinds = (
        TelegramConflictError,
        TelegramNetworkError,
        TelegramServerError,
        TelegramUnauthorizedError,
        ClientDecodeError,
        Unavailable,
    )
    return isinstance(error, kinds)


def _may_have_arrived(error: Exception) -> bool:
    """A connection that was made and brought no answer."""
    if not isinstance(error, TelegramNetworkError):
        return False
    return not isinstance(error.__cause__, ClientConnectorError | ConnectionRefusedError)
