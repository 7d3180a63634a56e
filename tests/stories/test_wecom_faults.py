"""Bad days in 企业微信 as people live them: old cards, lost lines, repeats, another program."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from storage.follow_up import FollowUp
from storage.gathering import Gathering
from storage.organisation import Role
from storage.store import Store
from tests.bot.office import FixedClock, settings_in
from tests.bot.wecom.gateway import Gateway, gateway_running
from tests.bot.wecom.phone import Phone
from tests.stories.conftest import Kept
from tests.stories.phones import MINUTE, Phones, served

DEAD = "已失效"
DONE = "已提交 · 服务回访"


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    """It stays while the program is started again."""
    async with gateway_running(minute=MINUTE, click=60) as running:
        yield running


async def phone_of(stage: Phones, name: str = "王晓芳") -> Phone:
    phone = await stage.enters(name, Role.AGENCY)
    assert isinstance(phone, Phone)
    return phone


async def begins_a_call(wang: Phone, client: str = "桐乡瑞禾") -> None:
    await wang.says("服务回访")
    await wang.taps(client)
    await wang.sees("回访日期")


async def finishes_it(wang: Phone, words: str) -> None:
    await wang.sees("回访情况")
    await wang.says(words)
    await wang.says("跳过")
    await wang.taps("提交")
    await wang.sees(DONE)


def calls(store: Store) -> list[str]:
    """What was registered beyond what the town had."""
    return sorted(str(one.outcome) for one in store.find(FollowUp) if one.outcome != "满意")


async def test_a_card_a_week_old_is_kindly_refused_after_a_restart_too(
    folder: Path, kept: Kept, gateway: Gateway
) -> None:
    clock = FixedClock()
    async with served(settings_in(folder), kept.town, gateway, clock) as stage:
        wang = await phone_of(stage)
        await wang.says("培训与会议")
        left_behind = wang.messages[-1]
        gateway.click_seconds = 0
        await wang.taps("安全教育培训")
        await wang.sees("举行日期")
        gateway.click_seconds = 60
        answered = wang.messages[-1]
        await wang.says("昨天")
        await wang.sees("主题")
    clock.passes(days=7)
    async with served(settings_in(folder), kept.town, gateway, clock) as stage:
        wang.app = stage.app
        asked = len(wang.messages)
        for _again in range(2):
            await wang.presses(left_behind)
            await wang.sees(f"[{DEAD}]", "请看下面最新的消息")
        assert len(wang.messages) == asked
        await wang.presses(answered)
        await wang.sees("主题")
        for answer in ("有限空间作业安全", "8人", "跳过", "提交"):
            await wang.says(answer)
        await wang.sees("已提交 · 培训与会议")
        (held,) = await stage.write(lambda store: store.find(Gathering))
        assert (held.on, held.topic) == (date(2026, 11, 19), "有限空间作业安全")


async def test_repeated_and_reordered_callbacks_are_each_handled_once(on_wecom: Phones) -> None:
    wang, zhou = await phone_of(on_wecom, "王晓芳"), await phone_of(on_wecom, "周敏")
    for phone in (wang, zhou):
        await begins_a_call(phone)
        await phone.taps("昨天")
        await phone.taps("电话")
    robot = on_wecom.robot
    robot.hold()
    of = {one.userid: robot.member(one.userid) for one in (wang, zhou)}
    frames = [
        await of[wang.userid].says("王晓芳打的"),
        await of[zhou.userid].says("周敏打的"),
        await of[wang.userid].says("跳过"),
        await of[zhou.userid].says("跳过"),
    ]
    await robot.release(lambda held: [held[1], held[0], *held[::-1], *held])
    await wang.waits_for(frames[0], frames[2])
    await zhou.waits_for(frames[1], frames[3])
    for phone in (wang, zhou):
        await phone.sees("核对 · 服务回访")
        robot.hold()
        last = await of[phone.userid].says("提交")
        await robot.release(lambda held: held * 3)
        await phone.waits_for(last)
        await phone.sees(DONE)
        assert len([one for one in phone.messages if DONE in one.text]) == 1
    assert await on_wecom.write(calls) == ["周敏打的", "王晓芳打的"]


Loss = Callable[[Gateway], Awaitable[None]]


async def cut(gateway: Gateway) -> None:
    gateway.cut()


async def closed(gateway: Gateway) -> None:
    await gateway.close(1000)


async def half_open(gateway: Gateway) -> None:
    gateway.half_open()


async def no_pongs(gateway: Gateway) -> None:
    gateway.stop_pongs()


async def gone_for_a_while(gateway: Gateway) -> None:
    await gateway.down()
    await gateway.up()


@pytest.mark.parametrize("lose", [cut, closed, half_open, no_pongs, gone_for_a_while])
async def test_people_go_on_where_they_were_after_every_kind_of_loss(
    folder: Path, kept: Kept, gateway: Gateway, lose: Loss
) -> None:
    settings = settings_in(folder)
    async with served(settings, kept.town, gateway, FixedClock(), ping=0.5) as stage:
        wang = await phone_of(stage)
        await begins_a_call(wang)
        times = gateway.subscriptions
        await lose(gateway)
        said = await gateway.member(wang.userid).says("昨天")
        await gateway.subscribed(times + 1)
        await wang.waits_for(said)
        await wang.sees("回访方式")
        await wang.taps("上门")
        await finishes_it(wang, "断线以后接着填")
        assert await stage.write(calls) == ["断线以后接着填"]


async def test_displaced_while_people_work_nothing_is_lost(
    folder: Path, kept: Kept, gateway: Gateway
) -> None:
    """Another program takes the robot over; it is stopped, and ours is started again."""
    settings, clock = settings_in(folder), FixedClock()
    async with served(settings, kept.town, gateway, clock) as stage:
        wang, zhou = await phone_of(stage, "王晓芳"), await phone_of(stage, "周敏")
        await begins_a_call(wang)
        await begins_a_call(zhou)
        fault = gateway.fault("deaf", chat=wang.userid)
        said = [await gateway.member(wang.userid).says("昨天")]
        await gateway.until(lambda: fault.times == 0)
        await gateway.displace()
        said.append(await gateway.member(zhou.userid).says("昨天"))
    assert gateway.subscriptions == 1
    async with served(settings, kept.town, gateway, clock) as stage:
        for phone, frame, way in ((wang, said[0], "上门"), (zhou, said[1], "电话")):
            phone.app = stage.app
            await phone.waits_for(frame)
            await gateway.until(partial(asked_how, phone))
            phone.looks_up()
            await phone.taps(way)
            await finishes_it(phone, f"{phone.name}接着填")
        assert await stage.write(calls) == ["周敏接着填", "王晓芳接着填"]


def asked_how(phone: Phone) -> bool:
    return any("回访方式" in one.text for one in phone.messages)
