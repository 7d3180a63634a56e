"""The guests' pages in a real browser: readable by day and by night, pressed without a mouse."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.bot.webchat.handed import hand
from tests.bot.webchat.stage import Stage
from tests.bot.webchat.test_guests_asked import alarmed, asked, ballot_of
from tests.bot.webchat.test_page import phone

pytestmark = pytest.mark.chromium
LOOK = """() => {
  const light = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
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
  const seen = [...document.querySelectorAll("main *")].filter((node) =>
    node.getClientRects().length && [...node.childNodes].some((c) => c.nodeType === 3));
  const pale = seen.filter((node) => {
    const [a, b] = [light(getComputedStyle(node).color), light(ground(node))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
  });
  const small = [...document.querySelectorAll("button, .switch, .marks label, input.line")]
    .filter((node) => node.getClientRects().length && node.getBoundingClientRect().height < 44);
  return { seen: seen.length, pale: pale.map((node) => node.outerHTML),
    small: small.map((node) => node.outerHTML),
    wide: document.documentElement.scrollWidth - innerWidth };
}"""


async def well_made(page: Page, picture: Path) -> None:
    await page.screenshot(path=picture, full_page=True)
    look = await page.evaluate(LOOK)
    assert look["seen"] > 8
    assert (look["pale"], look["small"]) == ([], [])
    assert look["wide"] <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_guests_page_can_be_read_and_hit_by_day_and_by_night(
    stage: Stage, chromium: Browser, scheme: str, tmp_path: Path
) -> None:
    handed = await hand(stage)
    paths = (f"/s/{handed.code}", f"/p/{(await asked(handed))[0]}")
    others = (f"/a/{(await alarmed(handed))[0]}", f"/v/{handed.made.content_hash[:16]}")
    for number, path in enumerate((*paths, *others)):
        async with phone(stage, chromium, path, color_scheme=scheme) as page:
            await well_made(page, tmp_path / f"{scheme}-{number}.png")


async def test_a_list_is_disputed_and_signed_by_keyboard_alone(
    stage: Stage, chromium: Browser
) -> None:
    handed = await hand(stage)
    async with phone(stage, chromium, f"/s/{handed.code}") as page:
        await page.get_by_label("对第1条有异议").focus()
        await page.keyboard.press("Space")
        await expect(page.get_by_label("第1条哪里不同意")).to_be_focused()
        await page.keyboard.type("已经清走")
        await page.get_by_label("您的姓名").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#receipt")).to_be_focused()
        await expect(page.locator("#receipt")).to_contain_text("已签收，有异议")
        await expect(page.locator(".objection")).to_have_text("异议：已经清走")
        seen = "() => [...document.querySelectorAll('.photos img')].every((i) => i.naturalWidth)"
        await page.locator(".photos img").scroll_into_view_if_needed()
        await page.wait_for_function(seen)


async def test_a_ballot_names_what_is_missing_and_takes_what_is_chosen(
    stage: Stage, chromium: Browser
) -> None:
    handed = await hand(stage)
    code, id = await asked(handed)
    async with phone(stage, chromium, f"/p/{code}") as page:
        await page.get_by_role("button", name="提交").click()
        await expect(page.get_by_role("alert").last).to_have_text("请给每一项打分。")
        for mark, group in enumerate(await page.get_by_role("group").all(), 7):
            await group.get_by_role("radio", name=str(mark), exact=True).check()
        await page.get_by_role("button", name="提交").click()
        await expect(page.locator(".good")).to_contain_text("您的答复已收到")
    assert (await ballot_of(handed, id)).mark == 8.5


async def test_whoever_is_not_meant_closes_the_link_and_is_thanked(
    stage: Stage, chromium: Browser
) -> None:
    handed = await hand(stage)
    async with phone(stage, chromium, f"/s/{handed.code}") as page:
        await page.get_by_role("button", name="不是我").click()
        await page.get_by_role("button", name="这份清单与我无关").click()
        await expect(page.get_by_role("status")).to_contain_text("这条链接已关闭")
    assert await handed.signatures() == []
