"""The promise of the socket: acknowledged is kept, once; whoever comes back misses nothing."""

import asyncio
import uuid

import aiohttp
import pytest
from aiogram.types import Update
from aiohttp import WSMsgType

from bot.channels.webchat.conversation import HISTORY
from bot.channels.webchat.rooms import ELSEWHERE, PER_LOGIN, REFUSED
from storage.account import end_accounts
from storage.inbox import unfinished
from storage.store import Store
from storage.webchat import tab_of
from tests.bot.webchat.stage import Gate, Stage, keyboard
from tests.bot.webchat.tab import tab

STRANGERS = [
    b'{"type": "hello", "token": "somebody"}',
    b'{"type": "hello", "token": ""}',
    b'{"type": "hello", "token": 7}',
    b'{"type": "text", "client_id": "x", "text": "hi"}',
    b"[" * 100_000,
]


async def test_whoever_was_not_let_in_is_refused(http: aiohttp.ClientSession) -> None:
    for first in STRANGERS:
        for binary in (False, True):
            async with http.ws_connect("/ws") as socket:
                await socket.send_frame(first, WSMsgType.BINARY if binary else WSMsgType.TEXT)
                refused = await socket.receive_json(timeout=60)
                assert refused["type"] == "refused"
                assert "新的链接" in refused["text"]
                await socket.receive(timeout=60)
                assert socket.close_code == REFUSED


async def test_a_socket_from_another_page_is_refused(stage: Stage) -> None:
    for origin in ("https://example.net", "null", "", "http://127.0.0.1:1", "http://[", None):
        headers = {} if origin is None else {"Origin": origin}
        async with aiohttp.ClientSession(stage.url, headers=headers) as foreign:
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await foreign.ws_connect("/ws")
        assert refused.value.status == 403


async def test_a_text_is_acknowledged_after_its_commit_and_not_before(stage: Stage) -> None:
    gate = Gate(stage)
    await stage.reopen(gate)
    async with tab(stage, await stage.doors.enter("agency")) as page:
        client_id = await page.text("登记服务合同")
        with pytest.raises(TimeoutError):
            await page.socket.receive_json(timeout=0.1)
        assert await stage.database.read(unfinished) == []
        gate.open.set()
        await page.next("ack")
        [kept] = await stage.database.read(unfinished)
    assert kept.key.endswith(client_id)
    assert Update.model_validate(kept.raw).message.text == "登记服务合同"  # type: ignore[union-attr]


async def test_a_text_that_could_not_be_kept_is_said_to_be_tried_again(stage: Stage) -> None:
    gate = Gate(stage)
    gate.open.set()
    gate.failures = 1
    await stage.reopen(gate)
    async with tab(stage, await stage.doors.enter("agency")) as page:
        client_id = await page.text("hi")
        error = await page.next("error", "ack")
        assert (error["type"], error["retry"], error["client_id"]) == ("error", True, client_id)
        await page.text("hi", client_id)
        assert (await page.next("error", "ack"))["type"] == "ack"


async def test_the_same_client_id_again_is_acknowledged_and_handled_once(stage: Stage) -> None:
    token = await stage.doors.enter("agency")
    async with tab(stage, token) as page:
        client_id = await page.text("提交")
        await page.text("提交", client_id)
        assert [f["client_id"] for f in await page.all_answered() if f["type"] == "ack"] == [
            client_id,
            client_id,
        ]
    await stage.reopen()
    async with tab(stage, token) as page:
        await page.text("提交", client_id)
        await page.next("ack")
        assert [m["text"] for m in page.welcome["messages"]] == ["提交"]
    assert len(stage.received) == 1


async def test_two_people_may_draw_the_same_client_id(stage: Stage) -> None:
    client_id = str(uuid.uuid4())
    for persona in ("agency", "supervisor"):
        async with tab(stage, await stage.doors.enter(persona)) as page:
            await page.text(persona, client_id)
            await page.next("ack")
    assert [one.raw["message"]["text"] for one in stage.received] == ["agency", "supervisor"]


async def test_a_press_is_an_update_of_the_message_it_was_made_on(stage: Stage) -> None:
    token = await stage.doors.enter("agency")
    chat = await stage.account(token)
    await stage.ask(chat, "hi")
    async with tab(stage, token) as page:
        [shown] = page.welcome["messages"]
        data = shown["rows"][0][0]["data"]
        frame = {"type": "press", "client_id": str(uuid.uuid4()), "message_id": shown["id"]}
        await page.say({**frame, "data": data})
        await page.next("ack")
        await page.say({**frame, "data": data})
        await page.next("ack")
    [one] = stage.received
    query = Update.model_validate(one.raw).callback_query
    assert query is not None
    assert (query.data, query.from_user.id) == (data, chat)
    assert query.message is not None
    assert (query.message.message_id, query.message.date != 0) == (shown["id"], True)


