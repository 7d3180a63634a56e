"""The web chat as only a browser can show it: a dropped line, no mouse, by night, side by side."""

import asyncio
import json

import pytest
from playwright.async_api import WebSocketRoute, expect

from storage.gathering import Gathering
from storage.organisation import Role
from tests.stories.browser import Tab, Web
from tests.stories.stage import Stage

pytestmark = pytest.mark.chromium
expect.set_options(timeout=15_000)


@pytest.fixture
def web(on_the_web: Stage) -> Web:
    assert isinstance(on_the_web, Web)
    return on_the_web


async def tab_of(web: Web, name: str, role: Role) -> Tab:
    tab = await web.enters(name, role)
    assert isinstance(tab, Tab)
    return tab


async def test_a_half_filled_form_is_there_after_a_reload(web: Web) -> None:
    wang = await tab_of(web, "王晓芳", Role.AGENCY)
    await wang.says("菜单")
    await wang.taps("培训与会议")
    await wang.taps("安全工作会议")
    shown = wang.screen
    messages = await wang.page.locator("#log > li").count()
    await wang.page.reload()
    await wang.sees(shown)
    assert await wang.page.locator("#log > li").count() == messages
    await wang.taps("今天")
    await wang.sees("第3/5步")


class Line:
    """The line between a page and the server; it can break just before the page hears of a press
    that the server has taken."""

    def __init__(self) -> None:
        self.presses: list[str] = []
        self.breaks = False

    def connect(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()

        def up(message: str | bytes) -> None:
            frame = json.loads(message)
            if frame["type"] == "press":
                self.presses.append(frame["client_id"])
            server.send(message)

        def down(message: str | bytes) -> None:
            if self.breaks and json.loads(message)["type"] == "ack":
                self.breaks = False
                self._broken = asyncio.ensure_future(page.close())
                return
            page.send(message)

        page.on_message(up)
        server.on_message(down)


async def test_a_submission_over_a_broken_line_makes_one_record(web: Web) -> None:
    """The page sends it again by itself, under the same id, and is shown the one receipt."""
    wang, line = await tab_of(web, "王晓芳", Role.AGENCY), Line()
    await wang.page.route_web_socket("**/ws", line.connect)
    await wang.page.reload()
    await holds_a_meeting(wang)
    line.presses.clear()
    line.breaks = True
    await wang.taps("提交")
    await wang.sees("已提交 · 培训与会议")
    assert len(line.presses) == 2
    assert len(set(line.presses)) == 1
    assert len(await web.write(lambda store: store.find(Gathering))) == 1


async def holds_a_meeting(wang: Tab) -> None:
    await wang.says("菜单")
    await wang.taps("培训与会议")
    await wang.taps("安全工作会议")
    await wang.taps("今天")
    await wang.says("季度例会")
    await wang.taps("跳过")
    await wang.taps("跳过")
    await wang.sees("核对 · 培训与会议")


async def test_a_form_is_filled_without_a_mouse(web: Web) -> None:
    """Tab and Enter, arrows among the keys; typing goes where one types."""
    wang = await tab_of(web, "王晓芳", Role.AGENCY)
    keys = wang.page.keyboard
    await wang.page.get_by_label("消息").focus()
    await keys.type("菜单")
    await keys.press("Enter")
    await wang.settled()
    await focus(wang, "培训与会议")
    await keys.press("Enter")
    await wang.sees("登记哪一种")
    await focus(wang, "安全教育培训")
    await keys.press("Enter")
    await wang.sees("举行日期")
    await expect(wang.page.get_by_role("button", name="今天").last).to_be_focused()
    await keys.press("Enter")
    await wang.sees("主题")


async def focus(wang: Tab, label: str) -> None:
    """Tab on until the key has the focus, as somebody without a mouse does."""
    await wang.page.get_by_label("消息").focus()
    await wang.page.keyboard.press("ArrowUp")
    for _key in range(40):
        if await wang.page.evaluate("document.activeElement.textContent") == label:
            return
        await wang.page.keyboard.press("Tab")
    raise AssertionError(f"{label!r} is not reached by Tab")


async def test_two_people_side_by_side_keep_to_themselves(web: Web) -> None:
    wang = await tab_of(web, "王晓芳", Role.AGENCY)
    lu = await tab_of(web, "陆文斌", Role.SUPERVISOR)
    await wang.says("得分")
    await lu.says("得分")
    await wang.sees("嘉兴安正技术服务有限公司 · 得分")
    await lu.sees("各机构得分")
    await wang.page.reload()
    await wang.sees("嘉兴安正技术服务有限公司 · 得分")
    await expect(wang.page.locator("#standing")).to_contain_text("王晓芳")
    await expect(lu.page.locator("#standing")).to_contain_text("陆文斌")


async def test_whose_membership_ended_finds_the_door_closed(web: Web) -> None:
    chen = await tab_of(web, "陈敏", Role.AGENCY)
    zhou = await tab_of(web, "周卫东", Role.PRINCIPAL)
    await zhou.says("菜单")
    await zhou.taps("停用人员")
    await zhou.taps("1. 陈敏" if "[1. 陈敏" in zhou.screen else "2. 陈敏")
    await zhou.taps("昨天")
    await zhou.taps("提交")
    await chen.page.reload()
    await expect(chen.page.get_by_role("heading", name="登录已失效")).to_be_visible()
    await expect(chen.page.locator("#log")).to_be_hidden()
