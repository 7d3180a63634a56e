"""The check tells what works with a robot, and of what doesn't what to do."""

import asyncio
from argparse import ArgumentTypeError, Namespace
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.__main__ import main
from bot.channels.wecom import wire
from bot.channels.wecom.check import Walk
from bot.channels.wecom.check_words import (
    ASK_PICTURE,
    ASK_WORDS,
    CLOSED,
    FILE_BYTES,
    FIRST,
    NOBODY,
    SECOND,
    TEXT,
    TITLE,
)
from bot.channels.wecom.link import Link, Timing
from bot.channels.wecom.wire import Frame
from bot.commands.command import Trouble
from bot.commands.serving import seconds
from bot.commands.wecom_check import DONE, FAILED, run
from bot.render import picture
from bot.settings import load
from storage.database import open_database
from tests.bot.wecom.gateway import Gateway
from tests.bot.wecom.members import Member
from tests.pictures import photo

QUICK = Timing(ping=5, pong=5, answer=10, first_pause=0.02, longest_pause=0.05, goodbye=0.1)
LONG = 60.0
STEPS = 11


@pytest.fixture
def li(gateway: Gateway) -> Member:
    return gateway.member("LiMing")


@dataclass
class Told:
    """What the operator reads. ``fine``: all of it worked."""

    lines: list[str] = field(default_factory=list)
    fine: bool = False

    def beginning(self, mark: str) -> list[str]:
        return [line for line in self.lines if line.startswith(mark)]

    @property
    def wrong(self) -> str:
        (line,) = self.beginning("✗")
        return line


async def walked(gateway: Gateway, secret: str = "", **more: object) -> Told:
    heard: asyncio.Queue[Frame] = asyncio.Queue()
    told = Told()
    link = Link(
        gateway.url, gateway.bot_id, secret or gateway.secret, heard.put_nowait, QUICK
    )
    await link.start()
    try:
        async with ClientSession() as http:
            given: dict[str, object] = {"wait": LONG, "connect": LONG, **more}
            walk = Walk(link, heard, http, told.lines.append, picture("x"), **given)  # type: ignore[arg-type]
            async with asyncio.timeout(2 * LONG):
                told.fine = await walk.take()
    finally:
        await link.stop()
    return told


@asynccontextmanager
async def meanwhile(doing: Awaitable[None]) -> AsyncIterator[None]:
    """Somebody acts while the check goes on; what goes wrong with them is seen."""
    task = asyncio.ensure_future(doing)
    try:
        yield
        await task
    finally:
        task.cancel()


async def sees(gateway: Gateway, who: Member, fact: Callable[[Member], object]) -> None:
    await gateway.until(lambda: fact(who))


def shown(words: str) -> Callable[[Member], object]:
    return lambda who: any(words in one.screen for one in who.messages)


async def taps_twice(gateway: Gateway, who: Member) -> None:
    await sees(gateway, who, shown(FIRST))
    await who.presses(FIRST)
    await sees(gateway, who, shown(SECOND))
    await who.presses(SECOND)
    await sees(gateway, who, shown(CLOSED))


async def obliges(gateway: Gateway, who: Member) -> None:
    """Does all that is asked."""
    await who.says("你好")
    await taps_twice(gateway, who)
    await sees(gateway, who, shown(ASK_WORDS))
    await who.says("收到了")
    await sees(gateway, who, shown(ASK_PICTURE))
    await who.sends_image(photo(1))


async def test_where_all_works_every_step_says_so(gateway: Gateway, li: Member) -> None:
    async with meanwhile(obliges(gateway, li)):
        told = await walked(gateway)
    assert (told.fine, len(told.beginning("✓")), told.beginning("✗")) == (True, STEPS, [])
    card, _sample, image, file = li.messages[:4]
    assert (card.title, card.text, card.labels) == (TITLE, f"{TITLE}\n{TEXT}", [CLOSED])
    assert (image.kind, image.content) == ("image", picture("x"))
    assert (file.kind, file.content) == ("file", FILE_BYTES)
    assert "“LiMing”发来了消息" in "\n".join(told.lines)


