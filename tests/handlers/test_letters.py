"""The bureau's letters: what they say, their words kept, and who may ask for them."""

import io
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import segno
from pypdf import PdfReader

from handlers.documents.hazard_list import hazard_list
from handlers.documents.paper import Paper
from handlers.documents.result_notice import result_notice, result_words
from handlers.documents.talk_papers import talk_minutes, talk_notice
from handlers.formkit.events import Pressed
from handlers.talks.minutes import minutes
from scoring.editions import CURRENT
from scoring.interchange import card_as_json, facts_as_json
from scoring.scorecard import score
from scoring.settings import Readings
from storage.card import Card
from storage.cycle import Participation
from storage.database import Database
from storage.inspection import Inspection
from storage.job import waiting
from storage.publication import Publication, StarBands
from storage.store import Store
from storage.talk import Talk, TalkKind
from storage.visit import Visit
from storage.ways import configure
from tests.handlers.bureau import NOW, TODAY, Bureau, Phone, open_bureau
from tests.handlers.golden import same_words
from tests.handlers.test_papers import HOSTILE
from tests.handlers.test_rating_papers import FAULTS, nothing
from tests.scoring.worlds import BLAMELESS, Facts

GROUNDS = "抽查3份服务合同，均没有写明服务次数；\n其中一份没有写明服务期限。"
TALKED: dict[str, Any] = {
    "held_on": "2026-11-25",
    "bureau": "周科长、陈评定",
    "agency": "沈经理",
    "said": {"A1": "情况属实，合同模板已经改好。"},
    "demands": "全面核对合同。\n报送核对结果。",
    "rectify_by": "2026-12-25",
    "remarks": "",
}


@dataclass
class Desk:
    """A bureau in which a card was submitted and published, and a talk is planned."""

    bureau: Bureau
    card: Card
    published: Publication
    talk: Talk

    async def paper(self, make: Any) -> Paper:
        paper: Paper = await self.bureau.supervisor.writes(make)
        return paper


def card_of(
    store: Store, part: Participation, inspector: str, facts: Facts, survey_closed: bool = True
) -> Card:
    whose: dict[str, Any] = {"agency_id": part.agency_id, "cycle_id": part.cycle_id}
    inspection = store.add(
        Inspection(**whose, participation_id=part.id, inspector_id=inspector, opened_on=TODAY)
    )
    return store.add(
        Card(
            **whose,
            inspection_id=inspection.id,
            version=1,
            day=TODAY,
            edition=CURRENT.code,
            readings=Readings().as_dict(),
            facts=facts_as_json(facts, CURRENT),
            records_facts=facts_as_json(facts, CURRENT),
            confirmed=tuple(sorted(facts)),
            survey_closed=survey_closed,
            decisions={"list": []},
            result=card_as_json(score(facts, CURRENT)),
        )
    )


def publish(store: Store, card: Card, version: int = 1, grounds: str | None = None) -> Publication:
    table = {"list": [{"name": "四星级", "least": "0", "most": "100"}]}
    bands = store.add(StarBands(cycle_id=card.cycle_id, version=version, bands=table))
    return store.add(
        Publication(
            agency_id=card.agency_id,
            cycle_id=card.cycle_id,
            card_id=card.id,
            bands_id=bands.id,
            version=version,
            total=Decimal(card.result["total"]),
            stars="四星级",
            shown={},
            published_on=TODAY,
            grounds=grounds,
        )
    )


def call(store: Store, bureau: Bureau, **more: Any) -> Talk:
    return store.add(
        Talk(
            agency_id=bureau.agency.id,
            cycle_id=bureau.joined.cycle_id,
            codes=("A1", "A8"),
            grounds=GROUNDS,
            kind=TalkKind.URGE,
            planned_at=NOW.replace(day=25, hour=6, minute=30),
            place="嘉兴市应急管理局3楼会议室",
            principal_id=bureau.principal.person.id,
            **more,
        )
    )


@pytest.fixture
async def desk(sqlite_database: Database) -> Desk:
    bureau = await open_bureau(sqlite_database)

    def settle(store: Store) -> tuple[Card, Publication, Talk]:
        card = card_of(store, bureau.joined, bureau.inspector.person.id, FAULTS)
        return card, publish(store, card), call(store, bureau)

    return Desk(bureau, *await bureau.supervisor.writes(settle))


