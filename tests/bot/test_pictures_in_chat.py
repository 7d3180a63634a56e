"""A picture asked for in chat comes with words that say the same, and only to whom it is for."""

import asyncio
from datetime import date

import pytest

from scoring.editions import CURRENT
from scoring.settings import Readings
from storage.agency import Agency
from storage.cycle import Cycle, Participation
from storage.job import waiting
from storage.organisation import Role
from storage.satisfaction import open_survey
from storage.snapshot import refresh
from storage.store import Store
from tests.bot.office import IN_WECOM_TOO, Office
from tests.bot.talk import Person


@pytest.fixture
async def joined(office: Office) -> Participation:
    """The office's agency takes part in a cycle; its survey runs."""

    def build(store: Store) -> Participation:
        cycle = store.add(
            Cycle(
                name="2026–2027年度评定",
                start=date(2026, 1, 1),
                end=date(2027, 12, 31),
                edition=CURRENT.code,
                readings=Readings().as_dict(),
            )
        )
        rival = store.add(Agency(name="嘉兴恒信", credit_code="91330411MA28A7KX0L"))
        made = [
            store.add(
                Participation(cycle_id=cycle.id, agency_id=one.id, joined_on=cycle.start)
            )
            for one in (office.agency, rival)
        ]
        open_survey(store, cycle)
        refresh(store, cycle, 9)
        return made[0]

    found: Participation = await office.write(build)
    return found


async def asked(office: Office, who: Person, data: str) -> list[bytes]:
    """The photos that come for a press, once the work is done."""
    before = len(await who.pictures())
    await who.deliver(who.press(data, None))
    for _ in range(3000):
        if not await office.app.database.read(waiting) and office.app.jobs.idle:
            break
        await asyncio.sleep(0.02)
    await who.settled()
    return (await who.pictures())[before:]


@IN_WECOM_TOO
@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("sections", "合计"),
        ("course", "得分走势"),
        ("quarters", "2026年第1季度：培训没有，扣1分"),
    ],
)
async def test_an_agency_s_people_get_their_picture_and_its_words(
    office: Office, wang: Person, joined: Participation, what: str, words: str
) -> None:
    (sent,) = await asked(office, wang, f"pic.{what}:{joined.id}:0")
    assert sent.startswith(b"\x89PNG")
    assert words in wang.screen
    assert "返回得分" in wang.screen


@IN_WECOM_TOO
async def test_the_city_s_heat_map_is_for_the_bureau(
    office: Office, wang: Person, joined: Participation
) -> None:
    data = f"pic.heat:{joined.cycle_id}:0"
    assert await asked(office, wang, data) == []
    assert "全市的图由应急管理部门的人员查看" in wang.screen
    zhou = await office.person("周科长", Role.SUPERVISOR)
    (sent,) = await asked(office, zhou, data)
    assert sent.startswith(b"\x89PNG")
    assert "全市失分" in zhou.screen
    assert "嘉兴恒信：共失" in zhou.screen


@pytest.mark.parametrize("what", ["sections", "course", "quarters"])
async def test_another_agency_s_picture_is_refused(
    office: Office, wang: Person, joined: Participation, what: str
) -> None:
    def rival(store: Store) -> Participation:
        parts = store.find(Participation, cycle_id=joined.cycle_id)
        return next(one for one in parts if one.id != joined.id)

    theirs = await office.write(rival)
    assert await asked(office, wang, f"pic.{what}:{theirs.id}:0") == []
    assert "不是本单位的得分" in wang.screen


async def test_what_is_gone_meanwhile_is_said(
    office: Office, wang: Person, joined: Participation
) -> None:
    await office.write(lambda store: store.withdraw(joined, reason="退出"))
    assert await asked(office, wang, f"pic.sections:{joined.id}:0") == []
    assert "没有找到要画的得分" in wang.screen
