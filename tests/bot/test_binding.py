"""绑定: an account comes to a person by a code, changes hands, is let go."""

import asyncio

import aiohttp
import pytest

from storage.organisation import Role
from storage.person import Person as Somebody
from tests.bot.accounts import House, code_of, link_on
from tests.bot.tabs import enter, tab
from tests.bot.talk import Person


@pytest.fixture
async def wang(house: House) -> Person:
    return await house.person("王晓芳", Role.AGENCY)


async def test_a_link_of_the_other_messenger_binds_as_well(house: House, wang: Person) -> None:
    code = await code_of(wang)
    in_wecom = house.on_wecom()
    await in_wecom.says(f"/start b-{code}")
    await in_wecom.sees("王晓芳，您好")


async def test_a_code_alone_is_enough_for_a_stranger(house: House, wang: Person) -> None:
    in_wecom = house.on_wecom()
    await in_wecom.says((await code_of(wang)).lower())
    await in_wecom.sees("王晓芳，您好")


async def test_a_stranger_is_told_of_it_and_a_wrong_code_says_what_to_do(house: House) -> None:
    stranger = house.on_wecom()
    await stranger.says("你好")
    await stranger.sees("在那里发“绑定”")
    await stranger.says("绑定 K7QF3MHT")
    await stranger.sees("绑定码不对", "生成一个新的")
    for _ in range(5):
        await stranger.says("绑定 K7QF3MHT")
    await stranger.sees("打错的次数多了", "分钟后再试")
    assert await house.read(lambda store: store.find(Somebody)) == []


async def test_ones_own_code_typed_at_home_is_not_used_up(house: House, wang: Person) -> None:
    code = await code_of(wang)
    await wang.says(f"绑定 {code}")
    await wang.sees("这个账号已经是您的了")
    in_wecom = house.on_wecom()
    await in_wecom.says(f"绑定 {code}")
    await in_wecom.sees("已绑定")


async def test_an_account_of_another_person_is_asked_before_it_changes_hands(
    house: House, wang: Person
) -> None:
    zhou = await house.person("周卫东", Role.PRINCIPAL)
    code = await code_of(wang)
    await zhou.says(f"绑定 {code}")
    await zhou.sees("现在是周卫东的", "绑定码是王晓芳的", "没有别的账号", "[改绑]", "[不改绑]")
    await zhou.taps("不改绑")
    await zhou.sees("周卫东，您可以在这些账号里")
    await zhou.says(f"绑定 {code}")
    again = zhou.button("改绑")
    await zhou.taps("改绑")
    await zhou.sees("您在这里是王晓芳")
    await zhou.says("绑定")
    await zhou.sees("王晓芳，您可以在这些账号里", "1、Telegram", "2、Telegram（正在用的这个）")
    assert await house.accounts("周卫东") == []
    await zhou.deliver(again)
    assert any("没有改绑" in one.text for one in zhou.messages)


async def test_only_who_typed_the_code_may_say_yes(house: House, wang: Person) -> None:
    zhou = await house.person("周卫东", Role.PRINCIPAL)
    lu = await house.person("陆文斌", Role.SUPERVISOR)
    await zhou.says(f"绑定 {await code_of(wang)}")
    (yes,) = [data for row in zhou.messages[-1].rows for label, data in row if label == "改绑"]
    await lu.presses(yes)
    await lu.sees("没有改绑")
    assert len(await house.accounts("陆文斌")) == 1


async def test_the_page_is_never_another_persons(house: House, wang: Person) -> None:
    """What was said there stays on it."""
    zhou = await house.person("周卫东", Role.PRINCIPAL)
    await code_of(zhou)
    code = await code_of(wang)
    async with asyncio.timeout(60):
        token = await enter(link_on(zhou.screen))
        async with tab(house.web.address or "", token) as page:
            await page.says(f"绑定 {code}")
            await page.sees("网页登录不能改绑")
    assert [one.channel for one in await house.accounts("王晓芳")] == ["telegram"]


async def test_an_account_is_unbound_from_another_and_never_the_only_one(
    house: House, wang: Person
) -> None:
    await wang.says("我的账号")
    await wang.sees("1、Telegram（正在用的这个）", "提醒只发一份")
    assert "解除" not in wang.screen.partition("[")[2]
    in_wecom = await house.comes_along(wang)
    await wang.says("绑定")
    await wang.taps("解除第2个")
    await wang.sees("解除企业微信的绑定？", "记录和没填完的表都还在")
    yes = wang.button("解除绑定")
    await wang.taps("解除绑定")
    await wang.sees("已解除企业微信的绑定")
    await in_wecom.says("菜单")
    await in_wecom.sees("使用前需要邀请")
    await in_wecom.sees_nothing_of("[")
    (mine,) = await house.accounts("王晓芳")
    await wang.presses(f"bind.ended:{mine.id}:0")
    await wang.sees("唯一的账号")
    await wang.deliver(yes)
    await wang.sees("我的账号")
    assert len(await house.accounts("王晓芳")) == 1


async def test_the_account_in_use_is_unbound_with_a_warning(house: House, wang: Person) -> None:
    in_wecom = await house.comes_along(wang)
    await in_wecom.says("绑定")
    await in_wecom.taps("解除第2个")
    await in_wecom.sees("正在用的这个", "这里马上不能再用")
    await in_wecom.taps("解除绑定")
    await in_wecom.sees("已解除")
    await in_wecom.says("菜单")
    await in_wecom.sees("使用前需要邀请")


async def test_nobody_ends_another_persons_account(house: House, wang: Person) -> None:
    await house.comes_along(wang)
    zhou = await house.person("周卫东", Role.PRINCIPAL)
    for theirs in await house.accounts("王晓芳"):
        for action in ("bind.end", "bind.ended"):
            await zhou.presses(f"{action}:{theirs.id}:0")
            await zhou.sees("周卫东，您可以在这些账号里")
    assert len(await house.accounts("王晓芳")) == 2


async def test_the_pages_logins_end_with_its_account(house: House, wang: Person) -> None:
    await code_of(wang)
    async with asyncio.timeout(60):
        token = await enter(link_on(wang.screen))
        await wang.says("绑定")
        await wang.taps("解除第2个")
        await wang.sees("所有打开着的网页都要重新登录")
        await wang.taps("解除绑定")
        with pytest.raises((KeyError, TypeError, AssertionError, aiohttp.ClientError)):
            async with tab(house.web.address or "", token):
                pass
