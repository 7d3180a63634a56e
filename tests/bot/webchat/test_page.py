"""The page in a real browser, phone-sized: typed, pressed, without a mouse, dark, cut off."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, FilePayload, Page, expect

from tests.bot.webchat.pictures import picture
from tests.bot.webchat.stage import Gate, Stage
from tests.conftest import BUSY

pytestmark = pytest.mark.chromium
expect.set_options(timeout=15_000)
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "locale": "zh-CN",
    "device_scale_factor": 2,
}


@asynccontextmanager
async def phone(stage: Stage, browser: Browser, path: str, **how: Any) -> AsyncIterator[Page]:
    """A page on a phone; whatever it complains of, or asks of anybody but us, fails the test."""
    context = await browser.new_context(**{**PHONE, **how})
    context.set_default_timeout(BUSY * 1000)
    complaints: list[str] = []

    def listen(page: Page) -> None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complain(message))
        page.on("request", lambda request: foreign(request.url))

    def complain(message: ConsoleMessage) -> None:
        if message.type == "error" and "ERR_CONNECTION_REFUSED" not in message.text:
            complaints.append(message.text)

    def foreign(url: str) -> None:
        if not url.startswith((stage.url, "blob:", stage.url.replace("http", "ws"))):
            complaints.append(f"asked {url}")

    context.on("page", listen)
    page = await context.new_page()
    await page.goto(stage.url + path)
    yield page
    await context.close()
    assert complaints == []


async def type_and_send(page: Page, text: str) -> None:
    await page.get_by_label("消息").fill(text)
    await page.get_by_role("button", name="发送", exact=True).click()


async def test_typing_and_pressing_go_on_in_place_and_outlive_a_reload(
    stage: Stage, chromium: Browser, tmp_path: Path
) -> None:
    stage.answering = True
    async with phone(stage, chromium, "/chat#as=agency") as page:
        await expect(page.locator("#state")).to_have_text("在线")
        await type_and_send(page, "<img src=x onerror=alert(1)><b>粗</b>")
        mine = page.locator(".me .text").last
        await expect(mine).to_have_text("<img src=x onerror=alert(1)><b>粗</b>")
        await expect(page.locator(".me .foot").last).not_to_contain_text("发送中")
        await expect(page.locator(".bot strong")).to_have_text("服务合同 · 第3/8步")
        await page.screenshot(path=tmp_path / "light.png")
        key = page.get_by_role("button", name="今天")
        box = await key.bounding_box()
        assert box is not None
        assert box["height"] >= 40
        await key.click()
        await expect(page.locator(".bot .text")).to_contain_text("第4/8步")
        await expect(page.locator("#toast")).to_have_text("已记下")
        assert await page.locator("#log > li").count() == 2
        await page.reload()
        await expect(page.locator(".bot .text")).to_contain_text("第4/8步")
        await expect(page.locator(".me .text")).to_contain_text("onerror")
        assert await page.locator("#log > li").count() == 2
        assert await page.locator("#log img, #log b").count() == 0
    assert len(stage.received) == 2


COMPOSING = """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
  { key: "Enter", isComposing: true, bubbles: true, cancelable: true }))"""
"""Enter that ends the composing of a Chinese word; true: the page leaves it to the input method."""


async def test_everything_can_be_done_without_a_mouse(stage: Stage, chromium: Browser) -> None:
    stage.answering = True
    async with phone(stage, chromium, "/chat#as=agency") as page:
        await expect(page.get_by_label("消息")).to_be_focused()
        await page.keyboard.type("你好")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("第二行")
        await page.keyboard.press("Enter")
        await expect(page.locator(".me .text")).to_have_text("你好\n第二行")
        await expect(page.get_by_role("button", name="昨天")).to_be_visible()
        await page.keyboard.type("zhong")
        assert await page.evaluate(COMPOSING) is True
        await expect(page.get_by_label("消息")).to_have_value("zhong")
        await page.get_by_label("消息").fill("")
        await page.keyboard.press("ArrowUp")
        await expect(page.get_by_role("button", name="今天")).to_be_focused()
        await page.keyboard.press("ArrowRight")
        await expect(page.get_by_role("button", name="昨天")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="上一步")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.get_by_label("消息")).to_be_focused()
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="菜单")).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page.locator(".me .text").last).to_have_text("得分")
        spoken = await page.locator("main").aria_snapshot()
        assert "log" in spoken
        assert "group" in spoken


CONTRAST = """() => {
  const light = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map((x) => x / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const color = getComputedStyle(node).backgroundColor;
      if (!color.endsWith(", 0)")) return color;
    }
    return "rgb(255, 255, 255)";
  };
  return [...document.querySelectorAll("h1, header p, .text, .foot, .day, .key, textarea")]
    .map((node) => {
      const [a, b] = [light(getComputedStyle(node).color), light(ground(node))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      return [node.className || node.tagName, Math.round(ratio * 100) / 100];
    });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everything_can_be_read_by_day_and_by_night(
    stage: Stage, chromium: Browser, scheme: str, tmp_path: Path
) -> None:
    chat = await stage.account(await stage.doors.enter("agency"))
    for said in ("前", "后"):
        await stage.ask(chat, said)
    async with phone(stage, chromium, "/chat#as=agency", color_scheme=scheme) as page:
        await type_and_send(page, "我的话")
        await expect(page.locator(".me .foot")).not_to_contain_text("发送中")
        await page.screenshot(path=tmp_path / f"{scheme}.png")
        ratios: list[tuple[str, float]] = await page.evaluate(CONTRAST)
        assert len(ratios) > 12
        assert [(name, ratio) for name, ratio in ratios if ratio < 4.5] == []
        ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (ground == "rgb(12, 19, 19)") is (scheme == "dark")


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": content}


async def test_photos_are_previewed_sent_as_one_and_seen(
    stage: Stage, chromium: Browser, tmp_path: Path
) -> None:
    async with phone(stage, chromium, "/chat#as=agency") as page:
        shots = [payload(f"现场{n}.png", picture(n)) for n in (1, 2)]
        await page.locator("#pictures").set_input_files(shots)
        await expect(page.locator("#chosen img")).to_have_count(2)
        await page.get_by_label("消息").fill("配电间")
        await page.screenshot(path=tmp_path / "photos.png")
        await page.keyboard.press("Enter")
        await expect(page.locator(".me a img")).to_have_count(2)
        seen = "() => [...document.querySelectorAll('.me a img')].every((i) => i.naturalWidth > 0)"
        await page.wait_for_function(seen)
        await expect(page.locator("#chosen")).to_be_hidden()
        await page.locator("#files").set_input_files([payload("空.png", b"")])
        await expect(page.get_by_role("alert")).to_have_text("没有选上：空.png 是空的。")
    [one] = stage.received
    assert [file["file_name"] for file in one.raw["message"]["album"]] == ["现场1.png", "现场2.png"]


async def test_what_is_typed_while_cut_off_is_sent_once_when_the_line_is_back(
    stage: Stage, chromium: Browser
) -> None:
    async with phone(stage, chromium, "/chat#as=agency") as page:
        await expect(page.locator("#state")).to_have_text("在线")
        await stage.chat.stop()
        await expect(page.locator("#state")).to_have_text("已断开，稍后自动重连")
        await type_and_send(page, "断网时写的")
        await expect(page.locator(".me .foot")).to_contain_text("发送中")
        await stage.reopen()
        await expect(page.locator("#state")).to_have_text("在线", timeout=15_000)
        await expect(page.locator(".me .foot")).not_to_contain_text("发送中")
        await page.reload()
        await expect(page.locator(".me .text")).to_have_text("断网时写的")
    assert [one.raw["message"]["text"] for one in stage.received] == ["断网时写的"]


async def test_what_was_not_acknowledged_is_sent_again_after_a_reload(
    stage: Stage, chromium: Browser
) -> None:
    gate = Gate(stage)
    await stage.reopen(gate)
    async with phone(stage, chromium, "/chat#as=agency") as page:
        await expect(page.locator("#state")).to_have_text("在线")
        await type_and_send(page, "还没存下")
        await expect(page.locator(".me .foot")).to_contain_text("发送中")
        await page.reload()
        await expect(page.locator(".me .text")).to_have_text("还没存下")
        gate.open.set()
        await expect(page.locator(".me .foot")).not_to_contain_text("发送中")
        assert await page.locator(".me").count() == 1
    assert [one.raw["message"]["text"] for one in stage.received] == ["还没存下"]


async def test_what_is_stored_but_not_yet_acknowledged_stands_there_once(
    stage: Stage, chromium: Browser
) -> None:
    """The acknowledgement was lost on the way: the page asks again, and shows what it has."""
    gate = Gate(stage)
    await stage.reopen(gate)
    async with phone(stage, chromium, "/chat#as=agency") as page:
        await expect(page.locator("#state")).to_have_text("在线")
        await type_and_send(page, "已经存下")
        await expect(page.locator(".me .foot")).to_contain_text("发送中")
        kept = await page.evaluate("sessionStorage.getItem('anxing.outbox')")
        gate.open.set()
        await expect(page.locator(".me .foot")).not_to_contain_text("发送中")
        gate.open.clear()
        await page.evaluate("kept => sessionStorage.setItem('anxing.outbox', kept)", kept)
        await page.reload()
        await expect(page.locator("#state")).to_have_text("在线")
        await expect(page.locator(".me .text")).to_have_text("已经存下")
        gate.open.set()


async def test_what_is_too_long_stays_in_the_box_with_the_reason(
    stage: Stage, chromium: Browser
) -> None:
    async with phone(stage, chromium, "/chat#as=agency") as page:
        await expect(page.locator("#state")).to_have_text("在线")
        await type_and_send(page, "长" * 20_001)
        await expect(page.get_by_role("alert")).to_contain_text("一条最多20000个字")
        assert len(await page.get_by_label("消息").input_value()) == 20_001
    assert stage.received == []


async def test_a_link_lets_in_this_tab_and_personas_stand_side_by_side(
    stage: Stage, chromium: Browser
) -> None:
    async with phone(stage, chromium, "/i/good") as page:
        await page.get_by_role("button", name="接受邀请，开始使用").click()
        await expect(page.locator("#standing")).to_have_text("沈佳怡 · 监管人员")
        stranger = await page.context.new_page()
        await stranger.goto(f"{stage.url}/chat")
        await expect(stranger.get_by_role("heading", name="请用邀请链接打开")).to_be_visible()
        await stranger.goto(f"{stage.url}/")
        async with page.context.expect_page() as opened:
            await stranger.get_by_role("link", name="陈国平").click()
        beside = await opened.value
        await expect(beside.locator("#standing")).to_contain_text("陈国平")
        await page.reload()
        await expect(page.locator("#standing")).to_contain_text("沈佳怡")