def text_of(paper: Paper) -> str:
    reader = PdfReader(io.BytesIO(paper.pdf(nothing)))
    return "\f\n".join(page.extract_text() for page in reader.pages)


def flat(paper: Paper) -> str:
    return "".join(text_of(paper).split()).replace("\u200b", "")


async def test_the_words_of_the_result_s_notice_are_kept(desk: Desk) -> None:
    paper = await desk.paper(lambda store: result_notice(store, desk.published))
    same_words("result_notice", text_of(paper))


async def test_a_notice_leads_to_the_public_page_of_its_result(desk: Desk) -> None:
    configure(lambda: [("网页", "https://anxing.test/i/{code}")])
    try:
        paper = await desk.paper(lambda store: result_notice(store, desk.published))
    finally:
        configure(lambda: [])
    address = f"https://anxing.test/r/{desk.published.number}"
    code = segno.make(address, error="m", micro=False)
    assert paper.told["qr"] == [[int(cell) for cell in row] for row in code.matrix]
    assert "扫码查看公告" in flat(paper)


async def test_a_correction_names_what_it_corrects_and_why(desk: Desk) -> None:
    part, by = desk.bureau.joined, desk.bureau.inspector.person.id
    again = await desk.bureau.supervisor.writes(
        lambda store: publish(store, card_of(store, part, by, BLAMELESS), 2, "异议成立")
    )
    said = flat(await desk.paper(lambda store: result_notice(store, again)))
    for words in ("更正此前公布的第1版", "更正原因：异议成立", "100分", "各项均没有扣分"):
        assert words in said
    assert "扣分说明" not in said
    told = await desk.bureau.supervisor.writes(lambda store: result_words(store, again))
    assert "四星级，100分" in told
    assert "更正原因：异议成立" in told


async def test_the_words_of_a_talk_s_notice_are_kept(desk: Desk) -> None:
    same_words("talk_notice", text_of(await desk.paper(lambda s: talk_notice(s, desk.talk))))


async def test_a_notice_that_was_received_says_by_whom_and_asks_for_no_signature(
    desk: Desk,
) -> None:
    received = replace(
        desk.talk, acknowledged_at=NOW, acknowledged_by=desk.bureau.principal.person.id
    )
    said = flat(await desk.paper(lambda store: talk_notice(store, received)))
    assert "已确认收到：沈经理，2026年11月20日10:00" in said
    assert "签收人" not in said


async def held(desk: Desk, **more: Any) -> Talk:
    said: str = await desk.bureau.supervisor.writes(lambda s: minutes(s, desk.talk, TALKED))
    demands, due = TALKED["demands"], date(2026, 12, 25)
    return replace(desk.talk, minutes=said, demands=demands, rectify_by=due, **more)


async def test_the_words_of_the_minutes_are_kept(desk: Desk) -> None:
    talk = await held(desk)
    paper = await desk.paper(lambda store: talk_minutes(store, talk))
    same_words("talk_minutes", text_of(paper))


async def test_minutes_say_who_confirmed_them_and_until_both_did_that_they_are_not(
    desk: Desk,
) -> None:
    bureau = {"bureau_confirmed_at": NOW, "bureau_confirmed_by": desk.bureau.supervisor.person.id}
    agency = {"agency_confirmed_at": NOW, "agency_confirmed_by": desk.bureau.principal.person.id}
    by_one, by_both = await held(desk, **bureau), await held(desk, **bureau, **agency)
    one = flat(await desk.paper(lambda store: talk_minutes(store, by_one)))
    both = flat(await desk.paper(lambda store: talk_minutes(store, by_both)))
    assert ("应急管理部门已确认：周科长" in one, "机构已确认" in one) == (True, False)
    assert ("还没有经双方确认" in one, "被约谈人" in one) == (True, True)
    assert "机构已确认：沈经理" in both
    assert "还没有经双方确认" not in both
    # The demands stand in the minutes already.
    assert both.count("全面核对合同") == 1
    other = replace(by_both, demands="另有要求")
    said = flat(await desk.paper(lambda store: talk_minutes(store, other)))
    assert "整改要求另有要求" in said


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
async def test_what_people_wrote_in_a_letter_is_never_markup(desk: Desk, words: str) -> None:
    talk = replace(desk.talk, grounds=words, place=words, minutes=words, demands="别的")
    said = "".join(words.split())
    for make in (talk_notice, talk_minutes):
        assert said in flat(await desk.paper(lambda store, make=make: make(store, talk)))


