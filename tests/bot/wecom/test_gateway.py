"""The gateway of the tests keeps WeCom's rules: what a robot may not do is refused and noted."""

import asyncio
import hashlib
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom import wire
from bot.channels.wecom.link import Link
from bot.channels.wecom.wire import Refused
from tests.bot.wecom.gateway import Gateway, gateway_running
from tests.bot.wecom.linking import QUICK, Ear, linked
from tests.bot.wecom.rules import No, Window

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
CARD: dict[str, Any] = {
    "card_type": "button_interaction",
    "main_title": {"title": "选一个"},
    "sub_title_text": "说明",
    "button_list": [{"text": "好的", "key": "1.a"}, {"text": "不了", "key": "2.b"}],
    "task_id": "1-abc",
}


def sent(kind: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"chatid": "lin", "chat_type": 1, "msgtype": kind, kind: content, **more}


def card(**changed: Any) -> dict[str, Any]:
    return sent("template_card", {**CARD, **changed})


def buttons(*labels: str) -> list[dict[str, str]]:
    return [{"text": label, "key": str(at)} for at, label in enumerate(labels)]


@asynccontextmanager
async def robot(gateway: Gateway) -> AsyncIterator[tuple[Link, Ear]]:
    """Subscribed, and lin and the group wr1 have written."""
    ear = Ear()
    await gateway.member("lin").says("在吗")
    await gateway.member("lin").says("@安星 在吗", group="wr1")
    async with linked(gateway, ear, QUICK) as link:
        await ear.wait(2)
        yield link, ear


async def refused(link: Link, command: str, body: dict[str, Any], request: str = "") -> int:
    with pytest.raises(Refused) as no:
        await link.call(command, body, request or None)
    return no.value.code


WRONG = {
    "seven buttons": card(button_list=buttons(*"一二三四五六七")),
    "no button": card(button_list=[]),
    "a label too long": card(button_list=buttons("一二三四五六七八九十一")),
    "an empty label": card(button_list=buttons(" ")),
    "two equal keys": card(button_list=[CARD["button_list"][0]] * 2),
    "a key too long": card(button_list=[{"text": "好", "key": "k" * 1025}]),
    "a button without a key": card(button_list=[{"text": "好"}]),
    "a title too long": card(main_title={"title": "题" * 27}),
    "no title": card(main_title={}),
    "a description too long": card(main_title={"title": "题", "desc": "说" * 31}),
    "a text too long": card(sub_title_text="字" * 113),
    "a task_id with a dot": card(task_id="1.a"),
    "a task_id too long": card(task_id="1" * 129),
    "no task_id": card(task_id=""),
    "another card": card(card_type="text_notice"),
    "markdown too long": sent("markdown", {"content": "字" * 6827}),
    "markdown that says nothing": sent("markdown", {"content": " \n"}),
    "plain text": sent("text", {"content": "你好"}),
    "no chat_type": sent("markdown", {"content": "你好"}, chat_type=None),
    "a person as a group": sent("markdown", {"content": "你好"}, chat_type=2),
    "a group as a person": sent("markdown", {"content": "你好"}, chatid="wr1"),
    "no chatid": sent("markdown", {"content": "你好"}, chatid=None),
    "no such medium": sent("image", {"media_id": "media-9"}),
    "a medium without id": sent("file", {}),
}


@pytest.mark.parametrize("what", WRONG)
async def test_a_message_against_the_rules_is_refused_and_noted(
    gateway: Gateway, what: str
) -> None:
    async with robot(gateway) as (link, _ear):
        await refused(link, wire.SEND, WRONG[what])
    assert len(gateway.violations) == 1
    assert not gateway.member("lin").messages
    gateway.forgive("")


async def test_what_is_just_allowed_is_shown(gateway: Gateway) -> None:
    async with robot(gateway) as (link, _ear):
        await link.call(wire.SEND, sent("markdown", {"content": "字" * 6826 + "ab"}))
        widest = card(
            main_title={"title": "题" * 26, "desc": "说" * 30},
            sub_title_text="字" * 112,
            button_list=buttons(*(f"{at}二三四五六七八九十" for at in "一二三四五六")),
            task_id="9" * 126 + "-@",
        )
        await link.call(wire.SEND, widest)
        group = {"chatid": "wr1", "chat_type": 2}
        await link.call(wire.SEND, sent("markdown", {"content": "大家好"}, **group))
    lin = gateway.member("lin")
    assert [one.kind for one in lin.messages] == ["markdown", "template_card"]
    assert len(lin.messages[1].labels) == 6
    assert [one.text for one in gateway.chats.of("wr1")] == ["大家好"]


async def test_a_task_id_is_never_taken_twice(gateway: Gateway) -> None:
    async with robot(gateway) as (link, _ear):
        await link.call(wire.SEND, card())
        assert await refused(link, wire.SEND, card()) == wire.TASK_TWICE
    gateway.forgive("task_id was used")


