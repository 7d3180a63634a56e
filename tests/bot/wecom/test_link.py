"""The link to WeCom comes back after every loss but a displacement, and says how it stands."""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom import wire
from bot.channels.wecom.link import Link, Standing, Timing
from bot.channels.wecom.wire import Away, Frame, Refused, Unanswered
from tests.bot.wecom.gateway import Gateway
from tests.bot.wecom.linking import PATIENCE, QUICK, Ear, linked

WARY = replace(QUICK, pong=0.5)
HELLO = {"chatid": "lin", "chat_type": 1, "msgtype": "markdown", "markdown": {"content": "你好"}}


async def sends(link: Link) -> None:
    """Sooner or later: a busy machine may take a slow answer for a lost peer."""
    async with asyncio.timeout(PATIENCE):
        for _attempt in itertools.count():
            await link.ready()
            try:
                await link.call(wire.SEND, HELLO)
                break
            except (Away, Unanswered):
                await asyncio.sleep(0.01)


async def is_heard(text: str, gateway: Gateway, ear: Ear) -> None:
    """Said again when the connection it went into was given up for lost."""
    async with asyncio.timeout(PATIENCE):
        while text not in ear.texts:
            await gateway.member("lin").says(text)
            await gateway.heard()


async def standing(link: Link, wanted: Standing) -> None:
    async with asyncio.timeout(PATIENCE):
        for _look in itertools.count():
            if link.standing is wanted:
                break
            await asyncio.sleep(0.005)


async def cut(gateway: Gateway) -> None:
    gateway.cut()


async def clean_close(gateway: Gateway) -> None:
    await gateway.close(1000)


async def going_away(gateway: Gateway) -> None:
    await gateway.close(1012)


async def half_open(gateway: Gateway) -> None:
    gateway.half_open()


async def pongs_stop(gateway: Gateway) -> None:
    gateway.stop_pongs()


async def restart(gateway: Gateway) -> None:
    await gateway.down()
    await gateway.up()


async def ping_refused(gateway: Gateway) -> None:
    gateway.fault("refuse", wire.PING, wire.NOT_SUBSCRIBED)


LOSSES = [cut, clean_close, going_away, half_open, pongs_stop, restart, ping_refused]


@pytest.mark.parametrize("loss", LOSSES)
async def test_after_a_loss_it_subscribes_again_and_hears_and_sends(
    gateway: Gateway, loss: Callable[[Gateway], Awaitable[None]]
) -> None:
    ear, lin = Ear(), gateway.member("lin")
    silent = loss in (half_open, pongs_stop)
    async with linked(gateway, ear, WARY if silent else QUICK) as link:
        await gateway.subscribed()
        await is_heard("第一句", gateway, ear)
        before = gateway.subscriptions
        await loss(gateway)
        await gateway.subscribed(before + 1)
        await sends(link)
        await is_heard("第二句", gateway, ear)
    assert [text for text, _same in itertools.groupby(ear.texts)] == ["第一句", "第二句"]
    assert {one.text for one in lin.messages} == {"你好"}


@pytest.mark.parametrize("cut_too", [False, True])
async def test_displaced_it_stays_away_and_says_so_once(
    gateway: Gateway, caplog: pytest.LogCaptureFixture, cut_too: bool
) -> None:
    async with linked(gateway, Ear()) as first:
        await gateway.subscribed()
        await gateway.displace(cut=cut_too)
        await standing(first, Standing.DISPLACED)
        async with linked(gateway, Ear()) as second:
            for times in range(2, 6):
                await gateway.subscribed(times)
                await standing(second, Standing.READY)
                gateway.cut()
            await gateway.subscribed(6)
            assert gateway.subscriptions == 6, "only the other one has come back"
            assert first.standing is Standing.DISPLACED
            with pytest.raises(Away, match="另一个程序"):
                await first.call(wire.SEND, HELLO)
            with pytest.raises(Away, match="另一个程序"):
                await first.ready()
    assert sum("另一个程序" in line.message for line in caplog.records) == 1