async def test_the_words_of_a_hazard_list_are_kept(desk: Desk) -> None:
    visit = (await desk.bureau.supervisor.writes(lambda s: s.find(Visit, on=date(2026, 9, 2))))[0]
    paper = await desk.paper(lambda store: hazard_list(store, visit)[0])
    lines = [line for line in text_of(paper).splitlines() if "校验码" not in line]
    same_words("hazard_list", "\n".join(lines))


async def asked(phone: Phone) -> list[tuple[str, dict[str, Any]]]:
    """The long work that waits."""
    found = await phone.writes(lambda store: waiting(store.connection))
    return [(job.kind, job.asked) for job in found]


async def test_a_score_leads_to_its_papers(desk: Desk) -> None:
    principal = desk.bureau.principal
    await principal.types("得分")
    await principal.presses("图表与文件")
    principal.sees("评定表（PDF）", "评定表（Excel）", "各部分得分图", "三本账对照", "返回得分")
    await principal.presses("评定表（PDF）")
    principal.sees("正在排版")
    part = desk.bureau.joined.id
    assert await asked(principal) == [("table_pdf", {"of": part, "day": 0})]


async def test_a_past_day_s_table_is_asked_for_of_that_day(desk: Desk) -> None:
    await desk.bureau.principal.types("得分 2026-06-30")
    await desk.bureau.principal.presses("图表与文件")
    await desk.bureau.principal.presses("评定表（Excel）")
    day = date(2026, 6, 30).toordinal()
    (one,) = await asked(desk.bureau.principal)
    assert one == ("table_xlsx", {"of": desk.bureau.joined.id, "day": day})


async def test_an_issued_card_has_a_table_of_its_own_and_no_pictures(desk: Desk) -> None:
    inspector = desk.bureau.inspector
    await inspector.do(Pressed("pap.menu", desk.card.id))
    inspector.sees(f"{desk.card.number} 第1版", "评定结果通知书")
    inspector.misses("得分图", "走势图", "三本账")
    await inspector.presses("评定结果通知书")
    assert await asked(inspector) == [("result_notice", {"publication": desk.published.id})]


async def test_the_blank_table_is_had_by_typing(desk: Desk) -> None:
    for phone, own in ((desk.bureau.inspector, False), (desk.bureau.principal, True)):
        await phone.types("评定表")
        assert ("本单位的图表与文件" in phone.screen) is own
        await phone.types("1")
    assert await asked(desk.bureau.inspector) == [("table_pdf", {"blank": True})] * 2


@pytest.mark.parametrize(
    "action", ["pap.menu", "pap.table_pdf", "pap.table_xlsx", "pap.result_notice"]
)
async def test_another_agency_s_papers_are_refused(desk: Desk, action: str) -> None:
    def move(store: Store) -> str:
        card = replace(desk.card, id="", number="", agency_id=desk.bureau.other.id)
        made = store.add(replace(card, version=9))
        found = publish(store, made, 9)
        return found.id if action == "pap.result_notice" else made.id

    theirs = await desk.bureau.supervisor.writes(move)
    await desk.bureau.principal.do(Pressed(action, theirs))
    desk.bureau.principal.sees("不是本单位的")
    assert await asked(desk.bureau.principal) == []


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("pap.menu", "没有找到"),
        ("pap.table_pdf", "没有找到"),
        ("pap.result_notice", "没有找到"),
        ("pap.nonsense", "评定表"),
    ],
)
async def test_what_is_gone_is_answered_kindly(desk: Desk, action: str, said: str) -> None:
    await desk.bureau.supervisor.do(Pressed(action, "0" * 32))
    desk.bureau.supervisor.sees(said)
    assert await asked(desk.bureau.supervisor) == []
