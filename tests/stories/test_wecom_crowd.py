"""Fifty people in 企业微信 fill in the visit form at once, and one who can't wait: nothing is lost,
nothing is mixed up, and no conversation is told more than it may be."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.app import Anxing
from storage.account import Invitation, default_expiry, invite
from storage.audit import verify
from storage.client import Client
from storage.organisation import Role
from storage.store import Store
from storage.visit import Hazard, Visit
from tests.bot.office import FixedClock, settings_in
from tests.bot.wecom.gateway import gateway_running
from tests.bot.wecom.phone import Phone, looks
from tests.conftest import NOW
from tests.stories.county import County, build
from tests.stories.phones import Phones, rhythm_of, robot_of

PEOPLE, ASKED = 50, 45
OWN = re.compile(r"(\d\d)号(?:车间|配电间|箱门|当日)")
MINUTE = 2.0
"""Seconds: the one who can't wait says more than fits into it."""


@dataclass
class Busy(Phone):
    """Waits for the words that come next, whatever everybody else is doing."""

    wants: str = ""
    _next: str = ""
    _newest: int = -1

    async def then(self, act: str, wants: str) -> None:
        """What stands in a bracket is tapped, the rest is typed."""
        self._next = wants
        await (self.taps(act[1:]) if act.startswith("[") else self.says(act))

    def acts(self) -> None:
        super().acts()
        self.wants, self._newest = self._next, -1

    async def settled(self) -> None:
        try:
            await self.robot.until(self._is_told)
        except TimeoutError:
            raise AssertionError(f"{self.wants!r} never comes:\n{self.screen}") from None

    def _is_told(self) -> bool:
        newest = max((one.change for one in self.messages), default=0)
        if newest != self._newest:
            self._newest = newest
            self.looks_up()
        return looks(self.wants) in looks(self.screen)


@pytest.fixture
async def crowd(tmp_path: Path) -> AsyncIterator[tuple[Phones, County]]:
    clock = FixedClock()
    async with (
        gateway_running(minute=MINUTE, click=60) as gateway,
        Anxing(settings_in(tmp_path), clock=clock, reminding=False) as app,
    ):
        county = await app.database.write(lambda connection: build(Store(connection, NOW)))
        await app.serve([robot_of(app, gateway, rhythm_of(MINUTE))])
        await gateway.subscribed()
        yield Phones(app, clock, county.town, gateway), county


def codes(store: Store, county: County) -> list[str]:
    """Ten people in each of the five agencies."""
    return [
        invite(
            store,
            Invitation(
                code_hash="",
                role=Role.AGENCY,
                name=f"办事员{n:02}",
                agency_id=county.agencies[n % 5].id,
                expires_at=default_expiry(store),
            ),
        )[1]
        for n in range(PEOPLE)
    ]


async def visits(phone: Busy, n: int, code: str) -> None:
    """Every answer of their own, words and buttons in turn."""
    for act, wants in (
        (code, f"办事员{n:02}，您好"),
        ("服务记录", "服务记录 · 第1"),
        (str(n % 3 + 1), "服务日期"),
        ("[今天", "服务人员"),
        ("1", "☑"),
        ("完成选择", "服务内容"),
        (f"检查{n:02}号车间", "服务起止时间"),
        ("9点到11点30", "发现的隐患"),
        ("[添加", "隐患位置"),
        (f"{n:02}号配电间", "隐患情况"),
        (f"{n:02}号箱门未关", "隐患等级"),
        ("[一般", "整改"),
        (f"{n:02}号当日清理", "整改期限"),
        ("12月5日", "照片"),
        ("跳过", f"{n:02}号箱门未关"),
        ("[完成", "上传"),
    ):
        await phone.then(act, wants)
    await phone.then("[未上传", "现场照片")
    await phone.then("跳过", "核对 · 服务记录")
    await phone.then("提交", "已提交 · 服务记录")


async def cannot_wait(phone: Phone) -> None:
    """Asks again and again without reading the answers."""
    await asyncio.gather(*(phone.robot.member(phone.userid).says("得分") for _ in range(ASKED)))
    await phone.robot.until(lambda: len(scores(phone)) >= ASKED)


def scores(phone: Phone) -> list[str]:
    """Each is a long text, which the card with its buttons follows."""
    return [one.text for one in phone.messages if "· 得分" in one.text and not one.buttons]


async def test_fifty_people_fill_in_the_visit_form_at_once(
    crowd: tuple[Phones, County],
) -> None:
    stage, county = crowd
    invited = await stage.write(lambda store: codes(store, county))
    hasty = await stage.enters("孙急", Role.AGENCY)
    assert isinstance(hasty, Phone)
    people = [Busy(stage.app, stage.robot, f"clerk{n:02}") for n in range(PEOPLE)]
    everybody = (visits(one, n, invited[n]) for n, one in enumerate(people))
    async with asyncio.timeout(400):
        await asyncio.gather(cannot_wait(hasty), *everybody)
    await hasty.settled()
    assert len(scores(hasty)) == ASKED
    assert not [code for _command, code in stage.robot.refusals if code == 45009]
    for n, one in enumerate(people):
        read = "\n".join(message.screen for message in one.messages)
        assert set(OWN.findall(read)) == {f"{n:02}"}
    await stage.write(lambda store: check(store, county))


def check(store: Store, county: County) -> None:
    """Exactly what each of them said, under their agency, once."""
    for k, agency in enumerate(county.agencies):
        of_agency = range(k, PEOPLE, 5)
        clients = [one.id for one in store.find(Client, agency_id=agency.id)]
        made = {str(one.done): one for one in store.find(Visit, agency_id=agency.id)}
        assert sorted(made) == [f"检查{n:02}号车间" for n in of_agency]
        assert {one.client_id for one in made.values()} <= set(clients)
        found = store.find(Hazard, agency_id=agency.id)
        assert sorted((one.place, one.description) for one in found) == [
            (f"{n:02}号配电间", f"{n:02}号箱门未关") for n in of_agency
        ]
        for hazard, n in itertools.product(found, of_agency):
            if hazard.place.startswith(f"{n:02}"):
                assert hazard.visit_id == made[f"检查{n:02}号车间"].id
    assert list(verify(store.connection)) == []
