"""The bureau's letters: what they say, their words kept, and who may ask for them."""

import io
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader

from handlers.documents.hazard_list import hazard_list
from handlers.documents.paper import Paper
from handlers.documents.result_notice import result_notice, result_words
from handlers.documents.talk_papers import talk_minutes, talk_notice
from handlers.formkit.events import Pressed
from scoring.editions import CURRENT
from scoring.interchange import card_as_json, facts_as_json
from scoring.scorecard import score
from scoring.settings import Readings
from storage.card import Card
from storage.database import Database
from storage.inspection import Inspection
from storage.job import waiting
from storage.publication import Publication, StarBands
from storage.store import Store
from storage.talk import Talk, TalkKind
from storage.visit import Visit
from tests.handlers.bureau import NOW, TODAY, Bureau, Phone, open_bureau
from tests.handlers.golden import same_words
from tests.handlers.test_papers import HOSTILE
from tests.handlers.test_rating_papers import FAULTS, nothing
from tests.scoring.worlds import BLAMELESS, Facts

GROUNDS = "抽查3份服务合同，均没有写明服务次数；\n其中一份没有写明服务期限。"
MINUTES = (
    "约谈人说明了约谈的情形。\n机构主要负责人：情况属实，合同模板已经改好。\n要求：全面核对合同。"
)


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


def card_of(store: Store, bureau: Bureau, facts: Facts) -> Card:
    part = bureau.joined
    inspector = bureau.inspector.person.id
    whose: dict[str, Any] = {"agency_id": part.agency_id, "cycle_id": part.cycle_id}
    inspection = store.add(
        Inspection(
            **whose, participation_id=part.id, inspector_id=inspector, opened_on=TODAY
        )
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
            survey_closed=True,
            decisions={"list": []},
            result=card_as_json(score(facts, CURRENT)),
        )
    )


def publish(store: Store, card: Card, version: int = 1, grounds: str | None = None) -> Publication:
    bands = store.add(StarBands(cycle_id=card.cycle_id, version=version, bands={"list": []}))
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
        card = card_of(store, bureau, FAULTS)
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


async def test_a_correction_names_what_it_corrects_and_why(desk: Desk) -> None:
    again = await desk.bureau.supervisor.writes(
        lambda store: publish(store, card_of(store, desk.bureau, BLAMELESS), 2, "异议成立")
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


def held(talk: Talk, **more: Any) -> Talk:
    return replace(
        talk,
        held_on=date(2026, 11, 25),
        minutes=MINUTES,
        demands="全面核对合同",
        rectify_by=date(2026, 12, 25),
        **more,
    )


async def test_the_words_of_the_minutes_are_kept(desk: Desk) -> None:
    paper = await desk.paper(lambda store: talk_minutes(store, held(desk.talk)))
    same_words("talk_minutes", text_of(paper))


async def test_minutes_say_who_confirmed_them_and_until_both_did_that_they_are_not(
    desk: Desk,
) -> None:
    bureau = {"bureau_confirmed_at": NOW, "bureau_confirmed_by": desk.bureau.supervisor.person.id}
    agency = {"agency_confirmed_at": NOW, "agency_confirmed_by": desk.bureau.principal.person.id}
    one = flat(await desk.paper(lambda s: talk_minutes(s, held(desk.talk, **bureau))))
    both = flat(await desk.paper(lambda s: talk_minutes(s, held(desk.talk, **bureau, **agency))))
    assert ("应急管理部门已确认：周科长" in one, "机构已确认" in one) == (True, False)
    assert ("还没有经双方确认" in one, "被约谈人" in one) == (True, True)
    assert "机构已确认：沈经理" in both
    assert "还没有经双方确认" not in both
    # The demand stands in the minutes already.
    assert both.count("全面核对合同") == 1


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
async def test_what_people_wrote_in_a_letter_is_never_markup(desk: Desk, words: str) -> None:
    talk = replace(held(desk.talk), grounds=words, place=words, minutes=words, demands="别的")
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


@pytest.mark.parametrize("action", ["pap.talk_notice", "pap.talk_minutes"])
async def test_another_agency_s_talk_is_refused(desk: Desk, action: str) -> None:
    other = await desk.bureau.supervisor.writes(
        lambda store: store.add(
            replace(held(desk.talk), id="", number="", agency_id=desk.bureau.other.id)
        )
    )
    await desk.bureau.principal.do(Pressed(action, other.id))
    desk.bureau.principal.sees("不是本单位的")
    await desk.bureau.supervisor.do(Pressed(action, other.id))
    assert await asked(desk.bureau.supervisor) == [(action[4:], {"talk": other.id})]


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("pap.menu", "没有找到"),
        ("pap.table_pdf", "没有找到"),
        ("pap.result_notice", "没有找到"),
        ("pap.talk_notice", "没有找到"),
        ("pap.nonsense", "评定表"),
    ],
)
async def test_what_is_gone_is_answered_kindly(desk: Desk, action: str, said: str) -> None:
    await desk.bureau.supervisor.do(Pressed(action, "0" * 32))
    desk.bureau.supervisor.sees(said)
    assert await asked(desk.bureau.supervisor) == []


async def test_a_talk_without_minutes_has_none_to_print(desk: Desk) -> None:
    await desk.bureau.supervisor.do(Pressed("pap.talk_minutes", desk.talk.id))
    desk.bureau.supervisor.sees("还没有记录")
    assert await asked(desk.bureau.supervisor) == []
