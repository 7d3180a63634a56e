"""Whoever left an agency: nothing is theirs on any account, and an account they kept may go with
them to where they work next."""


import pytest

from scheduler.sweep import sweep
from storage.organisation import Membership, Role
from storage.person import Person as Somebody
from storage.store import Store
from tests.bot.accounts import House, code_of
from tests.bot.talk import Person
from tests.storage.registers import register


async def leaves(house: House, name: str) -> None:
    """Today is the last day; and tomorrow comes. Accounts end only where somebody ended a
    membership that was over already."""

    def work(store: Store) -> None:
        (person,) = store.find(Somebody, name=name)
        for held in store.find(Membership, person_id=person.id):
            store.revise(held, until=store.today)

    await house.write(work)
    house.clock.passes(days=1)


async def two_accounts(house: House) -> tuple[Person, Person]:
    wang = await house.person("王晓芳", Role.AGENCY)
    return wang, await house.comes_along(wang)


async def test_who_left_is_refused_on_every_account(house: House) -> None:
    wang, in_wecom = await two_accounts(house)
    await in_wecom.says("菜单")
    old, code = in_wecom.button("服务记录"), await code_of(wang)
    await house.write(lambda store: register(store, agency=house.agency).visit(-31))
    await leaves(house, "王晓芳")
    await in_wecom.deliver(old)
    await in_wecom.sees("您的任职已结束")
    for account in (wang, in_wecom):
        await account.says("得分")
        await account.sees("您的任职已结束", "请联系本单位主要负责人")
        await account.sees_nothing_of("[")
    assert await sweep(house.app.database, house.clock()) == []
    stranger = house.on_wecom()
    await stranger.says(f"绑定 {code}")
    await stranger.sees("绑定码不对，或者已经用过")


@pytest.mark.parametrize("said", ["绑定 {}", "{}"])
async def test_an_account_goes_along_to_where_somebody_works_next(said: str, house: House) -> None:
    _wang, in_wecom = await two_accounts(house)
    await leaves(house, "王晓芳")
    anew = await house.person("王芳", Role.INSPECTOR)
    await in_wecom.says("绑定 AAAAAAAA")
    await in_wecom.sees("绑定码不对，或者已经用过")
    await in_wecom.says(said.format(await code_of(anew)))
    await in_wecom.sees("王芳，您好", "企业微信账号已绑定")
    await in_wecom.says("我的账号")
    await in_wecom.sees("王芳，您可以在这些账号里", "企业微信（正在用的这个）", "、Telegram")
    assert [one.channel for one in await house.accounts("王晓芳")] == ["telegram"]
