"""A whole rating from opening to publication: a supervisor, three inspectors, five agencies."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.app import Anxing
from bot.commands.run import web_channel
from storage.agency import Agency
from storage.client import Client
from storage.cycle import Cycle, Participation
from storage.organisation import Role
from storage.person import Person
from storage.publishing import obstacles
from storage.store import Store
from tests import rated
from tests.bot.office import FixedClock, settings_in
from tests.bot.wecom.gateway import gateway_running
from tests.conftest import NOW
from tests.stories.browser import Web
from tests.stories.county import NAMES, County, build, full_name, keep_books
from tests.stories.guest import guest
from tests.stories.phones import MINUTE, Phones, robot_of
from tests.stories.stage import Stage
from tests.stories.talker import Talker
from tests.stories.test_inspection_day import decides_until

pytestmark = pytest.mark.chromium

WHO = {"博安": "顾晓燕", "安正": "顾晓燕", "恩泽": "徐志强", "诚泰": "徐志强", "鼎盛": "钱国平"}
BY_HAND = ("安正", "恩泽", "鼎盛")
"""The agencies whose 25 items are gone through on the page; the others' in storage."""

BANDS = "五星 90-100；四星 80-89.99；三星 70-79.99；不授星 0-69.99"


async def steps(talker: Talker, *said: str) -> None:
    """What stands in a bracket is a button that begins so; the rest is typed."""
    for one in said:
        if one.startswith("["):
            await talker.taps(one[1:])
        else:
            await talker.says(one)


@dataclass
class Rating:
    """The story's people by name; ``boss`` runs the cycle."""

    stage: Stage
    county: County
    boss: Talker
    results: str
    browser: Browser
    people: dict[str, Talker] = field(default_factory=dict)

    def inspector(self, agency: str) -> Talker:
        return self.people[WHO[agency]]


@pytest.fixture(params=["on the page", "in WeCom"])
async def rating(
    request: pytest.FixtureRequest, tmp_path: Path, chromium: Browser
) -> AsyncIterator[Rating]:
    """The page is there in any case: the results are public."""
    clock = FixedClock()
    async with (
        gateway_running(minute=MINUTE) as gateway,
        Anxing(settings_in(tmp_path), clock=clock, reminding=False) as app,
    ):
        county = await app.database.write(lambda connection: build(Store(connection, NOW)))
        channel, _doors = web_channel(app, 0)
        stage: Stage
        if request.param == "in WeCom":
            await app.serve([channel, robot_of(app, gateway)])
            await gateway.subscribed()
            stage = Phones(app, clock, county.town, gateway)
        else:
            await app.serve([channel])
            stage = Web(app, clock, county.town, channel, chromium)
        boss = await stage.enters("周科长", Role.SUPERVISOR)
        yield Rating(stage, county, boss, f"{channel.address}/r", chromium)


async def opens_the_cycle(rating: Rating) -> None:
    boss = rating.boss
    await steps(boss, "评定周期", "2026—2027年度星级评定", "2026-01-01", "[跳过", "[5天", "[提交")
    await steps(boss, "评定工作", "[参评邀请", "[邀请全部未邀请的", "[邀请这5家")
    await boss.sees("已邀请5家")
    for name, agency in zip(NAMES, rating.county.agencies, strict=True):
        head = await rating.stage.enters(f"{name}经理", Role.PRINCIPAL, agency)
        rating.people[name] = head
        await steps(head, "参评邀请", "[参加")
        await head.sees("已参加2026—2027年度星级评定")
    rating.stage.clock.passes(days=1)
    await rating.stage.write(lambda store: keep_books(store, rating.county))


