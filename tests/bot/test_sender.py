"""How letters are sent: in order, replies first, through a messenger's refusals."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.methods import EditMessageText, SendMessage, TelegramMethod

from bot.app import Anxing
from storage import outbox
from storage.account import account_of
from storage.database import SQLite, Work
from storage.organisation import Role
from storage.outbox import Delivery, Letter, Urgency
from tests.bot.office import FixedClock, Office, opened, settings_in

T = TypeVar("T")

Trouble = Callable[[TelegramMethod[Any]], None]
Fault = Callable[[TelegramMethod[Any]], Exception]


async def queued(office: Office, text: str, urgency: Urgency, **view: Any) -> Letter:
    """A letter to somebody."""
    body: dict[str, Any] = {"views": [{"text": text, **view}]}

    def unit(store: Any) -> Letter:
        key = f"{text}{time.monotonic_ns()}"
        return outbox.post(store.connection, key, "talk", "7001", urgency, body, store.now)

    letter: Letter = await office.write(unit)
    return letter


async def post(office: Office, text: str, urgency: Urgency, **view: Any) -> Letter:
    """The same, offered."""
    letter = await queued(office, text, urgency, **view)
    office.app.sender.offer([letter])
    return letter


async def became(office: Office, letter: Letter) -> Letter:
    """The letter once its receipt is written."""
    for _ in range(2000):
        found = [one for one in await office.app.database.read(_all) if one.seq == letter.seq]
        if found[0].state not in (Delivery.QUEUED, Delivery.SENDING):
            return found[0]
        await asyncio.sleep(0.005)
    raise AssertionError("no receipt")


def _all(connection: Any) -> list[Letter]:
    return outbox._rows(connection, 1000, *Delivery)


def once(error: Fault, kind: type[Any] = SendMessage) -> Trouble:
    left = [1]

    def trouble(method: TelegramMethod[Any]) -> None:
        if isinstance(method, kind) and left[0]:
            left[0] -= 1
            raise error(method)

    return trouble


def always(error: Fault) -> Trouble:
    def trouble(method: TelegramMethod[Any]) -> None:
        if isinstance(method, SendMessage):
            raise error(method)

    return trouble


def bad(words: str) -> Fault:
    return lambda method: TelegramBadRequest(method=method, message=f"Bad Request: {words}")


def timed_out(method: TelegramMethod[Any]) -> Exception:
    return TelegramNetworkError(method=method, message="HTTP Client says - Request timeout error")


def away(method: TelegramMethod[Any]) -> Exception:
    error = TelegramNetworkError(method=method, message="not connected")
    error.__cause__ = ConnectionRefusedError()
    return error


def flood(method: TelegramMethod[Any]) -> Exception:
    return TelegramRetryAfter(method=method, message="Too Many Requests", retry_after=1)


def blocked(method: TelegramMethod[Any]) -> Exception:
    return TelegramForbiddenError(method=method, message="Forbidden: bot was blocked by the user")


REFUSALS = [
    (Urgency.REPLY, once(flood), Delivery.SENT, 1),
    (Urgency.NOTICE, once(flood), Delivery.SENT, 1),
    (Urgency.REPLY, once(timed_out), Delivery.SENT, 1),
    (Urgency.REPLY, always(timed_out), Delivery.UNKNOWN, 0),
    (Urgency.NOTICE, once(timed_out), Delivery.UNKNOWN, 0),
    (Urgency.REPLY, always(blocked), Delivery.FAILED, 0),
    (Urgency.REPLY, always(bad("chat not found")), Delivery.FAILED, 0),
]


@pytest.mark.parametrize(("urgency", "trouble", "state", "shown"), REFUSALS)
async def test_a_refusal_ends_as(
    office: Office, urgency: Urgency, trouble: Trouble, state: Delivery, shown: int
) -> None:
    office.channel.session.trouble = trouble
    letter = await became(office, await post(office, "一句话", urgency))
    assert letter.state is state
    assert len(office.channel.session.chats.get(7001, [])) == shown
    if state is Delivery.SENT:
        assert letter.sent_at == office.clock()
        assert letter.message_id == str(office.channel.session.chats[7001][0].id)


async def test_blocking_makes_an_account_unreachable_until_it_writes(office: Office) -> None:
    wang = await office.person("王建国", Role.AGENCY)
    office.channel.session.trouble = always(blocked)
    await became(office, await post(office, "一句话", Urgency.NOTICE))
    account = await office.read(lambda store: account_of(store, "talk", str(wang.id)))
    assert account.unreachable_at == office.clock()
    office.channel.session.trouble = lambda method: None
    await wang.says("菜单")
    account = await office.read(lambda store: account_of(store, "talk", str(wang.id)))
    assert account.unreachable_at is None


@pytest.mark.parametrize(
    "words", ["message can't be edited", "message to edit not found", "MESSAGE_ID_INVALID"]
)
async def test_what_cannot_be_edited_is_said_anew(office: Office, words: str) -> None:
    office.channel.session.trouble = once(bad(words), EditMessageText)
    letter = await became(office, await post(office, "改过的", Urgency.REPLY, edit=1))
    assert letter.state is Delivery.SENT
    assert [one.text for one in office.channel.session.chats[7001]] == ["改过的"]


async def test_a_group_that_became_a_supergroup_is_answered_there(office: Office) -> None:
    def moved(method: TelegramMethod[Any]) -> Exception:
        return TelegramMigrateToChat(method=method, message="upgraded", migrate_to_chat_id=7002)

    office.channel.session.trouble = once(moved)
    letter = await became(office, await post(office, "公告", Urgency.REPLY))
    assert letter.state is Delivery.SENT
    assert [one.text for one in office.channel.session.chats[7002]] == ["公告"]


async def test_an_edit_that_changes_nothing_is_an_edit(office: Office) -> None:
    wang = await office.person("王建国", Role.AGENCY)
    await wang.says("菜单")
    shown, count = wang.messages[-1], len(wang.messages)
    await wang.presses("menu::0", shown.id)
    await wang.presses("menu::0", shown.id)
    assert len(wang.messages) == count
    assert [one for one in await office.app.database.read(outbox.unsent) if one.error] == []


async def test_a_notice_that_waits_for_an_absent_messenger_is_not_in_doubt(office: Office) -> None:
    tried = asyncio.Event()

    def gone(method: TelegramMethod[Any]) -> None:
        tried.set()
        raise away(method)

    office.channel.session.trouble = gone
    letter = await post(office, "该回访了", Urgency.NOTICE)
    async with asyncio.timeout(60):
        await tried.wait()
    for _look in range(2000):
        if [one.state for one in await office.app.database.read(_all)] == [Delivery.QUEUED]:
            break
        await asyncio.sleep(0.005)
    else:
        raise AssertionError("it is still on its way")
    office.channel.session.trouble = lambda method: None
    assert (await became(office, letter)).state is Delivery.SENT
    assert [one.text for one in office.channel.session.chats[7001]] == ["该回访了"]


async def test_what_waits_for_one_channel_hides_nothing_from_another(office: Office) -> None:
    def unit(store: Any) -> None:
        outbox.post(store.connection, "k", "away", "1", Urgency.REPLY, {}, store.now)

    await office.write(unit)
    letter = await queued(office, "给您的", Urgency.REPLY)
    found = await office.app.database.read(lambda c: outbox.waiting(c, "talk", limit=1))
    assert [one.seq for one in found] == [letter.seq]


async def test_replies_go_before_notices_and_each_in_order(office: Office) -> None:
    office.channel.pace.pause(0.3)
    letters = [await post(office, f"提醒{n}", Urgency.NOTICE) for n in range(3)]
    letters += [await post(office, f"回复{n}", Urgency.REPLY) for n in range(3)]
    for letter in letters:
        await became(office, letter)
    told = [one.text for one in office.channel.session.chats[7001]]
    assert [one for one in told if "回复" in one] == ["回复0", "回复1", "回复2"]
    assert [one for one in told if "提醒" in one] == ["提醒0", "提醒1", "提醒2"]
    assert told.index("回复2") < told.index("提醒1")


async def test_what_the_clock_put_into_the_outbox_is_found(office: Office) -> None:
    def unit(store: Any) -> None:
        body = {"views": [{"text": "该回访了"}]}
        outbox.post(store.connection, "n", "talk", "7001", Urgency.NOTICE, body, store.now)

    await office.write(unit)
    office.app.sender.wake()
    for _ in range(1000):
        if office.channel.session.chats.get(7001):
            break
        await asyncio.sleep(0.005)
    assert office.channel.session.chats[7001][0].text == "该回访了"


async def test_what_was_sent_is_forgotten_after_a_week_and_a_notice_leaves_its_row(
    office: Office,
) -> None:
    for urgency in Urgency:
        await became(office, await post(office, "一句话", urgency))
    office.clock.passes(days=6)
    await office.write(lambda store: outbox.forget(store.connection, store.now))
    assert len(await office.app.database.read(_all)) == 2
    office.clock.passes(days=2)
    await office.write(lambda store: outbox.forget(store.connection, store.now))
    (left,) = await office.app.database.read(_all)
    assert (left.urgency, left.payload) == (Urgency.NOTICE, {})


class HeldUp(SQLite):
    """A database whose next read, once ``armed``, comes back late."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, readers=2)
        self.armed = False
        self.read_once, self.go_on = asyncio.Event(), asyncio.Event()

    async def read(self, work: Work[T]) -> T:
        late, self.armed = self.armed, False
        found = await super().read(work)
        if late:
            self.read_once.set()
            await self.go_on.wait()
        return found


async def test_what_was_sent_while_the_outbox_was_read_is_not_sent_again(data: Path) -> None:
    database = HeldUp(data / "anxing.db")

    async def opening(_url: str) -> HeldUp:
        return database

    clock = FixedClock()
    async with Anxing(settings_in(data), clock=clock, reminding=False, opening=opening) as app:
        office = await opened(app, clock)
        database.armed = True
        letter = await queued(office, "预评 74.5", Urgency.REPLY)
        app.sender.wake()
        async with asyncio.timeout(30):
            await database.read_once.wait()
        app.sender.offer([letter])
        assert (await became(office, letter)).state is Delivery.SENT
        database.go_on.set()
        again = await post(office, "预评 75", Urgency.REPLY)
        assert (await became(office, again)).state is Delivery.SENT
        app.sender.wake()
        await became(office, await post(office, "预评 76", Urgency.REPLY))
        assert [one.text for one in office.channel.session.chats[7001]] == [
            "预评 74.5", "预评 75", "预评 76",
        ]
