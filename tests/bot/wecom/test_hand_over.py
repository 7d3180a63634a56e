"""A client who is in 企业微信 gets the hand-over there, anyone else the link of the page."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.app import Anxing
from bot.channels.wecom.channel import WeCom
from bot.commands.run import web_channel
from scheduler.sweep import sweep
from storage.contact import Contact
from storage.organisation import Role
from storage.visit import SignedList, Visit
from tests.bot.office import FixedClock, Office, found, settings_in
from tests.bot.signing import visited
from tests.bot.talk import TalkChannel
from tests.bot.wecom.gateway import gateway_running
from tests.bot.wecom.phone import Phone
from tests.bot.wecom.served import MINUTE, RHYTHM, Served

TYPED = re.compile(r"发送 (s-[A-Za-z0-9]{24})")
OPENED = re.compile(r"http://127\.0\.0\.1:\d+/s/[A-Za-z0-9]{24}")


@dataclass
class Both(Served):
    """企业微信 and the page; ``staff`` have found two hazards at a client's."""

    staff: Phone
    visit: Visit
    contact: Contact

    async def hands_over(self) -> None:
        """From the menu to the message that is passed on."""
        self.office.clock.passes(minutes=1)
        await self.staff.says("清单签收情况")
        await self.staff.taps("还没签收的服务")
        await self.staff.says("1")
        await self.staff.taps("王建国")

    def passed_on(self, what: re.Pattern[str]) -> str:
        said = [what.search(text) for text in self.texts("chen")]
        return [one[one.lastindex or 0] for one in said if one][-1]

    async def hears(self, phone: Phone) -> None:
        """What was told in passing is on its way."""
        await self.app.sender.look()
        await phone.settled()

    async def known(self) -> Phone:
        """The contact, who came in by their first list."""
        await self.hands_over()
        client = self.phone("wang")
        await client.says(self.passed_on(TYPED))
        return client

    async def signed(self) -> list[SignedList]:
        found: list[SignedList] = await self.office.read(lambda store: store.find(SignedList))
        return found


@pytest.fixture
async def both(data: Path) -> AsyncIterator[Both]:
    clock = FixedClock()
    async with AsyncExitStack() as stack:
        robot = await stack.enter_async_context(gateway_running(minute=MINUTE))
        settings = settings_in(data)
        app = await stack.enter_async_context(Anxing(settings, clock=clock, reminding=False))
        page, _doors = web_channel(app, 0)
        named = (robot.url, robot.bot_id, robot.secret)
        wecom = WeCom(*named, app.database, app.files, clock, RHYTHM)
        await app.serve([page, wecom])
        agency, department = await found(app, clock)
        await robot.subscribed()
        office = Office(app, TalkChannel(app.files), clock, agency, department)
        served = Served(office, robot, wecom)
        staff = await served.person("陈敏", Role.AGENCY, "chen")
        yield Both(office, robot, wecom, staff, *await visited(office))


async def test_a_member_signs_in_wecom_what_a_forwarded_code_opened(both: Both) -> None:
    await both.hands_over()
    client = both.phone("wang")
    await client.says(both.passed_on(TYPED))
    await client.sees("事故隐患清单", "堆放杂物", "[签收][逐条有异议][拒签][不是我]")
    await client.taps("签收")
    await client.taps("确认签收")
    await client.sees("已签收，服务机构会收到通知")
    (signed,) = await both.signed()
    assert (signed.signer, signed.channel) == ("王建国", "wecom")
    await both.hears(both.staff)
    await both.staff.sees("隐患清单已签收")


async def test_the_next_list_reaches_a_member_at_once_and_a_day_later_again(both: Both) -> None:
    client = await both.known()
    await both.hands_over()
    assert any("已直接发到对方的企业微信" in text for text in both.texts("chen"))
    await both.hears(client)
    await client.sees("隐患清单待签收", "[查看并签收]")
    both.office.clock.passes(days=1)
    await sweep(both.app.database, both.office.clock())
    await both.app.sender.look()
    await client.settled()
    await client.sees("隐患清单", "[查看并签收]")
    await client.taps("查看并签收")
    await client.taps("签收")
    await client.taps("确认签收")
    assert [one.channel for one in await both.signed()] == ["wecom"]


async def test_whoever_is_no_member_opens_the_pages_link(both: Both) -> None:
    await both.hands_over()
    pictures = [one.kind for one in both.gateway.chats.of("chen") if one.content]
    assert pictures == ["image"]
    timeout = aiohttp.ClientTimeout(total=60)
    async with (
        aiohttp.ClientSession(timeout=timeout) as http,
        http.get(both.passed_on(OPENED)) as page,
    ):
        shown = await page.text()
    assert "堆放杂物" in shown
    assert both.gateway.chats.of("wang") == []


async def test_the_whole_menu_is_one_message_whose_numbers_open_it(both: Both) -> None:
    before = len(both.gateway.chats.of("chen"))
    await both.staff.says("菜单")
    (menu,) = both.gateway.chats.of("chen")[before:]
    numbers = re.findall(r"^(\d+)、(.+)$", menu.text, re.MULTILINE)
    assert [int(number) for number, _label in numbers] == list(range(1, len(numbers) + 1))
    assert len(numbers) > 15
    number = next(number for number, label in numbers if label == "委托单位联系人")
    await both.staff.says(number)
    await both.staff.sees("委托单位联系人 · 第1/5步")


async def test_an_agencys_own_staff_cannot_use_the_code(both: Both) -> None:
    await both.hands_over()
    await both.staff.says(both.passed_on(TYPED))
    await both.staff.sees("这次尝试已记录")
    assert await both.signed() == []


async def test_a_principal_lets_staff_in_by_a_code_that_they_send(both: Both) -> None:
    principal = await both.person("沈经理", Role.PRINCIPAL, "shen")
    await principal.says("邀请本单位人员")
    await principal.says("李强")
    await principal.taps("机构人员")
    await principal.taps("提交")
    line = next(one for one in principal.screen.splitlines() if one.startswith("企业微信："))
    colleague = both.phone("li")
    await colleague.says(line.rpartition("发送 ")[2])
    await colleague.sees("李强，您好")
