"""What every channel does alike: text, buttons, edits, long texts, files, and what it can't."""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import SendDice

from bot.app import Anxing
from bot.logs import Masking
from bot.render import TEXT_LIMIT, units
from handlers.dispatch import Tables
from handlers.formkit.events import Pressed, Sent, Typed
from handlers.formkit.view import Choice, View
from handlers.turn import Turn
from tests.bot.fake_telegram import TOKEN
from tests.bot.hands import EVERY_CHANNEL, Hands, until
from tests.bot.office import FixedClock, settings_in
from tests.pictures import photo

MARKUP = "<b>粗</b> *星* `x` & 👨\u200d👩\u200d👧"


def tables() -> Tables:
    """Says back what it hears; 长 is long, 按钮 has some, a photo is shown again."""

    def hear(turn: Turn) -> None:
        match turn.event:
            case Typed("长"):
                turn.say(View("字" * 5000, ((Choice("完", "t.end:x:1"),),)))
            case Typed("按钮"):
                rows = ((Choice("甲", "t.a:x:1"), Choice("乙", "t.b:x:1")),)
                turn.say(View("请选择", rows, title="题", numbered=True))
            case Typed(text):
                turn.say(View(f"听到：{text}"))
            case Pressed(action):
                turn.toast("好的")
                turn.say(View(f"按了{action}", ((Choice("再来", "t.again:x:2"),),)))
            case Sent(files):
                names = tuple(file.sha256 for file in files)
                turn.say(View(f"{len(files)}个文件，{files[0].size}字节", files=names))

    return Tables({}, {}, hear)


@pytest.fixture(params=EVERY_CHANNEL.values(), ids=list(EVERY_CHANNEL))
async def hands(request: pytest.FixtureRequest, data: Path) -> AsyncIterator[Hands]:
    clock = FixedClock()
    app = Anxing(settings_in(data), clock=clock, tables=tables(), reminding=False)
    async with AsyncExitStack() as after, app, request.param(app, clock, after) as opened:
        yield opened


async def says(hands: Hands, text: str) -> None:
    """Say it and wait for one more message of the bot."""
    count = len(hands.screen)
    await hands.says(text)
    await until(lambda: len(hands.screen) > count)


async def test_text_goes_both_ways_as_it_is(hands: Hands) -> None:
    await says(hands, MARKUP)
    assert hands.screen[-1].text == f"听到：{MARKUP}"


async def test_a_press_edits_its_message_in_place(hands: Hands) -> None:
    await says(hands, "按钮")
    shown = hands.screen[-1]
    assert (shown.text, [label for label, _data in shown.buttons]) == ("题\n请选择", ["甲", "乙"])
    await hands.presses("乙")
    await until(lambda: hands.screen[-1].text.endswith("按了t.b"))
    assert hands.screen[-1].id == shown.id
    assert [label for label, _data in hands.screen[-1].buttons] == ["再来"]


@pytest.mark.parametrize(("typed", "pressed"), [("乙", "t.b"), ("2", "t.b"), ("１", "t.a")])
async def test_a_typed_label_or_number_is_a_press(hands: Hands, typed: str, pressed: str) -> None:
    await says(hands, "按钮")
    await says(hands, typed)
    assert hands.screen[-1].text == f"好的\n按了{pressed}"


async def test_a_long_text_comes_whole_with_its_buttons_at_the_end(hands: Hands) -> None:
    count = len(hands.screen)
    await hands.says("长")
    await until(lambda: len(hands.screen) == count + 2)
    first, second = hands.screen[-2:]
    assert first.text + second.text == "字" * 5000
    assert max(units(first.text), units(second.text)) <= TEXT_LIMIT
    assert (first.buttons, second.buttons) == ((), (("完", "t.end:x:1"),))


async def test_a_photo_goes_in_and_comes_out(hands: Hands, data: Path) -> None:
    count = len(hands.screen)
    content = photo()
    await hands.sends(content)
    await until(lambda: len(hands.screen) == count + 2)
    told = f"1个文件，{len(content)}字节"
    assert [(one.text, one.files) for one in hands.screen[-2:]] == [("", 1), (told, 0)]
    kept = [path.read_bytes() for path in (data / "files").rglob("*") if path.is_file()]
    assert content in kept
    assert len(kept) == 2, "the original, and its copy for viewing"


async def test_what_a_channel_does_not_know_it_refuses_and_goes_on(hands: Hands) -> None:
    with pytest.raises(TelegramAPIError):
        await hands.bot(SendDice(chat_id=7))
    await says(hands, "还在")
    assert hands.screen[-1].text == "听到：还在"


async def test_nothing_secret_is_logged(hands: Hands, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await says(hands, "你好")
    said = "\n".join(Masking("%(message)s").format(one) for one in caplog.records)
    assert TOKEN not in said
    assert hands.bot.token not in said
