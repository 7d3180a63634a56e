"""重大隐患快报: one tap, everybody told at once, a contact answers on a page or in 企业微信."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from scheduler.alarms import escalate_all
from storage.contact import Contact
from storage.organisation import Role
from storage.store import Store
from storage.visit import Grade, Hazard, Visit
from tests.stories.guest import Guests, code_in, link_in
from tests.stories.phones import Phones
from tests.stories.stage import Stage
from tests.stories.talker import Talker


def a_major_hazard(store: Store, agency_id: str) -> None:
    visit = store.find(Visit, agency_id=agency_id)[0]
    client_id = visit.client_id
    store.add(Contact(agency_id=agency_id, client_id=client_id, name="许厂长", principal=True))
    store.add(
        Hazard(
            agency_id=agency_id,
            client_id=client_id,
            visit_id=visit.id,
            place="喷漆房",
            description="可燃气体报警器失效",
            grade=Grade.MAJOR,
            advice="立即停用",
        )
    )


async def arrives(stage: Stage) -> None:
    await stage.app.sender.look()
    for visitor in stage.visitors:
        await visitor.settled()


async def reported(stage: Stage) -> tuple[Talker, Talker, Talker]:
    staff = await stage.enters("王晓芳", Role.AGENCY)
    principal = await stage.enters("周总", Role.PRINCIPAL)
    supervisor = await stage.enters("陆科长", Role.SUPERVISOR)
    await stage.write(lambda store: a_major_hazard(store, stage.town.agency.id))
    await staff.says("隐患台账")
    await staff.taps("重大隐患")
    await staff.says("1")
    await staff.taps("一键快报")
    await arrives(stage)
    return staff, principal, supervisor


async def test_one_tap_tells_everybody_and_silence_goes_further(chat: Stage) -> None:
    staff, principal, supervisor = await reported(chat)
    await principal.sees("重大隐患快报 KB-2026-0001", "可燃气体报警器失效", "[收到]")
    await principal.taps("收到")
    await principal.sees("您已确认收到。", "3人中1人已确认")
    chat.clock.passes(hours=2)
    assert await escalate_all(chat.app.database, chat.clock()) == 1
    assert await escalate_all(chat.app.database, chat.clock() + timedelta(hours=9)) == 0
    await arrives(chat)
    await staff.sees("请马上处理", "[收到]")
    await principal.sees("到时还没有确认收到", "许厂长（委托单位负责人）", "陆科长（监管人员）")
    await supervisor.says("快报")
    await supervisor.sees("【逾期未确认】")
    await supervisor.says("收到")
    await supervisor.sees("您已确认收到。")


@pytest.mark.chromium
async def test_a_contact_answers_in_a_browser_without_an_account(guests: Guests) -> None:
    staff, _principal, _supervisor = await reported(guests.stage)
    await staff.taps("给许厂长的链接")
    async with guests.opens(link_in(staff.screen)) as page:
        await expect(page.locator("body")).to_contain_text("可燃气体报警器失效")
        await page.get_by_role("button", name="收到").click()
        await expect(page.locator("body")).to_contain_text("确认收到。")
        await page.reload()
        await expect(page.get_by_role("button", name="收到")).to_have_count(0)
    await sees_that_the_contact_knows(staff)


async def test_a_contact_who_is_in_wecom_answers_there(on_wecom: Phones) -> None:
    staff, _principal, _supervisor = await reported(on_wecom)
    await staff.taps("给许厂长的链接")
    contact = on_wecom.phone("许厂长")
    await contact.says(code_in(staff.screen))
    await contact.sees("可燃气体报警器失效", "[收到]")
    await contact.taps("收到")
    await contact.sees("您已确认收到。")
    await sees_that_the_contact_knows(staff)


async def sees_that_the_contact_knows(staff: Talker) -> None:
    await staff.says("快报")
    await staff.says("1")
    await staff.sees("● 许厂长（委托单位负责人）：11月20日 10:00 收到")
