"""WeCom as people meet it: their words are kept, their clicks answered, in order and once."""

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import Anxing
from bot.channels.wecom.cards import chosen
from bot.channels.wecom.channel import WELCOME
from bot.channels.wecom.clicks import Click
from bot.commands.command import Trouble
from bot.commands.run import HALF_WECOM, channels_of, wecom_of
from bot.intake import NO_ROOM
from bot.settings import load
from handlers.links import invitation_links
from storage import inbox
from storage.database import Connection
from storage.organisation import Role
from storage.peers import name_of, number_of
from tests.bot.trouble import fill, free
from tests.bot.wecom.chats import Shown
from tests.bot.wecom.gateway import Gateway
from tests.bot.wecom.phone import Phone
from tests.bot.wecom.served import RHYTHM, Served, serving
from tests.pictures import photo

PATIENCE = 60.0
WANG = str(number_of("wang"))
STRANGER = "这里是安星"


def view(text: str, *labels: str) -> dict[str, object]:
    return {"text": text, "rows": [[[label, f"menu.home::{n}"] for n, label in enumerate(labels)]]}


async def test_a_person_comes_in_by_a_code_and_is_greeted(served: Served) -> None:
    phone = await served.person()
    assert "王建国，您好" in phone.screen
    code = await served.office.invitation("李四", Role.AGENCY)
    assert any("企业微信" in line and code in line for line in invitation_links(code))
    name = await served.app.database.read(lambda c: name_of(c, "wecom", int(WANG)))
    assert name == "wang"


async def test_a_click_changes_its_card_in_place(served: Served) -> None:
    phone = await served.person()
    card = await question(phone)
    before = len(phone.messages)
    for number, label in enumerate(("安全教育培训", "今天", "上一步"), 1):
        await phone.taps(label)
        assert (card.edits, len(phone.messages)) == (number, before)
    assert "第2/5步" in card.text


async def question(phone: Phone) -> Shown:
    """The card of a form's first question."""
    await phone.says("培训与会议")
    card = phone.messages[-1]
    assert card.labels == ["安全教育培训", "安全工作会议", "取消"]
    return card


async def test_who_looks_in_is_welcomed_and_nothing_is_begun(served: Served) -> None:
    await served.gateway.member("wang").enters()
    await served.gateway.until(lambda: served.texts())
    assert served.texts() == [WELCOME]
    assert await served.app.database.read(inbox.unfinished) == []


async def test_a_group_is_told_what_is_public(served: Served) -> None:
    served.gateway.groups.add("wr1")
    await served.gateway.member("wang").says("@安星 有哪些结果", group="wr1")
    await served.gateway.until(lambda: served.texts("wr1"))
    assert served.texts() == []


async def test_what_comes_twice_is_handled_once(served: Served) -> None:
    served.gateway.hold()
    await served.gateway.member("wang").says("你好")
    await served.gateway.release(lambda frames: frames + frames)
    await served.gateway.heard()
    phone = served.phone()
    await phone.says("在吗")
    assert [STRANGER in one for one in served.texts()] == [True, True]


async def test_what_comes_again_after_a_restart_is_not_handled_again(
    data: Path, gateway: Gateway
) -> None:
    async with serving(data, gateway) as first:
        told = await gateway.member("wang").says("你好")
        await gateway.until(lambda: first.texts())
    async with serving(data, gateway) as second:
        await gateway.deliver(told)
        await second.phone().says("在吗")
        assert len(second.texts()) == 2


async def test_a_click_that_comes_again_is_not_answered_again(served: Served) -> None:
    phone = await served.person()
    served.tell(WANG, view("选一个", "菜单"))
    await phone.settled()
    card, before = phone.messages[-1], len(phone.messages)
    served.gateway.hold()
    await served.gateway.member("wang").presses("菜单", card)
    await served.gateway.release(lambda frames: frames + frames)
    await served.gateway.heard()
    await phone.says("帮助")
    assert card.edits == 1
    assert [one.text for one in phone.messages[before:]].count(phone.messages[before].text) == 1


async def test_a_click_told_again_by_another_request_is_the_same_click(
    served: Served,
) -> None:
    phone = await served.person()
    card = await question(phone)
    frame = await served.gateway.member("wang").presses("安全教育培训", card)
    await served.gateway.until(lambda: card.edits == 1)
    served.gateway.opened("req-again", "wang", card.task_id)
    await served.gateway.deliver({**frame, "headers": {"req_id": "req-again"}})
    await phone.says("帮助")
    assert served.channel._clicks.drop("req-again") is None
    assert card.edits == 1
    assert "第2/5步" in card.text


async def test_what_comes_out_of_order_is_all_handled(served: Served) -> None:
    phone = await served.person()
    before = len(phone.messages)
    served.gateway.hold()
    for text in ("帮助", "菜单", "得分"):
        await served.gateway.member("wang").says(text)
    await served.gateway.release(lambda frames: frames[::-1])
    await served.gateway.until(lambda: len(phone.messages) == before + 3)


