"""Papers of a rating asked for in chat: made, sent with words that say the same, nobody else's."""

import asyncio
import io
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from scoring.editions import CURRENT
from scoring.settings import Readings
from storage.assignment import Assignment
from storage.card import Card
from storage.cycle import Cycle, Participation
from storage.job import ask, waiting
from storage.organisation import Role
from storage.person import Person as Somebody
from storage.store import Store
from storage.talk import Talk, TalkKind
from tests.bot.office import EVERYWHERE, IN_WECOM_TOO, Office
from tests.bot.talk import Person
from tests.conftest import NOW
from tests.handlers.test_letters import card_of, publish
from tests.handlers.test_rating_papers import FAULTS


@dataclass
class Desk:
    """An agency under rating, with a card submitted while the survey still ran."""

    office: Office
    wang: Person
    part: Participation
    card: Card

    async def asks(self, person: Person, data: str) -> bytes:
        """The file that a press comes to."""
        await person.deliver(person.press(data, None))
        for _ in range(3000):
            if not await self.office.app.database.read(waiting) and self.office.app.jobs.idle:
                break
            await asyncio.sleep(0.02)
        await person.settled()
        return await person.downloads()


def settle(store: Store, office: Office) -> tuple[Participation, Card]:
    cycle = store.add(
        Cycle(
            name="2026—2027年度星级评定",
            start=date(2026, 1, 1),
            end=date(2027, 12, 31),
            edition=CURRENT.code,
            readings=Readings().as_dict(),
        )
    )
    joined = date(2026, 1, 1)
    part = store.add(
        Participation(cycle_id=cycle.id, agency_id=office.agency.id, joined_on=joined)
    )
    inspector = store.add(Somebody(name="陈评定"))
    return part, card_of(store, part, inspector.id, FAULTS, survey_closed=False)


@pytest.fixture
async def desk(office: Office, wang: Person) -> Desk:
    return Desk(office, wang, *await office.write(lambda store: settle(store, office)))


def words(pdf: bytes) -> str:
    assert pdf.startswith(b"%PDF")
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def cells(content: bytes) -> list[Any]:
    made: Any = load_workbook(io.BytesIO(content)).active
    return [cell.value for row in made.iter_rows() for cell in row if cell.value is not None]


@EVERYWHERE
async def test_a_live_score_is_had_as_a_table_on_paper_and_as_a_workbook(desk: Desk) -> None:
    text = words(await desk.asks(desk.wang, f"pap.table_pdf:{desk.part.id}:0"))
    assert "嘉兴安正技术服务有限公司" in text
    assert "截至2026-11-20" in text
    assert "合计100" in text
    assert "待评" in text
    assert "星级评定表做好了" in desk.wang.screen
    assert "→" in desk.wang.screen
    found = cells(await desk.asks(desk.wang, f"pap.table_xlsx:{desk.part.id}:0"))
    assert "嘉兴安正技术服务有限公司" in found
    assert "待评\n0–10" in found


async def test_a_past_day_s_table_is_of_that_day(desk: Desk) -> None:
    day = date(2026, 6, 30).toordinal()
    text = words(await desk.asks(desk.wang, f"pap.table_pdf:{desk.part.id}:{day}"))
    assert "截至2026-06-30" in text


async def test_an_agency_s_table_keeps_quiet_about_a_survey_that_runs(desk: Desk) -> None:
    zhou = await desk.office.person("周科长", Role.SUPERVISOR)
    data = f"pap.table_pdf:{desk.card.id}:0"
    ours, theirs = words(await desk.asks(zhou, data)), words(await desk.asks(desk.wang, data))
    assert f"{desk.card.number}第1版" in ours
    assert ("合计10093" in ours, "待评0–10" in ours) == (True, False)
    assert ("合计10083–93" in theirs, "待评0–10" in theirs) == (True, True)
    assert "83–93" in desk.wang.screen


@pytest.mark.parametrize("of", ["part", "card"])
async def test_who_scores_blind_since_they_asked_gets_no_table(desk: Desk, of: str) -> None:
    chen = await desk.office.person("陈丽", Role.INSPECTOR)

    def assign_and_ask(store: Store) -> None:
        (person,) = store.find(Somebody, name="陈丽")
        given = Assignment(
            participation_id=desk.part.id,
            of_agency_id=desk.part.agency_id,
            inspector_id=person.id,
            blind=True,
            since=date(2026, 11, 1),
        )
        store.add(given)
        asked = {"of": desk.part.id if of == "part" else desk.card.id}
        whose = {"channel": desk.office.channel.name, "account": str(chen.id)}
        ask(store, "table_pdf", asked, person_id=person.id, agency_id=None, **whose)

    await desk.office.write(assign_and_ask)
    assert await desk.asks(chen, "menu") == b""
    assert "没有找到要的文件" in chen.screen


async def test_a_blank_table_is_anybody_s_of_the_office(desk: Desk) -> None:
    zhou = await desk.office.person("周科长", Role.SUPERVISOR)
    text = words(await desk.asks(zhou, "pap.table_pdf::0"))
    assert text.startswith("附录A")
    assert "嘉兴安正" not in text
    assert "正好两页" in zhou.screen
    assert "合计" in cells(await desk.asks(zhou, "pap.table_xlsx::0"))


@IN_WECOM_TOO
async def test_a_published_result_has_its_notice(desk: Desk) -> None:
    made = await desk.office.write(lambda store: publish(store, desk.card))
    text = words(await desk.asks(desk.wang, f"pap.result_notice:{made.id}:0"))
    assert "星级评定结果通知书" in text
    assert "四星级，93分" in desk.wang.screen


@IN_WECOM_TOO
async def test_a_talk_s_papers_are_the_agency_s_own(desk: Desk) -> None:
    def plan(store: Store) -> Talk:
        principal = store.add(Somebody(name="沈经理"))
        return store.add(
            Talk(
                agency_id=desk.office.agency.id,
                codes=("A1",),
                grounds="合同没有写明服务次数。",
                kind=TalkKind.REMIND,
                planned_at=NOW,
                place="3楼会议室",
                principal_id=principal.id,
                minutes="谈话经过如下。",
            )
        )

    talk = await desk.office.write(plan)
    zhou = await desk.office.person("周科长", Role.SUPERVISOR)
    notice = words(await desk.asks(zhou, f"talk.notice:{talk.id}:0"))
    assert "警示约谈通知书" in notice
    assert "约谈地点：3楼会议室" in zhou.screen
    assert "谈话经过如下" in words(await desk.asks(zhou, f"talk.paper:{talk.id}:0"))