async def test_a_second_program_with_our_secret_takes_the_robot_over(gateway: Gateway) -> None:
    async with linked(gateway, Ear()) as first:
        await standing(first, Standing.READY)
        async with linked(gateway, Ear()) as second:
            await standing(first, Standing.DISPLACED)
            await standing(second, Standing.READY)
            await first.stop()
            assert first.standing is Standing.CLOSED
            await first.start()
            await standing(second, Standing.DISPLACED)
            await standing(first, Standing.READY)


async def test_a_wrong_secret_is_said_and_tried_again(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with linked(gateway, Ear(), secret="an0ther") as link:
        await standing(link, Standing.REFUSED)
        assert "Secret 不对" in link.trouble
        assert "853000" in link.trouble
        with pytest.raises(Away, match="Secret 不对"):
            await link.call(wire.SEND, HELLO)
        gateway.secret = "an0ther"
        async with asyncio.timeout(PATIENCE):
            await link.ready()
        assert link.trouble == ""
    assert "Secret 不对" in caplog.text
    assert "an0ther" not in caplog.text


async def test_down_at_the_start_it_waits_for_the_server(gateway: Gateway) -> None:
    await gateway.down()
    async with linked(gateway, Ear()) as link:
        async with asyncio.timeout(PATIENCE):
            for _look in itertools.count():
                if link.trouble:
                    break
                await asyncio.sleep(0.005)
        assert link.standing is Standing.CONNECTING
        assert "稍后会再试" in link.trouble
        await gateway.up()
        await gateway.subscribed()
        async with asyncio.timeout(PATIENCE):
            await link.ready()


async def test_a_throttled_subscription_is_tried_again(gateway: Gateway) -> None:
    gateway.fault("refuse", wire.SUBSCRIBE, 45009, times=2)
    async with linked(gateway, Ear()):
        await gateway.subscribed()
    assert gateway.refusals == [(wire.SUBSCRIBE, 45009)] * 2


async def test_a_server_that_never_answers_the_handshake_is_tried_again() -> None:
    visits = asyncio.Queue[None]()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.put_nowait(None)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    link = Link(f"ws://127.0.0.1:{port}/", "b", "s", Ear(), replace(QUICK, connect=0.05))
    async with server, asyncio.timeout(PATIENCE):
        await link.start()
        await visits.get()
        await visits.get()
        await link.stop()


async def test_no_answer_in_time_is_said_and_the_next_question_is_answered(
    gateway: Gateway,
) -> None:
    lin = gateway.member("lin")
    await lin.says("在吗")
    async with linked(gateway, Ear(), replace(QUICK, answer=0.3)) as link:
        await link.ready()
        gateway.fault("lose", times=1)
        with pytest.raises(Unanswered):
            await link.call(wire.SEND, HELLO)
        assert len(lin.messages) == 1
        await sends(link)
    assert {one.text for one in lin.messages[1:]} == {"你好"}


async def test_a_refusal_says_why(gateway: Gateway) -> None:
    async with linked(gateway, Ear()) as link:
        await link.ready()
        with pytest.raises(Refused) as refused:
            await link.call(wire.SEND, HELLO)
        assert (refused.value.code, refused.value.words) == (wire.NEVER_WROTE, "invalid chatid")


async def test_many_questions_at_once_each_get_their_own_answer(gateway: Gateway) -> None:
    names = [f"u{number}" for number in range(20)]
    for name in names[::2]:
        await gateway.member(name).says("在")
    async with linked(gateway, Ear()) as link:
        await link.ready()
        answers = await asyncio.gather(
            *(link.call(wire.SEND, {**HELLO, "chatid": name}) for name in names),
            return_exceptions=True,
        )
    assert [isinstance(one, Refused) for one in answers] == [False, True] * 10


async def test_a_question_whose_connection_is_cut_may_have_arrived(gateway: Gateway) -> None:
    await gateway.member("lin").says("在吗")
    async with linked(gateway, Ear()) as link:
        await link.ready()
        gateway.fault("cut")
        with pytest.raises(Unanswered):
            await link.call(wire.SEND, HELLO)
        await gateway.subscribed(2)
    assert [one.text for one in gateway.member("lin").messages] == ["你好"]


async def test_without_an_answer_it_looks_at_once_whether_anybody_is_there(
    gateway: Gateway,
) -> None:
    await gateway.member("lin").says("在吗")
    async with linked(gateway, Ear(), replace(QUICK, ping=3600, answer=0.1)) as link:
        await link.ready()
        gateway.fault("deaf")
        with pytest.raises(Unanswered):
            await link.call(wire.SEND, HELLO)
        await gateway.until(lambda: any(one["cmd"] == wire.PING for one in gateway.received))


async def test_nothing_is_sent_before_the_start_or_after_the_end(gateway: Gateway) -> None:
    link = Link(gateway.url, gateway.bot_id, gateway.secret, Ear(), QUICK)
    with pytest.raises(Away):
        await link.call(wire.SEND, HELLO)
    async with linked(gateway, Ear()) as link:
        await link.ready()
    with pytest.raises(Away):
        await link.call(wire.SEND, HELLO)
    await gateway.until(lambda: not gateway.connections)


async def test_a_half_open_peer_does_not_hold_up_the_end(gateway: Gateway) -> None:
    async with linked(gateway, Ear(), replace(QUICK, ping=3600)) as link:
        await gateway.subscribed()
        gateway.half_open()
    assert link.standing is Standing.CLOSED
    await gateway.until(lambda: not gateway.connections)


async def test_callbacks_are_heard_in_their_order(gateway: Gateway) -> None:
    ear, said = Ear(), [f"第 {number} 句" for number in range(50)]
    async with linked(gateway, ear):
        await gateway.subscribed()
        for text in said:
            await gateway.member("lin").says(text)
        await gateway.heard()
        assert ear.texts == said


GARBAGE = [
    *("", "{", "[]", "null", "7", "{}", '{"cmd": "x"}', "[" * 100_000),
    '{"headers": {"req_id": "unasked"}}',
    '{"headers": {"req_id": ["a"]}, "errcode": 0}',
    '{"cmd": "aibot_event_callback", "headers": {"req_id": "1"}, "body": {"event": 7}}',
]


@pytest.mark.parametrize("garbage", GARBAGE)
async def test_what_nobody_understands_ends_nothing(gateway: Gateway, garbage: str) -> None:
    ear = Ear()
    async with linked(gateway, ear):
        await gateway.subscribed()
        await gateway.deliver_text(garbage)
        await gateway.member("lin").says("还在吗")
        await gateway.heard()
        assert ear[-1].body["text"]["content"] == "还在吗"
        assert gateway.subscriptions == 1


async def test_an_ear_that_fails_ends_nothing(gateway: Gateway) -> None:
    heard = Ear()

    def ear(frame: Frame) -> None:
        heard(frame)
        if len(heard) == 1:
            raise LookupError("a mistake of ours")

    async with linked(gateway, ear):
        await gateway.subscribed()
        await gateway.member("lin").says("一")
        await gateway.member("lin").says("二")
        await heard.wait(2)
        assert gateway.subscriptions == 1


@given(st.floats(0.001, 10), st.floats(1, 100), st.integers(1, 30))
def test_each_pause_is_twice_the_last_up_to_the_longest(
    first: float, times: float, many: int
) -> None:
    timing = Timing(first_pause=first, longest_pause=first * times)
    pauses = list(itertools.islice(timing.pauses(), many))
    assert pauses[0] == first
    for one, next_one in itertools.pairwise(pauses):
        assert next_one == min(2 * one, timing.longest_pause)
