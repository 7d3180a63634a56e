"""A survey round of forty clients with three parties: the bureau in its chat, guests by links."""

from datetime import date

import pytest
from playwright.async_api import Page, expect

from storage import satisfaction
from storage.client import Client
from storage.contact import Contact
from storage.contract import Contract
from storage.organisation import Role
from storage.satisfaction import QUESTIONS
from storage.store import Store
from storage.survey import Ballot, Party
from tests.stories.browser import Tab, Web
from tests.stories.guest import guest, link_in
from tests.stories.stage import Stage
from tests.stories.town import Town

pytestmark = pytest.mark.chromium
CLIENTS = 40


@pytest.fixture
def web(on_the_web: Stage) -> Web:
    assert isinstance(on_the_web, Web)
    return on_the_web


def forty(store: Store, town: Town) -> None:
    """As many clients under contract, each with a contact."""
    agency = town.agency.id
    clients = store.find(Client, agency_id=agency)
    for n in range(len(clients), CLIENTS):
        client = store.add(Client(agency_id=agency, name=f"嘉兴{n}号纸箱厂"))
        signed = date(2026, 2, 1)
        store.add(Contract(agency_id=agency, client_id=client.id, signed_on=signed))
        clients.append(client)
    for n, client in enumerate(clients):
        store.add(Contact(agency_id=agency, client_id=client.id, name=f"联系人{n}"))


async def marks(page: Page, mark: int, words: str = "") -> None:
    """All four questions tapped on the guest's page, and handed in."""
    for question in QUESTIONS:
        await page.locator(f"[data-key={question.name}] input[value='{mark}']").check()
    if words:
        await page.locator("#words").fill(words)
    await page.get_by_role("button", name="提交").click()
    await expect(page.get_by_text("您的答复已收到")).to_be_visible()


async def asks_official(zhou: Tab, level: str, office: str, name: str) -> str:
    await zhou.says("满意度")
    await zhou.taps("请部门评价")
    for answer in (level, office, name, "全部参评机构", "提交"):
        await zhou.says(answer)
    return link_in(zhou.screen)


async def link_for(zhou: Tab, name: str) -> str:
    """Made in the chat of the bureau, ready to be passed on."""
    await zhou.taps(name)
    return link_in(zhou.screen)


def links_of_the_rest(store: Store) -> list[str]:
    """The codes of those clients who have not answered: what the bureau's people pass on."""
    asked = store.find(Ballot, party=Party.CLIENT)
    return [satisfaction.link_for(store, one, 14) for one in asked if one.mark is None]


async def test_a_round_of_forty_clients_and_two_departments(web: Web) -> None:
    await web.write(lambda store: forty(store, web.town))
    zhou = await web.enters("周科长", Role.SUPERVISOR)
    wang = await web.enters("王总", Role.PRINCIPAL)
    assert isinstance(zhou, Tab)
    await zhou.says("满意度测评")
    await zhou.taps("开始测评")
    county = await asks_official(zhou, "县级", "秀洲区应急管理局", "朱国平")
    town = await asks_official(zhou, "镇级", "新丰镇应急管理所", "沈海英")
    await zhou.says("满意度")
    await zhou.taps("请委托单位评价")
    await zhou.sees("将请40家委托单位评价")
    await zhou.taps("发起")
    await zhou.taps("各机构进度")
    await zhou.taps("1. 嘉兴安正")
    await zhou.taps("转发链接")
    await zhou.sees("还有42人")
    async with guest(web.browser, await link_for(zhou, "3. 联系人0")) as page:
        await marks(page, 10, "检查得很仔细")
        await page.reload()
        await expect(page.get_by_text("您的答复已收到")).to_be_visible()
        assert await page.locator("input:checked").count() == 0
        assert "仔细" not in await page.locator("main").inner_text()
    for link, mark in ((county, 8), (town, 7)):
        async with guest(web.browser, link) as page:
            await marks(page, mark)
    codes = await web.write(links_of_the_rest)
    assert len(codes) == CLIENTS - 1
    async with guest(web.browser, county) as page:
        for code in codes:
            await page.goto(f"{web.channel.address}/p/{code}")
            await marks(page, 9)

    await wang.says("得分")
    await wang.taps("全部25项")
    await wang.taps("第25项")
    await wang.sees("0–10分（待评）", "满意度测评进行中", "委托单位：答复40/40")
    await wang.sees_nothing_of("），平均")
    await zhou.says("满意度")
    await zhou.sees("三方都有答复的机构：1/1家")
    await zhou.taps("各机构进度")
    await zhou.taps("1. 嘉兴安正")
    await zhou.sees("平均9.03分", "第25项：8.01分")
    await zhou.taps("意见建议")
    await zhou.sees("委托单位：检查得很仔细")
    await zhou.sees_nothing_of("联系人0")
    await zhou.says("满意度")
    await zhou.taps("结束测评")
    await zhou.taps("确认结束")
    await wang.says("得分")
    await wang.taps("全部25项")
    await wang.taps("第25项")
    await wang.sees("得分：8.01分（已核）", "委托单位：答复40/40（100%），平均9.03分")
    await wang.sees_nothing_of("平均8分")
    async with guest(web.browser, county) as page:
        await expect(page.get_by_text("已经结束")).to_be_visible()
