"""A hazard list from the agency's chat to the client's hand and back: chats, a guest's browser."""

import re
from decimal import Decimal

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from storage.audit import trail
from storage.contact import Contact
from storage.hand_over import HandOver
from storage.organisation import Role
from storage.sign_off import hand_over
from storage.store import Store
from storage.visit import Grade, Hazard, SignedList, Visit
from tests.bot.wecom.phone import Phone
from tests.stories.browser import Tab
from tests.stories.guest import Guests, code_in, link_in
from tests.stories.phones import Phones
from tests.stories.stage import Stage
from tests.stories.talker import Talker
from tests.stories.test_fast_lane import arrives

pytestmark = pytest.mark.chromium
RANGE = re.compile(r"→ ([\d.]+)–([\d.]+)")
SIGN = "签收（1条有异议）"


def two_hazards(store: Store) -> None:
    """The visit to 瑞禾 found one more."""
    visit = store.find(Visit, number="FW-2026-0003")[0]
    store.add(
        Hazard(
            agency_id=visit.agency_id,
            client_id=visit.client_id,
            visit_id=visit.id,
            place="缝制车间",
            description="安全出口被布料堵塞",
            grade=Grade.GENERAL,
            advice="立即清理",
        )
    )


async def hands_over(wang: Talker) -> None:
    """Adds the client's contact and gives them the list; what is passed on is on the screen."""
    for step in ("菜单", "清单签收情况", "还没签收的服务"):
        await (wang.says(step) if step == "菜单" else wang.taps(step))
    await wang.taps("桐乡瑞禾")
    await wang.sees("这家单位还没有登记联系人")
    await wang.taps("添加联系人")
    for answer in ("郑立群", "车间主任", "跳过", "不是", "提交"):
        await wang.says(answer)
    await wang.taps("待签收的清单")
    await wang.taps("桐乡瑞禾")
    await wang.taps("郑立群")


async def score(wang: Talker) -> Decimal:
    await wang.says("得分")
    found = RANGE.search(wang.screen)
    assert found, wang.screen
    return Decimal(found[1])


async def disputes_one_and_signs(page: Page) -> None:
    await expect(page.get_by_role("heading", name="事故隐患清单")).to_be_visible()
    await page.get_by_label("对第2条有异议").check()
    await page.get_by_role("button", name=SIGN).click()
    await expect(page.get_by_role("alert")).to_contain_text("哪里不同意")
    await page.get_by_label("第2条哪里不同意").fill("当天已经清理")
    await page.get_by_role("button", name=SIGN).click()
    await expect(page.locator("#receipt")).to_contain_text("郑立群，车间主任")


async def disputes_one_in_wecom(zheng: Phone) -> None:
    """The same by a contact who sent the code that was passed on."""
    await zheng.sees("事故隐患清单", "安全出口被布料堵塞", "[签收][逐条有异议]")
    await zheng.taps("逐条有异议")
    await zheng.taps("添加")
    for answer in ("2", "当天已经清理"):
        await zheng.says(answer)
    for label in ("返回", "完成", "提交"):
        if label in zheng.choices:
            await zheng.taps(label)
    await zheng.sees("已签收，对1处写了异议")


async def changes_the_list(stage: Stage, wang: Talker) -> None:
    """A slip of the pen in the visit's record is corrected."""
    await wang.says("菜单")
    way = ("查看记录", "服务记录", "2026-10-14", "更正", "发现的隐患", "缝制车间", "隐患情况")
    for step in way:
        await wang.taps(step)
    await wang.says("安全出口被推车堵塞")
    await wang.taps("返回")
    await wang.taps("完成")
    await wang.says("看错了")
    await wang.taps("提交")
    await arrives(stage)
    await wang.sees("已更正 · 服务记录", "原来的签收不再有效")


async def sees_the_dispute(stage: Stage, wang: Talker) -> None:
    await arrives(stage)
    await wang.says("菜单")
    await wang.taps("清单签收情况")
    await wang.taps("有异议")
    await wang.sees("签收人：郑立群（车间主任），未核实")
    await wang.sees("异议 第2条（缝制车间）：当天已经清理")


