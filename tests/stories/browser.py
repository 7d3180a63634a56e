"""A person with the web chat open on a phone: the verbs of a talker in a real browser."""

import asyncio
import itertools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, FilePayload, Page

from bot.web import WebChannel
from handlers.excel import XLSX
from storage import webchat
from storage.database import Connection
from tests.conftest import BUSY, new_page
from tests.stories.stage import Stage
from tests.stories.talker import bracketed

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "locale": "zh-CN",
    "reduced_motion": "reduce",
}
PAUSE = 0.005
SHOTS = os.environ.get("ANXING_SHOTS")
"""A folder to keep a picture of every step in, to be looked at."""

STATE = """(before) => {
  const items = [...document.querySelectorAll("#log > li")].map((item) => item.message);
  const said = [...document.querySelectorAll("#log > .bot")];
  const since = said.filter((item) => (item.message.change ?? 0) > before);
  const shown = (since.length ? since : said.slice(-1)).flatMap((item) => [
    item.querySelector(".text")?.textContent ?? "",
    ...[...item.querySelectorAll(".row")].map((row) =>
      [...row.querySelectorAll(".key")].map((key) => `[${key.textContent}]`).join("")),
  ]);
  const { state } = document.getElementById("state").dataset;
  const notice = document.getElementById("notice");
  if (state === "refused" && !notice.hidden)
    return { waiting: false, change: Infinity, screen: notice.textContent };
  return {
    waiting: (sessionStorage.getItem("anxing.outbox") ?? "[]") !== "[]"
      || items.some((message) => message.pending) || state !== "online",
    change: Math.max(0, ...items.map((message) => message.change ?? 0)),
    screen: shown.join("\\n"),
  };
}"""
NEWEST = """() => new Promise((found) => requestAnimationFrame(() => found(Math.max(0,
  ...[...document.querySelectorAll("#log > li")].map((item) => item.message.change ?? 0)))))"""
BUTTON = """(label) => {
  const messages = [...document.querySelectorAll("#log > .bot")].reverse()
    .map((item) => [...item.querySelectorAll(".key")]);
  for (const fits of [(text) => text === label, (text) => text.startsWith(label)]) {
    for (const keys of messages) {
      const found = keys.find((key) => fits(key.textContent));
      if (found) return found;
    }
  }
  return null;
}"""


@dataclass
class Tab:
    """Implements ``Talker``: types into the box, presses what is on the page, reads the page.

    The screen is what the bot said or changed since this person last did something: a letter that
    comes in beside an answer hides neither."""

    stage: "Web"
    page: Page
    name: str
    screen: str = ""
    _account: str = ""
    _steps: int = 0
    _before: int = 0

    async def opened(self) -> None:
        """The login of this tab stands and the greeting is there."""
        await self.page.wait_for_url("**/chat")
        token = await self.page.evaluate("JSON.parse(sessionStorage['anxing.login']).token")
        found = await self.stage.app.database.read(lambda c: webchat.tab_of(c, token))
        assert found is not None
        self._account = found.account
        await self.settled()

    @property
    def choices(self) -> list[str]:
        return bracketed(self.screen)

    async def says(self, text: str) -> None:
        await self._acts()
        await self.page.get_by_label("消息").fill(text)
        await self.page.get_by_role("button", name="发送", exact=True).click()
        await self.settled()

    async def taps(self, label: str) -> None:
        await self._acts()
        button = (await self.page.evaluate_handle(BUTTON, label)).as_element()
        assert button is not None, f"no button {label!r} in:\n{self.screen}"
        await button.click()
        await self.settled()

    async def sends_photo(self, content: bytes) -> None:
        await self._acts()
        photo: FilePayload = {"name": "现场.png", "mimeType": "image/png", "buffer": content}
        await self.page.locator("#pictures").set_input_files([photo])
        await self.page.get_by_role("button", name="发送", exact=True).click()
        await self.settled()

    async def sends_file(self, name: str, content: bytes) -> None:
        await self._acts()
        file: FilePayload = {"name": name, "mimeType": XLSX, "buffer": content}
        await self.page.locator("input[type=file]").last.set_input_files([file])
        await self.page.get_by_role("button", name="发送", exact=True).click()
        await self.settled()

    async def downloads(self) -> bytes:
        async with self.page.expect_download() as coming:
            await self.page.locator("#log > .bot a").last.click()
        return Path(await (await coming.value).path()).read_bytes()

    async def sees(self, *texts: str) -> None:
        await self.settled()
        for text in texts:
            assert text in self.screen, f"{text!r} is not in:\n{self.screen}"

    async def sees_nothing_of(self, text: str) -> None:
        await self.settled()
        assert text not in self.screen, f"{text!r} is in:\n{self.screen}"

    async def settled(self) -> None:
        """What was sent is acknowledged, handled and answered, and the answer is on the page."""
        async with asyncio.timeout(BUSY):
            for _look in itertools.count():
                if await self._at_rest():
                    break
                await asyncio.sleep(PAUSE)
        if SHOTS:
            self._steps += 1
            path = Path(SHOTS) / f"{self.name}-{self._steps:03}.png"
            await self.page.screenshot(path=path)

    async def _acts(self) -> None:
        """Once the page has come to stand: what scrolls under a finger is not pressed."""
        self._before = await self.page.evaluate(NEWEST)

    async def _at_rest(self) -> bool:
        """The page is looked at first: what comes in after that is seen by the others."""
        app = self.stage.app
        shown = await self.page.evaluate(STATE, self._before)
        if shown["waiting"] or not (app.intake.idle and app.sender.idle):
            return False
        self.screen = shown["screen"]
        return bool(await app.database.read(self._newest) <= shown["change"])

    def _newest(self, connection: Connection) -> int:
        kept = webchat.changed_since(connection, self._account, 0, 10_000)
        return max((one.change for one in kept), default=0)


@dataclass
class Web(Stage):
    """The web chat on the loopback."""

    channel: WebChannel
    browser: Browser

    async def let_in(self, code: str, name: str) -> Tab:
        page = await self._door(code)
        await page.get_by_role("button", name="接受邀请，开始使用").click()
        tab = Tab(self, page, name)
        await tab.opened()
        return tab

    async def knocks(self, code: str) -> str:
        page = await self._door(code)
        return await page.locator("main").inner_text()

    async def _door(self, code: str) -> Page:
        """A phone of one's own that opens the link."""
        page: Page = await new_page(self.browser, **PHONE)
        await page.goto(f"{self.channel.address}/i/{code}")
        return page