async def test_the_card_tries_the_limits_to_the_full() -> None:
    assert (len(TITLE), len(TEXT)) == (wire.TITLE, wire.REST)
    assert (2 * len(FIRST), 2 * len(SECOND)) == (wire.LABEL, wire.LABEL)


async def test_a_named_user_is_sent_the_card_without_a_word_first(
    gateway: Gateway, li: Member
) -> None:
    other = gateway.member("WangFang")
    await other.says("我先说")
    await li.says("以前说过")
    async with meanwhile(obliges(gateway, li)):
        told = await walked(gateway, user="LiMing")
    assert told.fine
    assert "要发给“LiMing”" in "\n".join(told.lines)
    assert other.messages == []


async def test_a_click_told_twice_is_one_click_and_one_on_an_old_card_is_none(
    gateway: Gateway, li: Member
) -> None:
    async def impatient() -> None:
        await li.says("你好")
        await sees(gateway, li, shown(FIRST))
        await li.clicks("1790000000-old", "0.old")
        frame = await li.presses(FIRST)
        await gateway.deliver(frame)
        await sees(gateway, li, shown(SECOND))
        await li.presses(SECOND)
        await sees(gateway, li, shown(ASK_WORDS))
        await li.says("好")
        await sees(gateway, li, shown(ASK_PICTURE))
        await li.sends_image(photo(1))

    async with meanwhile(impatient()):
        assert (await walked(gateway)).fine


async def test_ids_that_differ_between_message_and_click_are_told(
    gateway: Gateway, li: Member
) -> None:
    async def as_another() -> None:
        await li.says("你好")
        await sees(gateway, li, shown(FIRST))
        card = li.messages[0]
        await gateway.member("woXYZ").clicks(card.task_id, card.buttons[0].key, "LiMing")
        await sees(gateway, li, shown(SECOND))
        await gateway.displace()

    async with meanwhile(as_another()):
        told = await walked(gateway)
    assert any("点击里的用户ID是“woXYZ”" in line for line in told.beginning("✓"))


async def test_a_wrong_secret_is_told_with_what_to_check(gateway: Gateway) -> None:
    told = await walked(gateway, secret="wrong")
    assert "连接和身份" in told.wrong
    assert "ANXING_WECOM_SECRET" in told.wrong
    assert told.lines[-1] == "后面的步骤没有检查。"
    assert "wrong" not in "".join(told.lines)


async def test_where_nobody_answers_the_check_ends(gateway: Gateway) -> None:
    await gateway.down()
    told = await walked(gateway, connect=1.0)
    assert told.wrong.startswith("✗ 连接和身份：连不上企业微信，请看服务器能不能访问外网443端口")
    assert "会再试" not in told.wrong
    assert "ConnectionKey" not in told.wrong


async def test_who_never_wrote_is_named_as_the_cause(gateway: Gateway) -> None:
    told = await walked(gateway, user="Nobody")
    assert "发卡片：这个人还没有给机器人发过消息" in told.wrong
    assert "93006" in told.wrong


async def test_who_does_nothing_is_waited_for_only_so_long(gateway: Gateway) -> None:
    told = await walked(gateway, wait=0.3)
    assert told.wrong == f"✗ 找到人：等了0.3秒没有等到：{NOBODY}。"


async def test_who_does_not_tap_is_told_how_to_wait_longer(gateway: Gateway, li: Member) -> None:
    await li.says("以前说过")
    told = await walked(gateway, user="LiMing", wait=0.3)
    assert told.wrong.startswith("✗ 收到点击，5秒内改卡片：等了0.3秒没有等到：没来得及的")
    assert "--wait" in told.wrong


@pytest.mark.parametrize(
    ("command", "code", "step", "words"),
    [
        (wire.SEND, 45009, "发卡片", "一分钟后再试"),
        (wire.SEND, 40008, "发卡片", "请记下这一行（40008"),
        (wire.UPDATE, 846608, "收到点击，5秒内改卡片", "超过了5秒"),
    ],
)
async def test_a_refusal_that_ends_the_walk_says_why(
    gateway: Gateway, li: Member, command: str, code: int, step: str, words: str
) -> None:
    gateway.fault("refuse", command, code=code)

    async def begins() -> None:
        await li.says("你好")
        if command == wire.UPDATE:
            await sees(gateway, li, shown(FIRST))
            await li.presses(FIRST)

    async with meanwhile(begins()):
        told = await walked(gateway)
    assert told.wrong.startswith(f"✗ {step}：")
    assert words in told.wrong
    assert told.lines[-1] == "后面的步骤没有检查。"


