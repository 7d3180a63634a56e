"""What WeCom refuses, and bad days of the connection: nothing is lost, nobody is told twice."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.wecom import wire
from bot.channels.wecom.link import Standing
from bot.commands.run import troubles_of
from storage.account import Account, account_of
from storage.outbox import Urgency, post
from storage.peers import number_of
from tests.bot.wecom.chats import Shown
from tests.bot.wecom.gateway import Gateway
from tests.bot.wecom.phone import Phone
from tests.bot.wecom.served import RHYTHM, Served, serving, until

WANG = str(number_of("wang"))
BUTTONS = {"rows": [[["菜单", "menu.home::0"], ["帮助", "menu.help::0"]]]}


async def card_of(served: Served, phone: Phone) -> Shown:
    served.tell(WANG, {"text": "选一个", **BUTTONS})
    await phone.settled()
    return phone.messages[-1]


@pytest.mark.parametrize("code", sorted(wire.THROTTLED))
async def test_too_much_at_once_is_said_a_little_later_in_its_order(
    served: Served, code: int
) -> None:
    phone = await served.person()
    served.gateway.fault("refuse", code=code, times=4, chat="wang")
    said = ["一", "二", "三"]
    for text in said:
        served.tell(WANG, {"text": text})
    await phone.settled()
    assert served.texts()[1:] == said


async def test_who_waits_makes_nobody_else_wait(served: Served) -> None:
    await served.person()
    await served.person("李四", userid="li")
    served.gateway.fault("refuse", code=45009, times=10_000, chat="wang")
    served.tell(WANG, {"text": "给王的"})
    await served.gateway.until(lambda: (wire.SEND, 45009) in served.gateway.refusals)
    served.tell(str(number_of("li")), {"text": "给李的"})
    await served.gateway.until(lambda: "给李的" in served.texts("li"))
    assert "给王的" not in served.texts()
    served.gateway.faults.clear()
    await served.gateway.until(lambda: "给王的" in served.texts())


async def test_who_never_wrote_is_known_to_be_out_of_reach(served: Served) -> None:
    phone = await served.person()
    served.gateway.fault("refuse", code=wire.NEVER_WROTE, times=1)
    served.tell(WANG, {"text": "到不了"})
    await until(lambda: _out_of_reach(served))
    await phone.says("菜单")
    assert not await _out_of_reach(served)
    assert "到不了" not in served.texts()


async def _out_of_reach(served: Served) -> bool:
    found: Account = await served.office.read(lambda store: account_of(store, "wecom", WANG))
    return found.unreachable_at is not None


async def test_a_task_that_was_used_is_given_another_name(served: Served) -> None:
    phone = await served.person()
    served.gateway.fault("refuse", code=wire.TASK_TWICE, times=2)
    card = await card_of(served, phone)
    assert card.labels == ["菜单", "帮助"]
    tasks = [
        body["template_card"]["task_id"]
        for body in served.gateway.sent(wire.SEND)
        if body["msgtype"] == "template_card"
    ]
    assert len(tasks) == len(set(tasks)) == 3


@pytest.mark.parametrize("code", [wire.WRONG_REQUEST, wire.TOO_LATE, 45009, wire.TASK_TWICE, 40058])
async def test_a_card_that_can_not_be_changed_is_followed_by_a_new_message(
    served: Served, code: int
) -> None:
    phone = await served.person()
    card = await card_of(served, phone)
    before = len(phone.messages)
    served.gateway.fault("refuse", wire.UPDATE, code)
    await phone.presses(card)
    assert card.edits == 0
    assert len(phone.messages) > before
    seen = len(phone.messages)
    await phone.presses(card)
    await served.gateway.until(lambda: card.edits == 1)
    assert card.labels == ["已失效"]
    assert len(phone.messages) == seen


async def test_a_change_whose_receipt_is_lost_is_said_as_a_new_message(served: Served) -> None:
    phone = await served.person()
    await phone.says("培训与会议")
    card, before = phone.messages[-1], len(phone.messages)
    served.gateway.fault("cut", wire.UPDATE)
    await phone.presses(card)
    await served.gateway.until(lambda: len(phone.messages) > before)
    assert "第2/5步" in phone.messages[-1].text
    await phone.taps("今天")
    assert "第3/5步" in phone.messages[-1].text


async def test_another_refusal_ends_the_letter_and_no_other(served: Served) -> None:
    phone = await served.person()
    served.gateway.fault("refuse", code=40058)
    served.tell(WANG, {"text": "不行"})
    served.tell(WANG, {"text": "可以"})
    await phone.settled()
    assert served.texts()[1:] == ["可以"]


@pytest.mark.parametrize("how", ["deaf", "cut"])
async def test_an_answer_whose_receipt_is_lost_is_said_again(
    data: Path, gateway: Gateway, how: str
) -> None:
    """An answer may be read twice, never not at all."""
    rhythm = replace(RHYTHM, timing=replace(RHYTHM.timing, answer=2))
    async with serving(data, gateway, rhythm) as served:
        phone = await served.person()
        gateway.fault(how)
        served.tell(WANG, {"text": "听得到吗"})
        await gateway.until(lambda: "听得到吗" in served.texts())
        await phone.settled()
        assert served.texts().count("听得到吗") <= 2


@pytest.mark.parametrize("loss", ["cut", "close", "down", "not subscribed"])
async def test_what_is_said_while_the_connection_is_lost_is_said_after_it(
    served: Served, loss: str
) -> None:
    phone = await served.person()
    before = served.gateway.subscriptions
    if loss == "cut":
        served.gateway.cut()
    elif loss == "close":
        await served.gateway.close()
    elif loss == "down":
        await served.gateway.down()
    else:
        served.gateway.fault("refuse", code=wire.NOT_SUBSCRIBED)
    for text in ("一", "二"):
        served.tell(WANG, {"text": text})
    if loss == "down":
        await served.gateway.up()
    if loss != "not subscribed":
        await served.gateway.subscribed(before + 1)
    await served.gateway.until(lambda: "二" in served.texts())
    await phone.settled()
    assert served.texts()[1:] == ["一", "二"]


async def test_a_word_beside_a_click_waits_for_the_connection_too(served: Served) -> None:
    """It may be all that answers the click."""
    phone = await served.person()
    await served.gateway.down()
    served.tell(WANG, callback=f"{WANG}.req", toast="已确认收到")
    served.tell(WANG, {"text": "二"})
    await until(lambda: _is_held(served))
    await served.gateway.up()
    await served.gateway.until(lambda: "二" in served.texts())
    await phone.settled()
    assert served.texts()[1:] == ["> 已确认收到", "二"]


@pytest.mark.parametrize("urgency", Urgency)
async def test_who_was_displaced_stays_away_and_loses_nothing(
    data: Path, gateway: Gateway, caplog: pytest.LogCaptureFixture, urgency: Urgency
) -> None:
    async with serving(data, gateway) as first:
        await first.person()
        with caplog.at_level(logging.WARNING):
            await gateway.displace()
            await until(lambda: _is_displaced(first))
        (trouble,) = troubles_of([first.channel])
        assert "另一个程序正在用同一个机器人" in trouble
        assert trouble in caplog.text
        subscriptions = gateway.subscriptions
        await offered(first, "早上好", urgency)
        await until(lambda: _is_held(first))
        assert gateway.subscriptions == subscriptions
        assert "早上好" not in first.texts()
    async with serving(data, gateway) as second:
        assert troubles_of([second.channel]) == []
        await gateway.until(lambda: "早上好" in second.texts())
        await second.phone().settled()
        assert second.texts().count("早上好") == 1


async def offered(served: Served, text: str, urgency: Urgency) -> None:
    """A letter of the outbox."""
    payload = {"views": [{"text": text}]}
    app = served.app
    letter = await app.database.write(
        lambda c: post(c, text, "wecom", WANG, urgency, payload, app.clock())
    )
    app.sender.offer([letter])


async def test_notices_that_wait_for_their_minute_are_sent_after_a_restart(
    data: Path, gateway: Gateway
) -> None:
    """None of them was on its way: none is in doubt."""
    rhythm = replace(RHYTHM, limits=((2, 3600.0),))
    said = [f"提醒{number}" for number in range(5)]
    async with serving(data, gateway, rhythm) as first:
        await first.person()
        for text in said:
            await offered(first, text, Urgency.NOTICE)
        await gateway.until(lambda: said[0] in first.texts())
        await first.app.sender.stop(0)
    async with serving(data, gateway) as second:
        await gateway.until(lambda: said[-1] in second.texts())
        assert second.texts()[1:] == said


async def _is_displaced(served: Served) -> bool:
    link = served.channel.link
    return link.standing is Standing.DISPLACED and link.trouble != ""


async def _is_held(served: Served) -> bool:
    return served.channel.pace.held
