"""A survey in chat: opened, asked in a campaign, answered by forty clients and two departments."""

import re
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from storage import outbox, satisfaction
from storage.account import open_account
from storage.client import Client
from storage.contact import Contact
from storage.contract import Contract
from storage.cycle import Cycle
from storage.database import Database
from storage.organisation import Membership, Role
from storage.person import Person
from storage.satisfaction import QUESTIONS
from storage.store import Store
from storage.survey import Ballot, Party
from storage.ways import configure
from tests.handlers.bureau import Bureau, Phone, open_bureau

CODE = re.compile(r"/p/([A-Za-z0-9_-]{24})")
ACCOUNTS = 3
"""How many of the clients' contacts have an account; the others get a link."""


@pytest.fixture
async def bureau(database: Database) -> Bureau:
    configure(lambda: [("网页", "https://anxing.example/i/{code}")])
    return await open_bureau(database)


@pytest.fixture
async def small(sqlite_database: Database) -> Bureau:
    configure(lambda: [("网页", "https://anxing.example/i/{code}")])
    return await open_bureau(sqlite_database)


def forty_clients(store: Store, agency_id: str) -> list[Person]:
    """A contact at each of forty clients under contract; the first few have an account."""
    clients = store.find(Client, agency_id=agency_id)
    for n in range(len(clients), 40):
        client = store.add(Client(agency_id=agency_id, name=f"嘉兴{n}号塑料厂"))
        signed = date(2026, 3, 1)
        store.add(Contract(agency_id=agency_id, client_id=client.id, signed_on=signed))
        clients.append(client)
    people = []
    for n, client in enumerate(clients):
        person = store.add(Person(name=f"联系人{n}")) if n < ACCOUNTS else None
        if person is not None:
            held = {"role": Role.CLIENT, "client_id": client.id, "since": date(2026, 1, 1)}
            store.add(Membership(person_id=person.id, **held))  # type: ignore[arg-type]
            open_account(store, "test", person.id, person.id)
            people.append(person)
        known = {"client_id": client.id, "person_id": person.id if person else None}
        store.add(Contact(agency_id=agency_id, name=f"联系人{n}", **known))  # type: ignore[arg-type]
    return people


def link_of(ballot: Ballot, store: Store) -> str:
    return satisfaction.link_for(store, ballot, 14)


async def start(at: Bureau) -> Phone:
    phone = at.supervisor
    await phone.types("满意度测评")
    await phone.picks("开始测评")
    phone.sees("进行中", "还没有请其评价")
    return phone


async def ask_official(phone: Phone, level: str, office: str, name: str) -> str:
    """By the form; the code of the link to pass on."""
    await phone.types("满意度")
    await phone.picks("请部门评价")
    await phone.types(level, office, name, "全部参评机构", "提交")
    phone.sees("已请", "转给本人")
    found = CODE.search(phone.screen)
    assert found
    return found[1]


async def by_link(phone: Phone, code: str, mark: int, agency: str) -> None:
    def work(store: Store) -> None:
        papers = satisfaction.ballot_sheet(store, code).papers
        paper = next(one for one in papers if one.agency == agency)
        given = {question.name: mark for question in QUESTIONS}
        satisfaction.answer_ballot(store, code, paper.ballot_id, given, channel="web")

    await phone.writes(work)


async def find(phone: Phone, kind: type[Any], **equal: Any) -> list[Any]:
    found: list[Any] = await phone.writes(lambda store: store.find(kind, **equal))
    return found


