"""One person on Telegram, in 企业微信 and on the page, all served by one process: a form goes with
them, a code binds by a card's button or typed, and a reminder comes once, where they wrote last."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.app import Anxing
from bot.commands.run import web_channel
from bot.web import WebChannel
from scheduler.sweep import sweep
from storage.database import Connection
from storage.gathering import Gathering
from storage.organisation import Role
from storage.person import Person as Somebody
from storage.store import Store
from tests.bot.accounts import WAYS, code_on, link_on
from tests.bot.office import FixedClock, Office, found, settings_in
from tests.bot.tabs import enter, tab
from tests.bot.talk import Person, TalkChannel
from tests.bot.wecom.gateway import Gateway
from tests.bot.wecom.phone import Phone
from tests.storage.registers import register
from tests.stories.phones import robot_of


@dataclass(kw_only=True)
class Three(Office):
    """``channel`` is Telegram."""

    robot: Gateway
    web: WebChannel

    def phone(self, name: str) -> Phone:
        return Phone(self.app, self.robot, name, name)


@asynccontextmanager
async def all_served(folder: Path, gateway: Gateway) -> AsyncIterator[Three]:
    clock = FixedClock()
    async with Anxing(settings_in(folder), clock=clock, reminding=False) as app:
        telegram = TalkChannel(app.files, "telegram")
        telegram.invitations = WAYS["telegram"]
        web, _doors = web_channel(app, 0)
        await app.serve([telegram, robot_of(app, gateway), web])
        await gateway.subscribed()
        agency, department = await found(app, clock)
        yield Three(app, telegram, clock, agency, department, robot=gateway, web=web)


@pytest.fixture
async def three(data: Path, gateway: Gateway) -> AsyncIterator[Three]:
    async with all_served(data, gateway) as opened:
        yield opened


@pytest.fixture
async def wang(three: Three) -> Person:
    return await three.person("王晓芳", Role.AGENCY)


async def bound(three: Three, someone: Person) -> Phone:
    await someone.says("绑定")
    await someone.taps("生成绑定码")
    phone = three.phone("xiaofang")
    await phone.says(f"绑定 {code_on(someone.screen)}")
    await phone.sees("王晓芳，您好", "企业微信账号已绑定")
    return phone


async def test_a_form_begun_on_telegram_goes_on_in_wecom_and_is_handed_in_on_the_page(
    three: Three, wang: Person
) -> None:
    await wang.says("培训与会议")
    await wang.taps("安全工作会议")
    phone = await bound(three, wang)
    await phone.taps("继续填写")
    await phone.sees("培训与会议 · 第2/")
    await phone.taps("今天")
    await phone.says("年底重点企业隐患通报")
    await phone.says("绑定")
    await phone.taps("生成绑定码")
    async with asyncio.timeout(60):
        token = await enter(link_on(phone.screen))
        async with tab(three.web.address or "", token) as page:
            await page.says("继续")
            await page.sees("培训与会议 · 第")
            for said in ("跳过", "跳过", "提交"):
                await page.says(said)
            await page.sees("已提交 · 培训与会议")
    (made,) = await three.read(lambda store: store.find(Gathering))
    (person,) = await three.read(lambda store: store.find(Somebody))
    assert made.entered_by == person.id
    assert "年底重点企业隐患通报" in str(made.values())
    await phone.says("继续")
    await phone.sees("现在没有正在填的表")


async def test_an_account_that_is_another_persons_is_asked_by_a_card(
    three: Three, wang: Person
) -> None:
    zhou = three.phone("weidong")
    await zhou.says(await three.invitation("周卫东", Role.PRINCIPAL))
    await wang.says("绑定")
    await wang.taps("生成绑定码")
    await zhou.says(f"绑定{code_on(wang.screen)}")
    await zhou.sees("绑定码是王晓芳的", "[改绑][不改绑]")
    await zhou.taps("改绑")
    await zhou.sees("您在这里是王晓芳")
    await zhou.says("我的账号")
    await zhou.sees("1、Telegram", "2、企业微信（正在用的这个）", "[解除第1个]")


async def test_a_reminder_comes_once_and_where_somebody_wrote_last(
    three: Three, wang: Person
) -> None:
    phone = await bound(three, wang)

    def due(connection: Connection) -> None:
        books = register(Store(connection, three.clock()), agency=three.agency)
        books.visit(-31)

    for last, channel in ((phone, "wecom"), (wang, "telegram")):
        await three.app.database.write(due)
        three.clock.passes(minutes=1)
        await last.says("菜单")
        letters = await sweep(three.app.database, three.clock())
        assert [one.channel for one in letters] == [channel]
        assert await sweep(three.app.database, three.clock()) == []
        await three.app.sender.look()
        await last.settled()
        await last.sees("回访", "[明天再提醒]")