async def assigns_inspectors(rating: Rating) -> None:
    boss = rating.boss
    for name in dict.fromkeys(WHO.values()):
        rating.people[name] = await rating.stage.enters(name, Role.INSPECTOR)
    await steps(rating.people["顾晓燕"], "回避申报", full_name("鼎盛"), "[跳过")
    await steps(rating.people["顾晓燕"], "妹妹在该机构任职", "[今天", "[提交")
    await steps(boss, "评定工作", "[评定分工")
    for name, inspector in WHO.items():
        await steps(boss, f"[{NAMES.index(name) + 1}. ", "[增加评定人员", inspector)
        await steps(boss, "[完成选择", "[共同评定", "[提交")
        await boss.sees("已提交 · 评定分工")
        await steps(boss, "[返回分工", "[返回评定分工")
    await boss.sees("参评机构5家，0家还没有分工")
    await steps(boss, "[5. ", "[增加评定人员", "顾晓燕", "[完成选择", "[共同评定", "[提交")
    await boss.sees("应当回避")
    await steps(boss, "取消", "[放弃")


async def draws_and_visits(rating: Rating) -> None:
    """安正's inspector goes where the lot sends her, and finds what no list advised on."""
    boss, gu = rating.boss, rating.inspector("安正")
    await steps(boss, "抽样", "[2. ", "[准备抽样", "1", "[提交", "[打开抽样", "[抽取1家")
    await boss.sees("抽中1家", "种子：")
    await steps(gu, "抽样", "[2. ", "[1. ", "[1. 核查", "[今天", *["[否"] * 8)
    await steps(gu, "[添加", "喷漆房", "喷漆房没有防爆电气", "[重大", "[跳过", "[跳过", "[跳过")
    await steps(gu, "[完成", "[跳过", "[跳过", "[提交")
    await gu.sees("现场发现1处隐患")
    await steps(gu, "[逐条比对", "[未提出", "现场核查", "[2. ")
    await steps(gu, "[结束现场核查", "[结束现场核查")
    await gu.sees("现场核查已于")


async def inspects(rating: Rating) -> None:
    await rating.stage.long_work_ends()
    for name in BY_HAND:
        talker = rating.inspector(name)
        await steps(talker, f"/inspect {name}", f"[1. 嘉兴{name}")
        if "开始评定" in talker.choices:
            await talker.taps("开始评定")
        await decides_until(talker, "· 核对 ·")
        await talker.sees("已核 24/25")


async def hears_the_parties(rating: Rating) -> None:
    """The others are decided and all parties heard; each has a story of its own."""

    def work(store: Store) -> None:
        cycle = store.find(Cycle, order="-start")[0]
        parts = store.find(Participation, cycle_id=cycle.id)
        rated.hear(store, cycle, parts)
        for name, agency in zip(NAMES, rating.county.agencies, strict=True):
            if name not in BY_HAND:
                (part,) = [one for one in parts if one.agency_id == agency.id]
                (inspector,) = store.find(Person, name=WHO[name])
                rated.issue(store, rated.decide_all(store, part, inspector), inspector)

    await rating.stage.write(work)


async def submits_and_tells(rating: Rating) -> None:
    for name in BY_HAND:
        talker = rating.inspector(name)
        await steps(talker, f"/inspect {name}", f"[1. 嘉兴{name}", "[提交评定结果")
        await talker.sees("已提交", "第1版")
    await steps(rating.boss, "评定工作", "[结果告知与异议", "[告知全部可告知的", "[确认告知")
    await rating.boss.sees("已告知5家")


async def objects(rating: Rating, name: str, rule: str, words: str) -> None:
    head = rating.people[name]
    await steps(head, "评定结果")
    for _page in range(9):
        if any(one.startswith(f"{rule} −") for one in head.choices):
            break
        await head.taps("下一页")
    await steps(head, f"[{rule} −", "[提出异议", words, "[跳过", "[提交")
    await head.sees("已提交")