async def test_frames_that_follow_no_rule_stop_no_others(served: Served) -> None:
    for text in ("{", "[]", "null", '{"cmd":"aibot_msg_callback"}', '{"cmd":5,"body":7}'):
        await served.gateway.deliver_text(text)
    hollow = {"cmd": "aibot_msg_callback", "headers": {"req_id": "req-x"}, "body": {"msgid": "x"}}
    await served.gateway.deliver(hollow)
    phone = served.phone()
    await phone.says("你好")
    assert "这里是安星" in phone.screen


async def test_a_card_that_was_left_behind_reaches_no_handler(served: Served) -> None:
    phone = await served.person()
    served.tell(WANG, view("旧的", "菜单", "帮助"))
    await phone.settled()
    old = phone.messages[-1]
    served.tell(WANG, {**view("新的", "菜单"), "edit": _id(old)})
    await phone.settled()
    assert phone.messages[-1].text == "新的"
    kept = await served.app.database.read(_received)
    await phone.presses(old)
    await served.gateway.until(lambda: old.edits == 1)
    assert old.labels == ["已失效"]
    assert await served.app.database.read(_received) == kept
    await phone.presses(old)
    await served.gateway.until(lambda: old.edits == 2)
    assert await served.app.database.read(_received) == kept


def _received(connection: Connection) -> int:
    return len(connection.execute(inbox.inbox.select()).all())


async def test_a_click_that_takes_long_is_told_so_and_then_answered(
    data: Path, gateway: Gateway
) -> None:
    rhythm = replace(RHYTHM, click_patience=0.1)
    async with serving(data, gateway, rhythm) as served:
        phone = await served.person()
        served.tell(WANG, view("选一个", "菜单"))
        await phone.settled()
        card, before = phone.messages[-1], len(phone.messages)
        go = threading.Event()
        busy = asyncio.create_task(served.app.database.write(lambda c: go.wait(PATIENCE)))
        await gateway.member("wang").presses("菜单", card)
        await gateway.until(lambda: card.edits == 1)
        assert "正在处理" in card.text
        go.set()
        await busy
        await gateway.until(lambda: len(phone.messages) > before)
        await phone.settled()
        assert "菜单" in phone.messages[-1].text




async def test_a_word_beside_a_click_is_shown_and_its_card_stays_usable(
    served: Served,
) -> None:
    """The letter changes nothing on the card: it is shown again as it was."""
    phone = await served.person()
    card = await question(phone)
    request, labels = "req-by-hand", card.labels
    served.gateway.opened(request, "wang", card.task_id)
    tapped = Click(request, "wang", _id(card), card.task_id, chosen(card.buttons[0].key))
    served.channel._clicks.opened(tapped)
    served.tell(WANG, callback=f"{WANG}.{request}", toast="这个按钮已过期")
    await served.gateway.until(lambda: "> 这个按钮已过期" in served.texts())
    await phone.settled()
    served.channel._clicks._overdue(request)
    await served.gateway.until(lambda: card.edits == 1)
    assert card.labels == labels


def _id(card: Shown) -> int:
    return int(card.task_id.partition("-")[0])


async def test_what_can_not_be_kept_is_told_so_and_kept_as_soon_as_it_can(
    served: Served,
) -> None:
    """Who only wants to read is answered meanwhile."""
    phone = await served.person()
    await fill(served.app.database)
    await served.gateway.member("li").says("我想读一读" + "长" * 3000)
    await served.gateway.until(lambda: served.texts("li"))
    await served.gateway.member("wang").sends_image(photo())
    await served.gateway.until(lambda: NO_ROOM in served.texts())
    before = len(phone.messages)
    await free(served.app.database)
    await served.gateway.until(lambda: len(phone.messages) > before)
    await phone.settled()
    assert await served.app.database.read(inbox.unfinished) == []
    assert served.texts().count(NO_ROOM) == 1
    assert [STRANGER in one for one in served.texts("li")] == [True]


async def test_many_messages_keep_their_order_and_the_rates(served: Served) -> None:
    phone = await served.person()
    said = [f"第{number}条" for number in range(70)]
    for text in said:
        served.tell(WANG, {"text": text})
    await served.gateway.until(lambda: len(phone.messages) >= 71)
    assert served.texts()[1:] == said
    assert served.gateway.refusals == []


async def test_what_is_told_while_we_stop_is_handled_at_the_next_start(
    data: Path, gateway: Gateway
) -> None:
    async with serving(data, gateway) as first:
        await first.person()
        await first.channel.stop()
        await gateway.member("wang").says("停的时候说的")
        await gateway.heard()
    before = len(gateway.chats.of("wang"))
    async with serving(data, gateway) as second:
        await gateway.until(lambda: len(second.texts()) > before)


@pytest.mark.parametrize("half", [{"wecom_bot_id": "aib"}, {"wecom_secret": "s"}])
def test_half_of_the_settings_is_said_to_be_half(half: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=HALF_WECOM):
        wecom_of(Anxing(load(data=tmp_path, **half)))


async def test_all_channels_are_served_at_once_by_one_program(data: Path) -> None:
    given = {"wecom_bot_id": "aib", "wecom_secret": "s", "telegram_token": "1:" + "x" * 30}
    async with Anxing(load(data=data, web_port=0, **given), reminding=False) as app:
        assert [one.name for one in channels_of(app)] == ["web", "telegram", "wecom"]