async def test_a_client_disputes_one_hazard_signs_the_rest_and_the_change_voids_it(
    guests: Guests,
) -> None:
    await guests.stage.write(two_hazards)
    wang = await guests.stage.enters("王晓芳", Role.AGENCY)
    before = await score(wang)
    await hands_over(wang)
    link = link_in(wang.screen)
    await wang.says("菜单")
    await wang.taps("清单签收情况")
    await wang.sees("未打开 2026-10-14")
    async with guests.opens(link) as page:
        await expect(page.get_by_role("alert")).to_have_count(0)
        await disputes_one_and_signs(page)
        await sees_the_dispute(guests.stage, wang)
        assert await score(wang) - before == 1
        await changes_the_list(guests.stage, wang)
        await page.reload()
        await expect(page.locator(".void").last).to_contain_text("原来的签收不再算数")
        await expect(page.locator(".hazards")).to_contain_text("安全出口被布料堵塞")
        assert await score(wang) == before


async def test_a_client_in_wecom_does_the_same_there(on_wecom: Phones) -> None:
    await on_wecom.write(two_hazards)
    wang = await on_wecom.enters("王晓芳", Role.AGENCY)
    before = await score(wang)
    await hands_over(wang)
    zheng = on_wecom.phone("郑立群")
    on_wecom.visitors.append(zheng)
    code = code_in(wang.screen)
    await zheng.says(code)
    await disputes_one_in_wecom(zheng)
    await sees_the_dispute(on_wecom, wang)
    assert await score(wang) - before == 1
    await changes_the_list(on_wecom, wang)
    await zheng.says(code)
    await zheng.sees("清单后来有改动，这次签收自 2026-11-20 起不再有效", "安全出口被布料堵塞")
    assert await score(wang) == before


async def given(stage: Stage) -> str:
    """The code of a list that was handed over."""

    def work(store: Store) -> str:
        visit = store.find(Visit, number="FW-2026-0003")[0]
        known = Contact(agency_id=visit.agency_id, client_id=visit.client_id, name="郑立群")
        return hand_over(store, visit, store.add(known), 14)[1]

    return await stage.write(work)


async def test_the_agencys_own_browser_and_phone_are_refused_and_that_is_kept(
    guests: Guests,
) -> None:
    """Who is in 企业微信 has the page open as well, in the same person's name."""
    code = await given(guests.stage)
    wang = await guests.stage.enters("王晓芳", Role.AGENCY)
    attempts = 1
    if guests.wecom is not None:
        await wang.says(f"s-{code}")
        await wang.sees("不能代委托单位签收")
        wang, attempts = await guests.web.enters_elsewhere("王晓芳"), 2
    assert isinstance(wang, Tab)
    beside = await wang.page.context.new_page()
    await beside.goto(f"{guests.web.channel.address}/s/{code}")
    await expect(beside.locator("#warning")).to_contain_text("对方自己的手机")
    await beside.get_by_role("button", name="签收", exact=True).click()
    await expect(beside.locator("#problem")).to_contain_text("不能代委托单位签收")
    tried = select(trail.c.act).where(trail.c.act == "refused_signature")
    write = guests.stage.write
    assert len(await write(lambda store: store.connection.execute(tried).all())) == attempts
    assert await write(lambda store: store.find(SignedList)) == []
    (handed,) = await write(lambda store: store.find(HandOver))
    assert handed.opened_at is None


async def test_what_was_typed_outlives_a_broken_line_a_reload_and_many_taps(
    guests: Guests,
) -> None:
    link = f"{guests.web.channel.address}/s/{await given(guests.stage)}"
    wang = await guests.stage.enters("王晓芳", Role.AGENCY)
    async with guests.opens(link) as page:
        await page.get_by_role("button", name="拒签", exact=True).click()
        await page.get_by_label("为什么拒签").fill("隐患不属实")
        await page.context.set_offline(True)
        await page.get_by_role("button", name="确认拒签").click()
        await expect(page.get_by_role("alert").last).to_contain_text("您填的内容还在")
        await page.context.set_offline(False)
        await page.reload()
        await expect(page.get_by_label("为什么拒签")).to_have_value("隐患不属实")
        await page.evaluate("for (let n = 9; n--; ) document.getElementById('refused').click()")
        await expect(page.locator("#receipt")).to_contain_text("隐患不属实")
    assert len(await guests.stage.write(lambda store: store.find(SignedList))) == 1
    await arrives(guests.stage)
    await wang.sees("拒签，原因：隐患不属实")