async def test_who_never_wrote_is_not_written_to(gateway: Gateway) -> None:
    async with robot(gateway) as (link, _ear):
        stranger = sent("markdown", {"content": "你好"}, chatid="mei")
        assert await refused(link, wire.SEND, stranger) == wire.NEVER_WROTE
        await gateway.member("mei").enters()
        assert await refused(link, wire.SEND, stranger) == wire.NEVER_WROTE
        await gateway.member("mei").says("我来了")
        await link.call(wire.SEND, stranger)


def update(**changed: Any) -> dict[str, Any]:
    new = {**CARD, "button_list": buttons("✓ 已选：好的"), **changed}
    return {"response_type": "update_template_card", "template_card": new}


async def test_a_click_takes_one_update_of_its_own_card(gateway: Gateway) -> None:
    lin = gateway.member("lin")
    async with robot(gateway) as (link, ear):
        await link.call(wire.SEND, card())
        await lin.presses("好")
        await ear.wait(3)
        event = ear[-1].body["event"]["template_card_event"]
        assert (event["task_id"], event["event_key"]) == ("1-abc", "1.a")
        click = ear[-1].request
        wrong = wire.WRONG_REQUEST
        assert await refused(link, wire.SEND, card(task_id="2"), click) == wrong
        assert await refused(link, wire.UPDATE, update(task_id="3"), click) != 0
        assert await refused(link, wire.UPDATE, update(), "never-asked") == wrong
        assert await refused(link, wire.UPDATE, update(), ear[0].request) == wrong
        assert lin.messages[0].labels == ["好的", "不了"]
        gateway.forgive("")
        await lin.presses("好")
        await ear.wait(4)
        await link.call(wire.UPDATE, update(), ear[-1].request)
        assert (lin.messages[0].labels, lin.messages[0].edits) == (["✓ 已选：好的"], 1)
        assert await refused(link, wire.UPDATE, update(), ear[-1].request) == wrong
    gateway.forgive("answered twice")


async def test_after_its_seconds_a_click_takes_nothing() -> None:
    async with gateway_running(click=0) as gateway, robot(gateway) as (link, ear):
        await link.call(wire.SEND, card())
        await gateway.member("lin").presses("好的")
        await ear.wait(3)
        assert await refused(link, wire.UPDATE, update(), ear[-1].request) == wire.TOO_LATE


async def test_a_visit_takes_one_welcome(gateway: Gateway) -> None:
    welcome = {"msgtype": "text", "text": {"content": "欢迎"}}
    async with robot(gateway) as (link, ear):
        await gateway.member("mei").enters()
        await ear.wait(3)
        visit = ear[-1].request
        assert await refused(link, wire.UPDATE, update(), visit) == wire.WRONG_REQUEST
        await link.call(wire.WELCOME, welcome, visit)
        assert await refused(link, wire.WELCOME, welcome, visit) == wire.WRONG_REQUEST
    assert [one.text for one in gateway.member("mei").messages] == ["欢迎"]
    gateway.forgive("")


async def test_thirty_messages_a_minute_go_into_one_conversation(gateway: Gateway) -> None:
    hello = sent("markdown", {"content": "你好"})
    async with robot(gateway) as (link, _ear):
        for _time in range(30):
            await link.call(wire.SEND, hello)
        assert await refused(link, wire.SEND, hello) == 45009
        await link.call(wire.SEND, {**hello, "chatid": "wr1", "chat_type": 2})
    assert len(gateway.member("lin").messages) == 30
    gateway.forgive("over 30")


@given(st.lists(st.floats(0, 3), max_size=60))
def test_no_window_ever_holds_more_than_its_limit(gaps: list[float]) -> None:
    now, taken = 0.0, []
    window = Window(((3, 1.0), (5, 4.0)), lambda: now)
    for gap in gaps:
        now += gap
        try:
            window.take("x")
            taken.append(now)
        except No:
            pass
        for most, seconds in ((3, 1.0), (5, 4.0)):
            assert sum(now - seconds < one <= now for one in taken) <= most
    assert len(taken) >= min(len(gaps), 3)


