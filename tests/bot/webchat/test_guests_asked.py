"""A survey's and an alarm's link on the page: looking does nothing, an answer is one."""

from decimal import Decimal

import aiohttp
import pytest
from sqlalchemy import select

from storage.agency import Agency
from storage.alarm import AlarmCall
from storage.alarm_link import alarm_link
from storage.alarms import raise_alarm
from storage.audit import trail
from storage.cycle import Participation
from storage.link import Link
from storage.organisation import Role
from storage.satisfaction import (
    QUESTIONS,
    ask_client,
    ask_official,
    close,
    link_for,
    open_survey,
)
from storage.store import Store
from storage.survey import Ballot, Party
from storage.visit import Hazard
from tests.bot.webchat.handed import Handed, hand, post
from tests.bot.webchat.stage import Stage
from tests.bot.webchat.test_guests import read

MARKS = {question.name: 8 for question in QUESTIONS}


@pytest.fixture
async def handed(stage: Stage) -> Handed:
    return await hand(stage)


async def asked(handed: Handed) -> tuple[str, str]:
    """The survey's link of the client's contact, and the ballot behind it."""

    def work(store: Store) -> tuple[str, str]:
        open_survey(store, handed.town.cycle)
        ballot = ask_client(store, handed.town.cycle, handed.contact)
        return link_for(store, ballot, 14), ballot.id

    return await handed.write(work)


async def ballot_of(handed: Handed, id: str) -> Ballot:
    found = await handed.write(lambda store: store.get(Ballot, id))
    assert found is not None
    return found


async def test_a_ballot_is_asked_answered_changed_and_never_told_again(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    code, id = await asked(handed)
    for _ in range(2):
        status, text = await read(http, f"/p/{code}")
        assert status == 200
        assert all(question.label in text for question in QUESTIONS)
        assert "嘉兴安正技术服务有限公司" in text
    assert (await ballot_of(handed, id)).answered_at is None
    first = {"paper": id, "marks": MARKS, "words": "很及时"}
    assert await post(http, f"/p/{code}", first) == (200, "")
    again = {"paper": id, "marks": {**MARKS, "overall": 6}, "words": ""}
    for _ in range(2):
        assert await post(http, f"/p/{code}", again) == (200, "")
    kept = await ballot_of(handed, id)
    assert (kept.mark, kept.words) == (Decimal("7.5"), None)
    text = (await read(http, f"/p/{code}"))[1]
    assert "您的答复已收到" in text
    assert "很及时" not in text
    assert "checked" not in text


async def test_an_incomplete_or_foreign_ballot_counts_nothing(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    code, id = await asked(handed)
    wrong: tuple[object, ...] = (
        {},
        {"marks": {}},
        {"marks": MARKS},
        {"marks": MARKS, "paper": "x"},
        {"marks": {**MARKS, "overall": 11}, "paper": id},
        {"marks": {**MARKS, "overall": True}, "paper": id},
        {"marks": {**MARKS, "overall": "8"}, "paper": id},
        {"marks": {**MARKS, "more": 8}, "paper": id},
        {"marks": MARKS, "paper": id, "words": "长" * 1001},
    )
    for given in wrong:
        status, said = await post(http, f"/p/{code}", given)
        assert status in (410, 422), given
        assert said
    assert (await post(http, f"/p/{handed.code}", {"marks": MARKS, "paper": id}))[0] == 410
    assert (await ballot_of(handed, id)).mark is None


async def test_the_agencys_own_browser_does_not_judge_the_agency_and_a_closed_survey_nobody(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    code, id = await asked(handed)
    own = await handed.login(Role.PRINCIPAL)
    status, said = await post(http, f"/p/{code}", {"paper": id, "marks": MARKS}, own)
    assert (status, "不能评价本机构" in said) == (410, True)
    tried = select(trail.c.act).where(trail.c.act == "refused_ballot")
    assert len(await handed.write(lambda store: store.connection.execute(tried).all())) == 1
    await handed.write(lambda store: close(store, open_survey(store, handed.town.cycle)))
    status, said = await post(http, f"/p/{code}", {"paper": id, "marks": MARKS})
    assert (status, "已经结束" in said) == (410, True)
    assert "已经结束" in (await read(http, f"/p/{code}"))[1]
    assert (await ballot_of(handed, id)).mark is None


async def test_whoever_judges_several_agencies_chooses_one_and_comes_back(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    def work(store: Store) -> tuple[str, str, str]:
        cycle = handed.town.cycle
        open_survey(store, cycle)
        rival = store.add(Agency(name="海盐<b>另一家", credit_code="91350100M000100Y43"))
        store.add(Participation(cycle_id=cycle.id, agency_id=rival.id, joined_on=cycle.start))
        one, other = (
            ask_official(store, cycle, agency, Party.COUNTY, "海盐县应急管理局", "陆文斌").id
            for agency in (handed.town.agency.id, rival.id)
        )
        ballot = store.get(Ballot, one)
        assert ballot is not None
        return link_for(store, ballot, 14), one, other

    code, one, other = await handed.write(work)
    _, text = await read(http, f"/p/{code}")
    assert "还有2家" in text
    assert "海盐&lt;b&gt;另一家" in text
    assert "<form" not in text
    assert "<form" in (await read(http, f"/p/{code}?about={other}"))[1]
    assert "<form" not in (await read(http, f"/p/{code}?about=%22%3E"))[1]
    assert (await post(http, f"/p/{code}", {"paper": other, "marks": MARKS}))[0] == 200
    assert "还有1家" in (await read(http, f"/p/{code}"))[1]
    assert (await ballot_of(handed, one)).mark is None


async def alarmed(handed: Handed) -> tuple[str, str]:
    """The alarm's link of the client's contact, and the call behind it."""

    def work(store: Store) -> tuple[str, str]:
        hazard = store.get(Hazard, handed.hazards[1])
        assert hazard is not None
        alarm = raise_alarm(store, hazard, 2)
        call = store.find(AlarmCall, alarm_id=alarm.id, contact_id=handed.contact.id)[0]
        return alarm_link(store, call, 14), call.id

    return await handed.write(work)


async def test_an_alarm_is_read_and_acknowledged_once(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    code, id = await alarmed(handed)
    status, text = await read(http, f"/a/{code}")
    assert status == 200
    assert "&lt;script&gt;" in text
    assert "收到，马上处理" in text
    async with http.get(f"/a/{code}/photo/{handed.photos[0]}") as photo:
        assert photo.status == 200
    async with http.get(f"/a/{code}/photo/{handed.photos[1]}") as other:
        assert other.status == 404

    def call(store: Store) -> AlarmCall | None:
        return store.get(AlarmCall, id)

    before = await handed.write(call)
    assert before is not None
    assert before.acknowledged_at is None
    own = await handed.login(Role.AGENCY)
    assert (await post(http, f"/a/{code}", {}, own))[0] == 410
    assert await handed.write(call) == before
    for _ in range(3):
        assert await post(http, f"/a/{code}", {}) == (200, "")
    after = await handed.write(call)
    assert after is not None
    assert (after.acknowledged_at, after.revision) == (handed.stage.clock(), before.revision + 1)
    assert "确认收到" in (await read(http, f"/a/{code}"))[1]


async def test_looking_at_any_link_leaves_its_row_as_it_was(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    survey, alarm = (await asked(handed))[0], (await alarmed(handed))[0]
    before = await handed.write(lambda store: store.find(Link))
    for path in (f"/s/{handed.code}", f"/p/{survey}", f"/a/{alarm}"):
        assert (await read(http, path))[0] == 200
    assert await handed.write(lambda store: store.find(Link)) == before
