"""One person on Telegram, in 企业微信 and on the page: what they have begun is the same everywhere,
and nothing is asked, taken or told twice."""

import asyncio
from functools import partial
from typing import Any

import pytest
from aiogram.exceptions import TelegramForbiddenError
from aiogram.methods import TelegramMethod

from storage.client import Client
from storage.drafts import active_draft, drafts_of
from storage.letters import ViewBody
from storage.organisation import Role
from storage.person import Person as Somebody
from storage.store import Store
from storage.telling import tell, tell_everywhere
from tests.bot.accounts import House, code_of, link_on
from tests.bot.office import Office
from tests.bot.signing import set_up
from tests.bot.tabs import enter, tab
from tests.bot.talk import Person


@pytest.fixture
async def wang(house: House) -> Person:
    return await house.person("王晓芳", Role.AGENCY)


async def answers(house: House) -> dict[str, Any]:
    def work(store: Store) -> dict[str, Any]:
        kept = active_draft(store, store.find(Somebody)[0].id)
        return dict(kept.state["answers"]) if kept else {}

    found: dict[str, Any] = await house.read(work)
    return found


async def begins_a_client(someone: Person) -> None:
    await someone.says("菜单")
    await someone.taps("委托单位")


async def test_a_form_begun_on_telegram_goes_on_in_wecom_and_is_handed_in_on_the_page(
    house: House, wang: Person
) -> None:
    await begins_a_client(wang)
    await wang.says("嘉兴恒丰纺织有限公司")
    asked = wang.screen
    code = await code_of(wang)
    await wang.sees(f"绑定 {code}", f"start=b-{code}", f"发送 绑定 {code}", "10:10以前有效")
    in_wecom = house.on_wecom()
    await in_wecom.says(f"绑定 {code[:4].lower()} {code[4:].lower()}")
    await in_wecom.sees("王晓芳，您好", "企业微信账号已绑定", "机构人员", "有没填完的表")
    await house.posts(wang)
    await wang.sees("绑定了新账号", "企业微信刚刚绑定")
    await in_wecom.taps("继续填写")
    assert in_wecom.screen == asked
    await in_wecom.says("跳过")
    await code_of(in_wecom)
    async with asyncio.timeout(60):
        token = await enter(link_on(in_wecom.screen))
        async with tab(house.web.address or "", token) as page:
            await page.says("继续")
            await page.sees("委托单位 · 第3/")
            for _ in range(12):
                await page.says("跳过")
            await page.says("提交")
            await page.sees("已提交 · 委托单位")
    (client,) = await house.read(lambda store: store.find(Client))
    (person,) = await house.read(lambda store: store.find(Somebody))
    assert (client.name, client.entered_by) == ("嘉兴恒丰纺织有限公司", person.id)
    assert await house.read(lambda store: drafts_of(store, person.id)) == []
    channels = {one.channel for one in await house.accounts("王晓芳")}
    assert channels == {"telegram", "wecom", "web"}
    await wang.says("提交")
    await wang.sees_nothing_of("已提交")


async def test_words_under_a_question_answered_elsewhere_answer_no_other(
    house: House, wang: Person
) -> None:
    in_wecom = await house.comes_along(wang)
    await begins_a_client(wang)
    await in_wecom.says("继续")
    await wang.says("嘉兴恒丰纺织有限公司")
    asked = wang.screen.split("\n")
    await in_wecom.says("嘉兴恒丰纺织公司")
    await in_wecom.sees("刚才在您的另一个账号上填过", "没有记下", *asked[1:])
    assert await answers(house) == {"name": "嘉兴恒丰纺织有限公司"}
    await in_wecom.says("跳过")
    await wang.says("取消")
    await wang.sees("委托单位 · 第3/")
    await wang.says("取消")
    await wang.sees("[放弃")


async def test_a_question_only_looked_at_elsewhere_is_answered_here(
    house: House, wang: Person
) -> None:
    in_wecom = await house.comes_along(wang)
    await begins_a_client(wang)
    await in_wecom.says("继续")
    await in_wecom.sees("委托单位 · 第1/")
    await wang.says("嘉兴恒丰纺织有限公司")
    assert await answers(house) == {"name": "嘉兴恒丰纺织有限公司"}