@pytest.mark.parametrize(
    ("command", "step"), [(wire.UPLOAD_INIT, "发图片"), (wire.UPLOAD_FINISH, "发图片")]
)
async def test_what_fails_in_between_does_not_hide_the_rest(
    gateway: Gateway, li: Member, command: str, step: str
) -> None:
    gateway.fault("refuse", command, code=40008)
    gateway.shelf.gone = True
    async with meanwhile(obliges(gateway, li)):
        told = await walked(gateway)
    first, second = told.beginning("✗")
    assert first.startswith(f"✗ {step}：上传没有成功")
    assert second.startswith("✗ 收到照片：照片的链接打不开")
    assert len(told.beginning("✓")) == STEPS - 2


async def test_another_program_taking_the_robot_ends_the_check(
    gateway: Gateway, li: Member
) -> None:
    async def taken() -> None:
        await li.says("你好")
        await sees(gateway, li, shown(FIRST))
        await gateway.displace()

    async with meanwhile(taken()):
        told = await walked(gateway)
    assert "另一个程序正在用同一个机器人" in told.wrong


# ── the command ──


def asked(**more: object) -> Namespace:
    return Namespace(**{"user": "", "wait": LONG, **more})


async def test_without_its_settings_the_command_says_which(tmp_path: Path) -> None:
    for given in ({}, {"wecom_bot_id": "b"}, {"wecom_secret": "s"}):
        with pytest.raises(Trouble, match="ANXING_WECOM_BOT_ID 和 ANXING_WECOM_SECRET"):
            await run(load(data=tmp_path, **given), asked())


async def test_while_anxing_serves_the_command_keeps_away(
    gateway: Gateway, data: Path
) -> None:
    given = {"wecom_bot_id": gateway.bot_id, "wecom_secret": gateway.secret}
    settings = load(data=data, wecom_url=gateway.url, **given)
    database = await open_database(settings.database_url)
    try:
        with pytest.raises(Trouble, match="请先停掉 anxing run"):
            await run(settings, asked())
    finally:
        await database.close()
    assert gateway.subscriptions == 0


async def test_the_command_shows_the_robot_but_never_the_secret(
    gateway: Gateway, li: Member, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"wecom_bot_id": gateway.bot_id, "wecom_secret": gateway.secret}
    settings = load(data=tmp_path / "new", wecom_url=gateway.url, **given)
    async with meanwhile(obliges(gateway, li)):
        assert await run(settings, asked()) == 0
    out = capsys.readouterr().out
    assert gateway.bot_id in out
    assert DONE in out
    assert gateway.secret not in out
    assert not (tmp_path / "new").exists()


async def test_what_did_not_work_is_the_exit_code(
    gateway: Gateway,
    data: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings = load(
        data=data, wecom_url=gateway.url, wecom_bot_id=gateway.bot_id, wecom_secret="wrong"
    )
    assert await run(settings, asked()) == 1
    assert FAILED in capsys.readouterr().out
    assert caplog.messages == [], "the walk has said it already, without a date before it"
    await (await open_database(settings.database_url)).close()


@pytest.mark.parametrize("word", ["", "0", "-5", "1.5", "3601", "很久", "²"])
def test_a_wait_that_makes_no_sense_is_refused(word: str) -> None:
    with pytest.raises(ArgumentTypeError, match="1 到 3600"):
        seconds(word)


def test_a_wait_is_told_in_seconds() -> None:
    assert (seconds("1"), seconds("3600")) == (1, 3600)


def test_on_the_command_line_a_mistake_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["wecom-check", "--wait", "x"])
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert ended.value.code == 2
    assert "--wait 应是 1 到 3600 之间的整数（秒）" in line
