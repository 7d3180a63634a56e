"""Who is asked in a survey, by which way, and who may not answer."""

from datetime import date
from decimal import Decimal

import pytest

from bot.access import admit
from handlers.formkit.events import Pressed, Typed
from storage import outbox, satisfaction, sign_off
from storage.account import open_account
from storage.admission import NotAdmitted
from storage.agency import Agency
from storage.audit import trail
from storage.client import Client
from storage.contact import Confirmation, Contact
from storage.database import Database
from storage.hand_over import Outcome
from storage.link import Closed
from storage.organisation import Membership, Role
from storage.person import Person
from storage.satisfaction import OwnStaff
from storage.survey import Ballot, Party, Survey
from storage.visit import Grade, Hazard, Visit
from tests.storage.survey_round import Round, in_round, marks


async def test_a_respondent_has_one_ballot_a_cycle_however_often_they_are_asked(
    database: Database,
) -> None:
    def work(at: Round) -> None:
        county = at.official(Party.COUNTY)
        assert at.official(Party.COUNTY).id == county.id
        assert at.asked().id == at.asked().id
        assert len(at.store.find(Ballot)) == 2
        assert satisfaction.open_survey(at.store, at.cycle).id == at.survey.id
        assert len(at.store.find(Survey)) == 1

    await in_round(database, work)


async def test_each_client_has_one_voice_and_only_clients_under_contract_are_asked(
    sqlite_database: Database,
) -> None:
    def work(at: Round) -> None:
        first = at.contacts[0]
        client = at.store.get(Client, first.client_id)
        assert client is not None
        sure = at.contact(client, name="主任", confirmed=Confirmation.SUPERVISOR)
        at.contact(at.client(8, contract=False))
        mute = at.client(9)
        found = satisfaction.clients_to_ask(at.store, at.cycle, at.agency.id)
        assert [one.id for one in found.contacts] == [sure.id, *(c.id for c in at.contacts[1:])]
        assert [one.id for one in found.silent] == [mute.id]
        satisfaction.ask_client(at.store, at.cycle, sure)
        again = satisfaction.clients_to_ask(at.store, at.cycle, at.agency.id)
        assert (len(again.contacts), again.asked) == (2, 1)
        at.store.revise(mute, contact="周师傅", phone="13900000000")
        named = satisfaction.clients_to_ask(at.store, at.cycle, at.agency.id).contacts[-1]
        made = satisfaction.ask_client(at.store, at.cycle, named)
        contact = at.store.get(Contact, made.contact_id or "")
        assert contact is not None
        assert (made.name, contact.client_id, contact.phone) == ("周师傅", mute.id, "13900000000")
        assert satisfaction.clients_to_ask(at.store, at.cycle, at.agency.id).asked == 2

    await in_round(sqlite_database, work)


async def test_a_link_takes_an_answer_and_tells_nobody_what_was_answered(
    database: Database,
) -> None:
    def work(at: Round) -> None:
        ballot = at.asked()
        code = satisfaction.link_for(at.store, ballot, 14)
        asked = satisfaction.ballot_sheet(at.store, code)
        assert [paper.agency for paper in asked.papers] == ["嘉兴安达"]
        satisfaction.open_ballots(at.store, code)
        ask = (at.store, code, ballot.id, marks(3, 4, 5, 6), " 很好 ")
        satisfaction.answer_ballot(*ask, channel="web", address="192.0.2.7")
        satisfaction.answer_ballot(*ask, channel="web", address="192.0.2.7")
        kept = at.store.get(Ballot, ballot.id)
        assert kept is not None
        assert (kept.mark, kept.words, kept.revision) == (Decimal("4.5"), "很好", 2)
        seen = repr(satisfaction.ballot_sheet(at.store, code))
        assert "很好" not in seen
        assert "quality" not in seen
        with pytest.raises(Closed):
            satisfaction.ballot_sheet(at.later(days=15), code)
        satisfaction.close(at.store, at.survey)
        with pytest.raises(Closed, match="已经结束"):
            satisfaction.answer_ballot(*ask)

    await in_round(database, work)


async def test_a_link_opens_no_ballot_but_its_respondents(sqlite_database: Database) -> None:
    def work(at: Round) -> None:
        mine, other = at.asked(0), at.asked(1)
        code = satisfaction.link_for(at.store, mine, 14)
        with pytest.raises(Closed):
            satisfaction.answer_ballot(at.store, code, other.id, marks(0))
        assert at.store.get(Ballot, other.id) == other

    await in_round(sqlite_database, work)


async def test_an_official_judges_every_agency_by_one_link(sqlite_database: Database) -> None:
    def work(at: Round) -> None:
        second = at.store.add(Agency(name="嘉兴恒信", credit_code="2"))
        first = at.official(Party.TOWN)
        ask = (at.store, at.cycle, second.id, Party.TOWN, "town局", "朱国平")
        assert satisfaction.ask_official(*ask).person_id == first.person_id
        namesake = satisfaction.ask_official(*ask[:-2], "别的镇", "朱国平")
        assert namesake.person_id != first.person_id
        code = satisfaction.link_for(at.store, first, 14)
        papers = satisfaction.ballot_sheet(at.store, code).papers
        assert {paper.agency for paper in papers} == {"嘉兴安达", "嘉兴恒信"}

    await in_round(sqlite_database, work)


