"""Somebody with a link and a phone of their own, who is nobody here: no account, no app."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page

from tests.conftest import new_page
from tests.stories.browser import PHONE, SHOTS

LINK = re.compile(r"http://\S+/[spa]/[\w-]+")


def link_in(text: str) -> str:
    found = LINK.search(text)
    assert found, text
    return found[0]


@asynccontextmanager
async def guest(browser: Browser, address: str) -> AsyncIterator[Page]:
    """The page of a link in a browser that was never here; no script of it may fail."""
    page: Page = await new_page(browser, **PHONE)
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    await page.goto(address)
    yield page
    if SHOTS:
        await page.screenshot(path=Path(SHOTS) / f"guest-{id(page)}.png", full_page=True)
    await page.context.close()
    assert failed == []