def begun(content: bytes, kind: str = "image", **changed: Any) -> dict[str, Any]:
    chunks = -(-len(content) // wire.CHUNK)
    md5 = hashlib.md5(content).hexdigest()
    whole = {"type": kind, "filename": "照片.png", "total_size": len(content), "md5": md5}
    return {**whole, "total_chunks": chunks, **changed}


async def uploaded(link: Link, content: bytes, *, skip: int = 0, **changed: Any) -> str:
    upload = await link.call(wire.UPLOAD_INIT, begun(content, **changed))
    for at in range(skip, -(-len(content) // wire.CHUNK)):
        piece = b64encode(content[at * wire.CHUNK : (at + 1) * wire.CHUNK]).decode()
        chunk = {**upload, "chunk_index": at, "base64_data": piece}
        await link.call(wire.UPLOAD_CHUNK, chunk)
    media_id = (await link.call(wire.UPLOAD_FINISH, upload))["media_id"]
    assert isinstance(media_id, str)
    return media_id


async def test_a_file_is_put_together_from_its_chunks(gateway: Gateway) -> None:
    content = PNG + bytes(range(256)) * 3000
    async with robot(gateway) as (link, _ear):
        media_id = await uploaded(link, content)
        await link.call(wire.SEND, sent("image", {"media_id": media_id}))
        assert await refused(link, wire.SEND, sent("file", {"media_id": media_id})) == 40007
    shown = gateway.member("lin").messages[0]
    assert (shown.kind, shown.name, shown.content) == ("image", "照片.png", content)
    gateway.forgive("sent as file")


@pytest.mark.parametrize(
    ("content", "changed"),
    [
        (PNG, {"md5": "0" * 32}),
        (PNG, {"total_size": 99}),
        (PNG, {"total_chunks": 2}),
        (PNG * 40_000, {"skip": 1}),
        (PNG, {"type": "sticker"}),
        (PNG, {"filename": ""}),
        (PNG, {"total_size": wire.IMAGE + 1}),
        (PNG, {"total_chunks": 101}),
        (b"no picture", {}),
        (b"%PDF", {"kind": "file"}),
    ],
)
async def test_an_upload_against_the_rules_is_refused(
    gateway: Gateway, content: bytes, changed: dict[str, Any]
) -> None:
    async with robot(gateway) as (link, _ear):
        with pytest.raises(Refused):
            await uploaded(link, content, **changed)
    assert gateway.violations
    gateway.forgive("")


@pytest.mark.parametrize("size", [0, 1, 31, 32, 33, 1000])
async def test_what_people_send_is_fetched_encrypted(gateway: Gateway, size: int) -> None:
    async with robot(gateway) as (_link, ear), aiohttp.ClientSession() as http:
        for at, name in enumerate(("隐患台账.xlsx", "a b.pdf")):
            await gateway.member("lin").sends_file(name, b"x" * size)
            await ear.wait(3 + at)
            told = ear[-1].body["file"]
            key = b64decode(told["aeskey"] + "==")
            async with http.get(told["url"]) as answer:
                secret = await answer.read()
                assert answer.content_disposition is not None
                assert answer.content_disposition.filename == name
            opener = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).decryptor()
            plain = opener.update(secret) + opener.finalize()
            assert len(secret) % 32 == 0
            assert plain == b"x" * size + bytes([plain[-1]]) * plain[-1]
        gateway.shelf.gone = True
        async with http.get(told["url"]) as answer:
            assert answer.status == 404


async def test_the_first_frame_subscribes_and_a_second_subscriber_throws_the_first_out(
    gateway: Gateway,
) -> None:
    robot_of = {"bot_id": gateway.bot_id, "secret": gateway.secret}

    async def asks(socket: Any, command: str, body: dict[str, Any]) -> Any:
        await socket.send_json({"cmd": command, "headers": {"req_id": command}, "body": body})
        return await socket.receive_json()

    async with (
        asyncio.timeout(60),
        aiohttp.ClientSession() as http,
        http.ws_connect(gateway.url) as one,
        http.ws_connect(gateway.url) as two,
    ):
        assert (await asks(one, wire.SEND, {}))["errcode"] == wire.NOT_SUBSCRIBED
        assert (await asks(one, wire.SUBSCRIBE, {"bot_id": "x"}))["errcode"] == 853000
        assert (await asks(one, wire.SUBSCRIBE, robot_of))["errcode"] == 0
        assert (await asks(two, wire.SUBSCRIBE, robot_of))["errcode"] == 0
        told = await one.receive_json()
        assert told["body"]["event"]["eventtype"] == wire.DISPLACED
        assert (await one.receive()).type is aiohttp.WSMsgType.CLOSE
        assert (await asks(two, "aibot_dance", {}))["errcode"] == 40008
    gateway.forgive("not subscribed")
    gateway.forgive("no such command")


async def test_what_people_do_waits_for_the_robot_unless_it_is_lost(gateway: Gateway) -> None:
    ear, lin = Ear(), gateway.member("lin")
    await lin.says("一")
    async with linked(gateway, ear):
        await gateway.heard()
        gateway.hold()
        await lin.says("二")
        await lin.says("三")
        await gateway.release(lambda frames: [*frames[::-1], frames[0]])
        await gateway.heard()
    assert ear.texts == ["一", "三", "二", "二"]
    await gateway.until(lambda: not gateway.connections)
    gateway.forgets = True
    await lin.says("没人听")
    async with linked(gateway, ear):
        await gateway.heard()
    assert ear.texts == ["一", "三", "二", "二"]