async def test_a_round_of_forty_clients_with_three_parties(bureau: Bureau) -> None:
    boss, phone = bureau.principal, await start(bureau)
    agency = bureau.agency
    people = await phone.writes(lambda store: forty_clients(store, agency.id))
    county = await ask_official(phone, "县级", "秀洲区应急管理局", "朱国平")
    town = await ask_official(phone, "镇级", "新丰镇应急管理所", "沈海英")
    await phone.picks("满意度测评")
    await phone.picks("请委托单位评价")
    phone.sees("将请40家委托单位评价")
    await phone.picks("发起")
    phone.sees(f"{ACCOUNTS}家直接发到账号", f"{40 - ACCOUNTS}家没有账号", "委托单位：答复0/40")

    letters = await phone.writes(lambda store: outbox.waiting(store.connection))
    assert [letter.account for letter in letters] == [person.id for person in people]
    for person, mark in zip(people, (10, 9, 8), strict=True):
        client = Phone(phone.database, person)
        await client.types("满意度")
        await client.picks(agency.name)
        await client.types(str(mark), str(mark), str(mark), str(mark), "跳过", "提交")
        client.sees("谢谢")
        client.misses("附件A", "总分")
    await by_link(phone, county, 9, agency.name)
    await by_link(phone, town, 6, agency.name)

    asked = await find(phone, Ballot, agency_id=agency.id, party=Party.CLIENT)
    for ballot in [one for one in asked if one.name not in {p.name for p in people}]:
        code = await phone.writes(partial(link_of, ballot))
        await by_link(phone, code, 9, agency.name)
    await phone.types("满意度")
    phone.sees("委托单位：答复40/40（100%）", "三方都有答复的机构：1/2家")
    await phone.picks("各机构进度", agency.name)
    phone.sees("县级应急管理部门：答复1/1（100%），平均9分", "平均6分", "第25项：8分")

    await boss.types("得分")
    boss.sees("待评：", "25")
    await boss.picks("全部25项", "第25项")
    boss.sees("满意度测评进行中", "答复40/40（100%）")
    boss.misses("），平均")
    await phone.picks("返回测评", "结束测评")
    phone.sees("嘉兴恒信", "还没有听齐三方")
    await phone.picks("确认结束")
    await boss.types("得分")
    await boss.picks("全部25项", "第25项")
    boss.sees("得分：8分（已核）", "委托单位：答复40/40（100%），平均9分")
    boss.misses("平均6分", "联系人")


async def test_a_pushed_question_disturbs_no_form_and_an_answer_can_be_changed(
    small: Bureau,
) -> None:
    phone = await start(small)
    person = (await phone.writes(lambda store: forty_clients(store, small.agency.id)))[0]
    await phone.picks("请委托单位评价", "发起")
    letters = await phone.writes(lambda store: outbox.waiting(store.connection))
    view = letters[0].payload["views"][0]
    assert view["keep"]
    client = Phone(small.supervisor.database, person)
    await client.types("满意度测评")
    await client.picks(small.agency.name)
    client.sees("专业水平", "第1/5步")
    await client.types("11")
    client.sees("这个数太大了，最多 10")
    await client.types("十分", "9")
    await client.presses("10")
    await client.types("8", "跳过")
    client.sees("专业水平：10分", "及时规范：9分", small.agency.name)
    await client.types("提交")
    await client.picks("我的测评")
    client.sees("都评价过了")
    await client.picks("修改")
    client.sees("总体满意度：8分")
    await client.types("4", "3", "提交")
    kept = (await find(phone, Ballot, agency_id=small.agency.id, name="联系人0"))[0]
    assert (kept.marks["overall"], str(kept.mark)) == (3, "8")


async def test_a_campaign_asks_nobody_twice(small: Bureau) -> None:
    phone = await start(small)
    await phone.writes(lambda store: forty_clients(store, small.agency.id))
    for _ in range(2):
        await phone.types("满意度")
        await phone.picks("各机构进度", small.agency.name, "请委托单位评价")
        if "发起" in [choice.label for choice in phone.view.choices]:
            await phone.picks("发起")
    phone.sees("将请0家", "已经请过的40家")
    assert len(await find(phone, Ballot)) == 40
    assert len(await phone.writes(lambda store: outbox.waiting(store.connection))) == ACCOUNTS


async def test_the_silent_are_reminded_once_a_day(small: Bureau) -> None:
    phone = await start(small)
    await phone.writes(lambda store: forty_clients(store, small.agency.id))
    await phone.picks("请委托单位评价", "发起", "各机构进度", small.agency.name, "再催一次")
    phone.sees(f"又提醒了{ACCOUNTS}人")
    await phone.picks("再催一次")
    phone.sees("没有可以提醒的人")
    phone.now += timedelta(days=1)
    await phone.picks("再催一次")
    phone.sees(f"又提醒了{ACCOUNTS}人")
    letters = await phone.writes(lambda store: outbox.waiting(store.connection))
    assert len(letters) == 3 * ACCOUNTS