async def test_a_press_on_a_message_that_is_not_theirs_is_inaccessible(stage: Stage) -> None:
    other = await stage.account(await stage.doors.enter("supervisor"))
    theirs = await stage.chat.bot.send_message(other, "给监管人员")
    async with tab(stage, await stage.doors.enter("agency")) as page:
        frame = {"type": "press", "client_id": str(uuid.uuid4()), "data": "a:b:1"}
        await page.say({**frame, "message_id": theirs.message_id})
        await page.next("ack")
    raw = stage.received[0].raw["callback_query"]
    assert raw["message"]["date"] == 0
    assert "给监管人员" not in str(raw)


async def test_a_reload_shows_the_conversation_as_it_stands(stage: Stage) -> None:
    stage.answering = True
    token = await stage.doors.enter("agency")
    async with tab(stage, token) as page:
        assert page.welcome["messages"] == []
        await page.text("你好")
        answer = (await page.next("message"), await page.next("message"))[1]["message"]
        press = {"type": "press", "client_id": str(uuid.uuid4()), "message_id": answer["id"]}
        await page.say({**press, "data": "form.pick.0:d:1"})
        assert (await page.next("toast"))["text"] == "已记下"
        edited = (await page.next("edit"))["message"]
    assert (edited["id"], edited["text"][:6]) == (answer["id"], "服务合同 ·")
    async with tab(stage, token) as page:
        assert [m["text"] for m in page.welcome["messages"]] == ["你好", edited["text"]]
    async with tab(stage, token, since=answer["change"]) as page:
        assert [m["id"] for m in page.welcome["messages"]] == [answer["id"]]
        assert page.welcome["fresh"] is False


async def test_after_a_long_absence_the_newest_is_sent_and_the_rest_can_be_asked_for(
    stage: Stage,
) -> None:
    token = await stage.doors.enter("agency")
    chat = await stage.account(token)
    for number in range(HISTORY + 10):
        await stage.chat.bot.send_message(chat, str(number))
    async with tab(stage, token, since=2) as page:
        shown = page.welcome["messages"]
        assert (page.welcome["fresh"], page.welcome["more"]) == (True, True)
        assert [m["text"] for m in shown] == [str(n) for n in range(10, HISTORY + 10)]
        await page.say({"type": "older", "id": shown[0]["id"]})
        older = await page.next("older")
        assert [m["text"] for m in older["messages"]] == [str(n) for n in range(10)]
        assert older["more"] is False


async def test_what_the_bot_says_reaches_every_tab_of_the_account_and_no_other(
    stage: Stage,
) -> None:
    chat = await stage.account(first := await stage.doors.enter("agency"))
    second, other = await stage.doors.enter("agency"), await stage.doors.enter("supervisor")
    async with tab(stage, first) as one, tab(stage, second) as two, tab(stage, other) as three:
        rows = keyboard([[("好", "a:b:1")]])
        await stage.chat.bot.send_message(chat, "回访到期", reply_markup=rows)
        for page in (one, two):
            assert (await page.next("message"))["message"]["text"] == "回访到期"
        assert await three.all_answered() == []


async def test_one_login_too_often_open_leaves_its_newest_tabs(stage: Stage) -> None:
    token = await stage.doors.enter("agency")
    chat = await stage.account(token)
    async with tab(stage, token) as oldest:
        others = [tab(stage, token) for _ in range(PER_LOGIN)]
        last = asyncio.create_task(oldest.socket.receive(timeout=60))
        pages = [await other.__aenter__() for other in others]
        await last
        assert oldest.socket.close_code == ELSEWHERE
        await stage.chat.bot.send_message(chat, "还在")
        for page in pages:
            assert (await page.next("message"))["message"]["text"] == "还在"
        for other in others:
            await other.__aexit__(None, None, None)


@pytest.mark.parametrize("type", ["ping", "older", "text"])
async def test_an_open_page_is_closed_once_its_login_has_ended(stage: Stage, type: str) -> None:
    token = await stage.doors.enter("agency")
    found = await stage.database.read(lambda c: tab_of(c, token))
    assert found is not None
    async with tab(stage, token) as page:
        await stage.database.write(lambda c: end_accounts(Store(c, stage.clock()), found.person_id))
        frame = {"type": type, "client_id": str(uuid.uuid4()), "text": "还在吗", "id": 9}
        await page.say(frame)
        closed = await page.socket.receive(timeout=60)
        assert (closed.type, page.socket.close_code) == (WSMsgType.CLOSE, REFUSED)
    assert stage.received == []
