"""Somebody with a link and a phone of their own, who is nobody here: no account, no app."""

import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page

from tests.conftest import new_page
from tests.stories.browser import PHONE, SHOTS, Web
from tests.stories.phones import Phones
from tests.stories.stage import Stage

LINK = re.compile(r"http://\S+/[spa]/[\w-]+")
TYPED = re.compile(r"发送 ([spa]-[\w-]+)")


def link_in(text: str) -> str:
    found = LINK.search(text)
    assert found, text
    return found[0]


def code_in(text: str) -> str:
    """What whoever has 企业微信 sends there instead."""
    found = TYPED.search(text)
    assert found, text
    return found[1]


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


@dataclass(frozen=True)
class Guests:
    """``stage``: where those who have an account are, the page itself or 企业微信 beside it.
    ``web``: the page of the same app, for those who have none."""

    stage: Stage
    web: Web

    @property
    def wecom(self) -> Phones | None:
        return self.stage if isinstance(self.stage, Phones) else None

    def opens(self, address: str) -> AbstractAsyncContextManager[Page]:
        return guest(self.web.browser, address)