async def hears_objections(rating: Rating) -> None:
    boss, judge = rating.boss, rating.people["钱国平"]
    await objects(rating, "安正", "13.2", "次数写在补充协议里，附后")
    await objects(rating, "诚泰", "1.1", "面积应为260平方米")
    await steps(rating.people["鼎盛"], "评定结果", "[无异议", "[确认无异议")
    await steps(rating.inspector("安正"), "评定结果", "[1. 13.2")
    await rating.inspector("安正").sees("您参加了这家机构的评定")
    await steps(boss, "星级与公布", "[设定星级标准", "[一次写完")
    await steps(boss, BANDS, "嘉应急〔2026〕12号", "[提交")
    await boss.sees("第1版星级标准已设定")
    waiting = {"博安": 1, "安正": 2, "恩泽": 1, "诚泰": 2, "鼎盛": 0}
    assert await rating.stage.write(hindered) == waiting
    await steps(boss, "评定结果", "[待处理的异议", "[1. 13.2")
    await steps(boss, "[成立", "补充协议写明次数", "[跳过", "[提交")
    await boss.sees("已提交")
    await steps(judge, "评定结果", "[1. 1.1")
    await steps(judge, "[不成立", "产权证写明180平方米", "[提交")
    await judge.sees("已提交")


def hindered(store: Store) -> dict[str, int]:
    """How many things hinder each agency's publication."""
    cycle = store.find(Cycle, order="-start")[0]
    found = {}
    for part in store.find(Participation, cycle_id=cycle.id):
        agency = store.get(Agency, part.agency_id)
        assert agency is not None
        found[agency.name[2:4]] = len(obstacles(store, part))
    return found


async def talks_to_the_principal(rating: Rating) -> None:
    boss, head = rating.boss, rating.people["安正"]
    await steps(boss, "警示约谈", "[按记录查找")
    for outcome in ("[约谈", "[不予约谈"):
        await steps(boss, "约谈", "[待决定的情形", "[1. A", "[决定")
        await steps(boss, "[否", "[是", "[是", outcome, "情节轻微，但应当提醒", "[提交")
        await boss.sees("已提交")
    await steps(boss, "约谈", "[安排约谈（1）", "[1. 嘉兴安正")
    await steps(boss, "[提醒", "11月22日", "14:30", "市局3楼", "[提交")
    await boss.sees("通知已发给机构主要负责人")
    await steps(head, "约谈", "[1. YT", "[收到")
    rating.stage.clock.passes(days=1)
    await steps(boss, "约谈", "[1. YT", "[登记约谈记录", "[今天", "周科长、陈评定", "安正经理")
    await steps(boss, "属实，马上补充", "[跳过", "[跳过", "[提交", "[核对纪要", "[确认纪要")
    await steps(head, "约谈", "[1. YT", "[纪要", "[确认纪要")
    await head.sees("办结")


async def reads_the_result(head: Talker, name: str, points: str) -> None:
    await steps(head, "评定公告")
    (place,) = [one for one in head.choices if f"嘉兴{name}" in one]
    await steps(head, f"[{place}", "[各项得分")
    await head.sees(points)


async def publishes(rating: Rating) -> None:
    boss = rating.boss
    rating.stage.clock.passes(days=6)
    await steps(boss, "星级与公布", "[公布全部", "[确认公布")
    await boss.sees("已公布5家")
    await steps(boss, "评定工作")
    await boss.sees("已公布 5家")
    await reads_the_result(rating.people["安正"], "安正", "服务合同 8/8")
    await reads_the_result(rating.people["诚泰"], "诚泰", "办公场所与设施 1/2")
    async with guest(rating.browser, rating.results) as page:
        text = await page.locator("main").inner_text()
        for name in NAMES:
            assert full_name(name) in text
        await page.get_by_text(full_name("安正")).click()
        text += await page.locator("main").inner_text()
    for client in await rating.stage.write(lambda store: store.find(Client)):
        assert client.name not in text
    assert "配电箱" not in text


async def test_a_whole_rating_from_opening_to_publication(rating: Rating) -> None:
    await opens_the_cycle(rating)
    await assigns_inspectors(rating)
    await draws_and_visits(rating)
    await inspects(rating)
    await hears_the_parties(rating)
    await submits_and_tells(rating)
    await hears_objections(rating)
    await talks_to_the_principal(rating)
    await publishes(rating)