async def test_a_link_is_made_for_one_respondent_in_words_to_pass_on(small: Bureau) -> None:
    phone = await start(small)
    await phone.writes(lambda store: forty_clients(store, small.agency.id))
    await phone.picks("请委托单位评价", "发起", "各机构进度", small.agency.name, "转发链接")
    phone.sees(f"还有{40 - ACCOUNTS}人", "第1/7页")
    links = phone.view
    said = await phone.shows("联系人5")
    assert not any(edits for _view, edits in said)
    letter = said[-1][0].text
    assert letter.startswith("联系人5，您好！")
    found = CODE.search(letter)
    assert found
    asked = await phone.writes(lambda store: satisfaction.ballot_sheet(store, found[1]))
    assert asked.name == "联系人5"
    phone.view = links
    page = (await phone.shows("这一页的链接都要"))[-1][0].text
    assert len(set(CODE.findall(page)) - {found[1]}) == 6


async def test_an_official_is_given_no_way_into_a_messenger(small: Bureau) -> None:
    configure(lambda: [("企业微信", "发送 {code}"), ("网页", "https://anxing.example/i/{code}")])
    phone = await start(small)
    code = await ask_official(phone, "县级", "秀洲区应急管理局", "朱国平")
    phone.misses("企业微信", f"p-{code}")
    await phone.writes(lambda store: forty_clients(store, small.agency.id))
    await phone.types("满意度")
    await phone.picks("请委托单位评价", "发起", "各机构进度", small.agency.name, "转发链接")
    letter = (await phone.shows("联系人5"))[-1][0].text
    assert "企业微信：发送 p-" in letter
    assert "网页：https://anxing.example/p/" in letter


async def test_what_was_said_is_read_without_names(small: Bureau) -> None:
    phone = await start(small)
    code = await ask_official(phone, "县级", "秀洲区应急管理局", "朱国平")
    given = {question.name: 5 for question in QUESTIONS}

    def work(store: Store) -> None:
        for paper in satisfaction.ballot_sheet(store, code).papers:
            satisfaction.answer_ballot(store, code, paper.ballot_id, given, "报告来得慢")

    await phone.writes(work)
    await phone.types("满意度")
    await phone.picks("各机构进度", small.agency.name, "意见建议")
    phone.sees("县级应急管理部门：报告来得慢")
    phone.misses("朱国平")


async def test_a_survey_is_the_supervisors_to_hold(small: Bureau) -> None:
    phone = await start(small)
    closing = (await phone.picks("结束测评")).choices[0]
    inspector = small.inspector
    await inspector.types("满意度")
    inspector.sees("现在没有请您评价的机构")
    inspector.view = phone.view
    await inspector.presses(closing.label)
    inspector.sees("由监管人员组织")
    boss = small.principal
    await boss.types("满意度")
    boss.sees("您现在的身份不能用它")
    boss.view = phone.view
    await boss.presses(closing.label)
    boss.sees("您现在的身份不能用它")
    await phone.types("满意度")
    phone.sees("进行中")


async def test_nobody_opens_somebody_elses_ballot(small: Bureau) -> None:
    phone = await start(small)
    people = await phone.writes(lambda store: forty_clients(store, small.agency.id))
    await phone.picks("请委托单位评价", "发起")
    first, second = (Phone(phone.database, one) for one in people[:2])
    await first.types("满意度")
    second.view = first.view
    await second.presses(small.agency.name)
    second.sees("这份测评不是请您填的")


async def test_once_it_is_closed_a_form_still_open_is_told_so(small: Bureau) -> None:
    phone = await start(small)
    people = await phone.writes(lambda store: forty_clients(store, small.agency.id))
    await phone.picks("请委托单位评价", "发起")
    client = Phone(phone.database, people[0])
    await client.types("满意度")
    await client.picks(small.agency.name)
    await client.types("9", "9", "9", "9", "跳过")
    await phone.picks("结束测评", "确认结束")
    phone.sees("已结束")
    await client.types("提交")
    client.sees("已经结束")
    assert all(one.mark is None for one in await find(phone, Ballot))
    await phone.picks("重新开放")
    await client.types("提交")
    client.sees("谢谢")


async def test_a_supervisor_who_is_asked_finds_their_own_ballot_at_the_desk(
    small: Bureau,
) -> None:
    phone = await start(small)
    phone.misses("我的测评")

    def asks(store: Store) -> None:
        cycle = store.get(Cycle, small.joined.cycle_id)
        assert cycle is not None
        name = small.supervisor.person.name
        made = satisfaction.ask_official(store, cycle, small.agency.id, Party.COUNTY, "县局", name)
        store.revise(made, person_id=small.supervisor.person.id)

    await phone.writes(asks)
    await phone.types("满意度")
    await phone.picks("我的测评", small.agency.name)
    phone.sees("专业水平", "第1/5步")
