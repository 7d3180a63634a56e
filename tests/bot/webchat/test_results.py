"""The public pages: what was published, to anybody, and nothing of clients, people or hazards."""

from typing import Any

import aiohttp
import pytest

from storage.client import Client
from storage.contact import Contact
from storage.cycle import Cycle, Participation
from storage.organisation import Role
from storage.person import Person
from storage.publication import Publication
from storage.store import Store
from storage.visit import Hazard
from tests import rated
from tests.bot.webchat.handed import Handed, hand
from tests.bot.webchat.stage import Stage
from tests.conftest import new_page
from tests.handlers.bureau import member
from tests.stories.browser import PHONE


@pytest.fixture
async def handed(stage: Stage) -> Handed:
    """A town where clients, contacts and hazards are known."""
    return await hand(stage)


async def read(http: aiohttp.ClientSession, path: str) -> tuple[int, str, str]:
    async with http.get(path) as answer:
        return answer.status, await answer.text(), answer.headers["Cache-Control"]


def publish(store: Store, handed: Handed) -> Publication:
    (part,) = store.find(Participation, agency_id=handed.town.agency.id)
    return rated.announce(store, part, member(store, "顾评定", Role.INSPECTOR))


def names(store: Store) -> list[str]:
    found = [one.name for one in store.find(Client)]
    found += [one.name for one in store.find(Contact)]
    found += [one.name for one in store.find(Person)]
    hazards = store.find(Hazard)
    return [*found, *(one.place for one in hazards), *(one.description for one in hazards)]


async def test_before_anything_is_published_the_page_says_so(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    status, text, _ = await read(http, "/r")
    assert (status, "还没有公布评定结果" in text) == (200, True)
    status, text, kept = await read(http, "/r/GB-2026-0001")
    assert (status, "没有找到这份公告" in text, kept) == (404, True, "no-cache")


async def test_anybody_reads_the_result_and_no_private_name(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    made = await handed.write(lambda store: publish(store, handed))
    private = await handed.write(names)
    assert len(private) > 8
    for path in ("/r", f"/r/{made.number}", f"/r/{made.number.lower()}", "/r?page=9999&cycle=x"):
        status, text, kept = await read(http, path)
        assert (status, kept) == (200, "public, max-age=60")
        assert [name for name in private if name in text] == []
    status, text, _ = await read(http, f"/r/{made.number}")
    for said in ("四星", made.shown["total"], "办公场所与设施", "满意度测评", "第1版"):
        assert said in text
    assert "script" not in text
    _, listed, _ = await read(http, "/r")
    assert f"href='/r/{made.number}'" in listed
    assert handed.town.agency.name in listed


async def test_an_old_version_stays_and_leads_to_its_correction(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    def correct(store: Store) -> tuple[Publication, Publication]:
        first = publish(store, handed)
        values = {"number": "GB-2026-0002", "version": 2, "grounds": "<b>复核</b>后更正"}
        page = {**first.shown, **values, "reason": values["grounds"]}
        page["before"] = {"total": first.shown["total"], "stars": "四星"}
        kept = {**first.values(), "id": "", "shown": page, **values}
        return first, store.add(Publication(**kept))

    first, second = await handed.write(correct)
    _, old, _ = await read(http, f"/r/{first.number}")
    assert "已经更正" in old
    assert f"href='/r/{second.number}'" in old
    _, new, _ = await read(http, f"/r/{second.number}")
    assert "&lt;b&gt;复核&lt;/b&gt;后更正" in new
    assert "已经更正" not in new
    _, listed, _ = await read(http, "/r")
    assert "GB-2026-0001" not in listed


async def test_what_is_shown_was_frozen(handed: Handed, http: aiohttp.ClientSession) -> None:
    made = await handed.write(lambda store: publish(store, handed))
    _, before, _ = await read(http, f"/r/{made.number}")

    def rename(store: Store) -> None:
        store.revise(handed.town.agency, name="改名后的机构", reason="更名")
        (cycle,) = store.find(Cycle)
        store.revise(cycle, name="另一个周期", reason="更名")
        rated.bands(store, cycle, "甲 50-100；乙 0-49.99")

    await handed.write(rename)
    assert (await read(http, f"/r/{made.number}"))[1] == before


@pytest.mark.chromium
async def test_a_phone_shows_it_whole_in_light_and_dark(handed: Handed, chromium: Any) -> None:
    made = await handed.write(lambda store: publish(store, handed))
    for scheme in ("light", "dark"):
        page = await new_page(chromium, **{**PHONE, "color_scheme": scheme})
        broken: list[str] = []
        page.on("console", lambda said, broken=broken: broken.append(said.text))
        for path in ("/r", f"/r/{made.number}"):
            await page.goto(handed.stage.url + path)
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 390
        assert broken == []
        await page.context.close()