async def test_two_accounts_at_the_same_moment_answer_one_question_once(
    house: House, wang: Person
) -> None:
    in_wecom = await house.comes_along(wang)
    await begins_a_client(wang)
    await in_wecom.says("继续")
    both = (wang, in_wecom)
    await asyncio.gather(*(one.says(f"嘉兴第{n}纺织厂") for n, one in enumerate(both)))
    late = [one for one in both if "没有记下" in one.screen]
    assert len(late) == 1
    (answered,) = (await answers(house)).items()
    taken = both.index(next(one for one in both if one not in late))
    assert answered == ("name", f"嘉兴第{taken}纺织厂")


async def test_a_form_handed_in_from_two_accounts_at_once_is_one_record(
    house: House, wang: Person
) -> None:
    """The button of the account that looked first has expired, or finds the form handed in."""
    in_wecom = await house.comes_along(wang)
    await begins_a_client(wang)
    await wang.says("嘉兴恒丰纺织有限公司")
    while "[提交]" not in wang.screen:
        await wang.says("跳过")
    await in_wecom.says("继续")
    await wang.says("继续")
    await asyncio.gather(*(one.taps("提交") for one in (wang, in_wecom)))
    assert len(await house.read(lambda store: store.find(Client))) == 1
    await wang.says("继续")
    await wang.sees("现在没有正在填的表")


async def test_each_account_is_answered_in_its_own_order(house: House, wang: Person) -> None:
    in_wecom = await house.comes_along(wang)
    said = ["菜单", "帮助", "绑定", "评定公告"] * 5
    before = {one.channel.name: len(one.messages) for one in (wang, in_wecom)}
    raws = [(one, one.message(text=text)) for text in said for one in (wang, in_wecom)]
    await asyncio.gather(*(one.channel.deliver(raw) for one, raw in raws))
    for one in (wang, in_wecom):
        await one.settled()
        shown = [each.text.split("\n")[0] for each in one.messages[before[one.channel.name] :]]
        assert shown == ["菜单", "帮助", "我的账号", shown[3]] * 5


async def test_a_signature_names_the_account_it_was_given_on(office: Office) -> None:
    """Not the one last used, which may be another."""
    signing = await set_up(office)
    client = await signing.client(await signing.hands_over())
    at_home = office.stranger("王建国")
    await at_home.says(f"绑定 {await code_of(client)}")
    await at_home.sees("王建国，您好", "委托单位联系人")
    await client.says("待签清单")
    await client.taps("待签收")
    await client.taps("拒签")
    await client.says("负责人不在")
    office.clock.passes(minutes=1)
    await at_home.says("菜单")
    await client.taps("提交")
    (signed,) = await signing.signed()
    assert signed.address == f"talk:{client.id}"


async def test_a_notice_that_one_account_refuses_goes_to_the_next_once(
    house: House, wang: Person
) -> None:
    in_wecom = await house.comes_along(wang)
    await house.posts(wang)
    wang.messages.clear()
    (mine,) = {one.person_id for one in await house.accounts("王晓芳")}
    house.clock.passes(minutes=1)
    await in_wecom.says("菜单")

    def refuses(method: TelegramMethod[Any]) -> None:
        raise TelegramForbiddenError(method=method, message="Forbidden: bot was blocked")

    house.wecom.session.trouble = refuses
    for occasion in ("one", "two"):
        said: ViewBody = {"text": f"通知{occasion}"}
        await house.write(partial(tell, people=[mine], view=said, key=occasion))
        async with asyncio.timeout(60):
            while not wang.messages or f"通知{occasion}" not in wang.screen:
                await house.posts(wang)
                await asyncio.sleep(0.01)
    await house.write(lambda s: tell_everywhere(s, mine, {"text": "到处说"}, "three"))
    async with asyncio.timeout(60):
        while "到处说" not in wang.screen:
            await house.posts(wang)
            await asyncio.sleep(0.01)
    assert [one.text for one in wang.messages] == ["通知one", "通知two", "到处说"]
    gone = [one.channel for one in await house.accounts("王晓芳") if one.unreachable_at]
    assert gone == ["wecom"]
