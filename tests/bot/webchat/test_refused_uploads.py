"""A file that is refused, on the page: said with its reason, while the others go."""

import pytest
from playwright.async_api import Browser, FilePayload, expect

from tests.bot.webchat.stage import Stage
from tests.bot.webchat.test_page import PHONE
from tests.conftest import new_page
from tests.pictures import photo

pytestmark = pytest.mark.chromium


async def test_one_file_that_is_refused_holds_up_no_other_and_nothing_typed_is_lost(
    stage: Stage, chromium: Browser
) -> None:
    good: FilePayload = {"name": "好.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    bad: FilePayload = {"name": "坏.jpg", "mimeType": "image/jpeg", "buffer": b"MZ a program"}
    page = await new_page(chromium, **PHONE)
    await page.goto(f"{stage.url}/chat#as=agency")
    await page.locator("#pictures").set_input_files([bad, good])
    await page.get_by_role("button", name="发送", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("“坏.jpg”其实是一个程序")
    await expect(page.locator(".me a img")).to_have_count(1)
    await page.locator("#pictures").set_input_files([bad])
    await page.get_by_label("消息").fill("配电间")
    await page.get_by_role("button", name="发送", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("“坏.jpg”其实是一个程序")
    await expect(page.get_by_label("消息")).to_have_value("配电间")
    await expect(page.locator(".me")).to_have_count(1)
    await page.context.close()
    [one] = stage.received
    assert [file["file_name"] for file in one.raw["message"]["album"]] == ["好.jpg"]