async def test_the_agencys_own_people_cannot_answer_and_trying_is_kept(
    database: Database,
) -> None:
    def work(at: Round) -> None:
        person = at.store.add(Person(name="内鬼"))
        since = date(2026, 1, 1)
        at.store.add(
            Membership(
                person_id=person.id, role=Role.AGENCY, agency_id=at.agency.id, since=since
            )
        )
        ballot = at.asked()
        code = satisfaction.link_for(at.store, ballot, 14)
        with pytest.raises(OwnStaff):
            satisfaction.answer_ballot(
                at.store, code, ballot.id, marks(10), by_person=person.id
            )
        kept = at.store.get(Ballot, ballot.id)
        assert kept is not None
        assert kept.mark is None
        acts = at.store.connection.execute(
            trail.select().where(trail.c.act == "refused_ballot")
        ).all()
        assert len(acts) == 1

    await in_round(database, work)


async def test_after_a_visit_its_signer_is_asked_in_place_of_a_silent_colleague(
    sqlite_database: Database,
) -> None:
    def work(at: Round) -> None:
        silent = at.asked(0)
        client = at.store.get(Client, at.contacts[0].client_id)
        assert client is not None
        signer = at.contact(client, name="班组长")
        made = satisfaction.ask_after_visit(at.store, signer)
        assert made is not None
        gone = at.store.get(Ballot, silent.id)
        assert gone is not None
        assert gone.withdrawn_at is not None
        satisfaction.give(at.store, made, marks(9))
        assert satisfaction.ask_after_visit(at.store, at.contacts[0]) is None
        assert satisfaction.ask_after_visit(at.store, signer) is None
        ballots = at.store.find(Ballot, party=Party.CLIENT)
        assert [one.contact_id for one in ballots] == [signer.id]
        satisfaction.close(at.store, at.survey)
        assert satisfaction.ask_after_visit(at.store, at.contacts[1]) is None

    await in_round(sqlite_database, work)


def signed_online(at: Round, contact: Contact, outcome: Outcome) -> None:
    """A visit to the contact's client, its list handed over and answered through the link."""
    of = {"agency_id": at.agency.id, "client_id": contact.client_id}
    visit = at.store.add(Visit(on=at.store.today, done="检查车间", **of))  # type: ignore[arg-type]
    told = {"place": "车间", "description": "堆放纸箱", "grade": Grade.GENERAL, "advice": "清理"}
    at.store.add(Hazard(visit_id=visit.id, **of, **told))  # type: ignore[arg-type]
    handed, code = sign_off.hand_over(at.store, visit, contact, 14)
    link = sign_off.sheet(at.store, code).link
    given = sign_off.Answer(outcome, handed.content_hash, signer="沈某", reason="不对")
    sign_off.answer(at.store, handed, given, "web", link=link)


@pytest.mark.parametrize(
    ("outcome", "asked"), [(Outcome.SIGNED, 1), (Outcome.REFUSED, 0), (Outcome.NOT_ME, 0)]
)
async def test_whoever_signs_a_visits_list_is_asked_once_a_cycle(
    sqlite_database: Database, outcome: Outcome, asked: int
) -> None:
    def work(at: Round) -> None:
        person = at.store.add(Person(name="沈某"))
        client_id = at.contacts[0].client_id
        held = {"role": Role.CLIENT, "client_id": client_id, "since": date(2026, 1, 1)}
        at.store.add(Membership(person_id=person.id, **held))  # type: ignore[arg-type]
        open_account(at.store, "telegram", "77", person.id)
        contact = at.store.revise(at.contacts[0], person_id=person.id)
        for _visit in range(2):
            signed_online(at, contact, outcome)
        ballots = at.store.find(Ballot)
        assert [one.contact_id for one in ballots] == [contact.id] * asked
        letters = outbox.waiting(at.store.connection)
        assert sum(letter.key.startswith("survey:") for letter in letters) == asked

    await in_round(sqlite_database, work)


async def test_a_clients_contact_comes_in_by_the_link_to_a_messenger(
    sqlite_database: Database,
) -> None:
    def work(at: Round) -> None:
        ballot = at.asked(0)
        start = Typed(f"/start p-{satisfaction.link_for(at.store, ballot, 14)}")
        came = admit(at.store, "telegram", "77", start)
        assert came.actor.role is Role.CLIENT
        assert came.event == Pressed("sat.mine", f"{at.cycle.id}:{at.contacts[0].id}")
        assert [one.id for one in satisfaction.mine(at.store, came.actor.id)] == [ballot.id]
        with pytest.raises(NotAdmitted, match="另一个账号"):
            admit(at.store, "telegram", "78", start)
        official = satisfaction.link_for(at.store, at.official(Party.TOWN), 14)
        with pytest.raises(NotAdmitted, match="浏览器"):
            admit(at.store, "telegram", "79", Typed(f"/start p-{official}"))

    await in_round(sqlite_database, work)


async def test_whoever_was_passed_over_can_be_asked_again(sqlite_database: Database) -> None:
    def work(at: Round) -> None:
        first = at.asked(0)
        at.store.withdraw(first, "改请别人")
        again = at.asked(0)
        assert (again.id, again.withdrawn_at) == (first.id, None)

    await in_round(sqlite_database, work)
