"""A survey round of forty clients with three parties: the bureau in its chat, guests by links, and
in 企业微信 clients by the codes that stand beside them."""

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
from tests.stories.guest import Guests, code_in, link_in
from tests.stories.phones import Phones
from tests.stories.talker import Talker
from tests.stories.town import Town

pytestmark = pytest.mark.chromium
CLIENTS = 40


IN_WECOM = 5
"""Clients who answer there; the rest of the forty hand in what a page would."""


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


async def asks_official(zhou: Talker, level: str, office: str, name: str) -> str:
    await zhou.says("满意度")
    await zhou.taps("请部门评价")
    for answer in (level, office, name, "全部参评机构", "提交"):
        await zhou.says(answer)
    return link_in(zhou.screen)


def links_of_the_rest(store: Store) -> list[str]:
    """The codes of those clients who have not answered: what the bureau's people pass on."""
    asked = store.find(Ballot, party=Party.CLIENT)
    return [satisfaction.link_for(store, one, 14) for one in asked if one.mark is None]


async def the_rest_answer(guests: Guests, zhou: Talker, address: str) -> None:
    if guests.wecom is not None:
        await looks_for_links(zhou)
        await zhou.sees("还有39人")
        await zhou.taps("1. ")
        await answers_in_wecom(guests.wecom, code_in(zhou.screen))
    codes = await guests.stage.write(links_of_the_rest)
    if guests.wecom is not None:
        assert len(codes) == CLIENTS - 2
        here = IN_WECOM - 1
        for code in codes[:here]:
            await answers_in_wecom(guests.wecom, f"p-{code}")
        return await guests.stage.write(lambda store: hand_in(store, codes[here:]))
    assert len(codes) == CLIENTS - 1
    async with guests.opens(address) as page:
        for code in codes:
            await page.goto(f"{guests.web.channel.address}/p/{code}")
            await marks(page, 9)


async def answers_in_wecom(phones: Phones, code: str) -> None:
    """No card has room for eleven marks: they are typed."""
    phone = phones.phone("联系人")
    await phone.says(code)
    await phone.taps("嘉兴安正")
    for question in QUESTIONS:
        await phone.sees(question.label)
        await phone.says("9")
    await phone.says("跳过")
    await phone.taps("提交")
    await phone.sees("已提交")


def hand_in(store: Store, codes: list[str]) -> None:
    for code in codes:
        for paper in satisfaction.ballot_sheet(store, code).papers:
            given = dict.fromkeys((one.name for one in QUESTIONS), 9)
            satisfaction.answer_ballot(store, code, paper.ballot_id, given)


async def begins(guests: Guests, zhou: Talker) -> tuple[str, str]:
    """Both departments and all clients are asked; what the departments are sent."""
    await zhou.says("满意度测评")
    await zhou.taps("开始测评")
    county = await asks_official(zhou, "县级", "秀洲区应急管理局", "朱国平")
    town = await asks_official(zhou, "镇级", "新丰镇应急管理所", "沈海英")
    await zhou.says("满意度")
    await zhou.taps("请委托单位评价")
    await zhou.sees("将请40家委托单位评价")
    await zhou.taps("发起")
    return county, town


async def looks_for_links(zhou: Talker) -> None:
    await zhou.says("满意度")
    await zhou.taps("各机构进度")
    await zhou.taps("1. 嘉兴安正")
    await zhou.taps("转发链接")


async def closes(zhou: Talker) -> None:
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


async def looks_at_item_25(wang: Talker) -> None:
    await wang.says("得分")
    await wang.taps("全部25项")
    await wang.taps("第25项")


async def test_a_round_of_forty_clients_and_two_departments(guests: Guests) -> None:
    await guests.stage.write(lambda store: forty(store, guests.stage.town))
    zhou = await guests.stage.enters("周科长", Role.SUPERVISOR)
    wang = await guests.stage.enters("王总", Role.PRINCIPAL)
    county, town = await begins(guests, zhou)
    await looks_for_links(zhou)
    await zhou.sees("还有42人")
    await zhou.taps("3. 联系人0")
    async with guests.opens(link_in(zhou.screen)) as page:
        await marks(page, 10, "检查得很仔细")
        await page.reload()
        await expect(page.get_by_text("您的答复已收到")).to_be_visible()
        assert await page.locator("input:checked").count() == 0
        assert "仔细" not in await page.locator("main").inner_text()
    for link, mark in ((county, 8), (town, 7)):
        async with guests.opens(link) as page:
            await marks(page, mark)
    await the_rest_answer(guests, zhou, county)

    await looks_at_item_25(wang)
    await wang.sees("0–10分（待评）", "满意度测评进行中", "委托单位：答复40/40")
    await wang.sees_nothing_of("），平均")
    await closes(zhou)
    await looks_at_item_25(wang)
    await wang.sees("得分：8.01分（已核）", "委托单位：答复40/40（100%），平均9.03分")
    await wang.sees_nothing_of("平均8分")
    async with guests.opens(county) as page:
        await expect(page.get_by_text("已经结束")).to_be_visible()
