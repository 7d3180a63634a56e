"""Ballots of a cycle: who is asked, whose answer counts, and what an agency can learn of it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access import admit
from handlers.formkit.events import Pressed, Typed
from scoring.editions import CURRENT
from scoring.settings import Readings
from scoring.states import State
from scoring.values import Satisfaction
from storage import outbox, satisfaction, sign_off
from storage.account import open_account
from storage.admission import NotAdmitted
from storage.agency import Agency
from storage.assessment import assess
from storage.audit import trail
from storage.client import Client
from storage.contact import Confirmation, Contact
from storage.contract import Contract
from storage.cycle import Cycle, Participation
from storage.database import Database
from storage.hand_over import Outcome
from storage.link import Closed
from storage.organisation import Membership, Role
from storage.person import Person
from storage.satisfaction import OwnStaff, Unanswerable, everybody
from storage.satisfaction.answering import mean
from storage.snapshot import ranking, refresh
from storage.store import Store
from storage.survey import Ballot, Party, Survey
from storage.visit import Grade, Hazard, Visit

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ASKED = [question.name for question in satisfaction.QUESTIONS]


def marks(*given: int) -> dict[str, int]:
    """Four marks; one given stands for all four."""
    return dict(zip(ASKED, given * (4 if len(given) == 1 else 1), strict=True))


class Round:
    """A cycle whose survey is open, with one agency that has a contract with each client."""

    def __init__(self, store: Store, clients: int = 3) -> None:
        self.store = store
        self.cycle = store.add(
            Cycle(
                name="2026—2027年度",
                start=date(2026, 1, 1),
                end=date(2027, 12, 31),
                edition=CURRENT.code,
                readings=Readings().as_dict(),
            )
        )
        self.agency = store.add(Agency(name="嘉兴安达", credit_code="1"))
        self.joined = store.add(
            Participation(
                cycle_id=self.cycle.id, agency_id=self.agency.id, joined_on=date(2026, 1, 1)
            )
        )
        self.contacts = [self.contact(self.client(n)) for n in range(clients)]
        self.survey = satisfaction.open_survey(store, self.cycle)

    def client(self, n: int, contract: bool = True) -> Client:
        client = self.store.add(Client(agency_id=self.agency.id, name=f"{n}号机械厂"))
        if contract:
            signed = date(2026, 2, 1)
            wanted = Contract(
                agency_id=self.agency.id, client_id=client.id, signed_on=signed, starts_on=signed
            )
            self.store.add(wanted)
        return client

    def contact(self, client: Client, **more: Any) -> Contact:
        known = {"agency_id": self.agency.id, "client_id": client.id, "name": "沈某", **more}
        return self.store.add(Contact(**known))

    def official(self, party: Party, name: str = "朱国平") -> Ballot:
        ask = (self.store, self.cycle, self.agency.id, party, f"{party}局", name)
        return satisfaction.ask_official(*ask)

    def asked(self, n: int = 0) -> Ballot:
        return satisfaction.ask_client(self.store, self.cycle, self.contacts[n])

    def assess(self, **more: Any) -> Any:
        return assess(self.store, self.cycle, self.joined, **more)

    def later(self, **by: int) -> Store:
        return self.store.at(self.store.now + timedelta(**by), None)


async def in_round(database: Database, work: Any, clients: int = 3) -> Any:
    return await database.write(lambda c: work(Round(Store(c, NOW), clients)))


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

    await in_round(sqlite_database, work)


async def test_the_latest_answer_counts_until_the_survey_closes(database: Database) -> None:
    def work(at: Round) -> None:
        ballots = [at.official(Party.COUNTY), at.official(Party.TOWN), at.asked(0), at.asked(1)]
        for ballot, said in zip(ballots, (8, 9, 3, 6), strict=True):
            satisfaction.give(at.store, ballot, marks(said))
        assert at.assess().card.item(25).worst == Decimal("7.17")
        assert at.assess().states[25] is State.DERIVED
        changed = satisfaction.give(at.store, at.store.get(Ballot, ballots[2].id), marks(10))
        assert at.assess().card.item(25).worst == Decimal("8.33")
        satisfaction.close(at.later(minutes=1), at.survey)
        with pytest.raises(Closed):
            satisfaction.give(at.store, changed, marks(0))
        assert at.assess().states[25] is State.ASSESSED
        assert at.assess().card.item(25).worst == Decimal("8.33")
        satisfaction.reopen(at.store, at.store.get(Survey, at.survey.id), "还有人没答")
        satisfaction.give(at.store, changed, marks(0))

    await in_round(database, work)


async def test_a_party_that_has_not_answered_leaves_the_item_pending(
    sqlite_database: Database,
) -> None:
    def work(at: Round) -> None:
        satisfaction.give(at.store, at.official(Party.COUNTY), marks(10))
        satisfaction.give(at.store, at.asked(), marks(10))
        at.official(Party.TOWN)
        satisfaction.close(at.later(minutes=1), at.survey)
        found = at.assess()
        assert found.states[25] is State.PENDING
        assert found.facts["satisfaction"] == Satisfaction((Decimal(10),), (), (Decimal(10),))

    await in_round(sqlite_database, work)


async def test_an_answer_counts_from_the_day_it_was_given(database: Database) -> None:
    def work(at: Round) -> None:
        satisfaction.give(at.later(days=2), at.asked(), marks(7))
        satisfaction.close(at.later(days=3), at.survey)
        days = [date(2026, 11, day) for day in (21, 22, 23)]
        heard = [at.assess(day=day) for day in days]
        assert ["satisfaction" in one.facts for one in heard] == [False, True, True]
        assert [one.survey_closed for one in heard] == [False, False, True]
        known = at.assess(day=days[2], known_on=days[0])
        assert ("satisfaction" in known.facts, known.survey_closed) == (False, False)

    await in_round(database, work)


@given(st.lists(st.tuples(*[st.integers(0, 10)] * 4), min_size=1, max_size=9))
def test_the_mean_of_an_answer_is_exact(answers: list[tuple[int, int, int, int]]) -> None:
    for answer in answers:
        assert Fraction(mean(marks(*answer))) == Fraction(sum(answer), 4)


@pytest.mark.parametrize(
    "said",
    [{}, {"quality": 9}, {**marks(9), "more": 1}, marks(9, 9, 9, 11), marks(9, 9, 9, -1),
     {**marks(9), "overall": True}, {**marks(9), "overall": 9.5}, {**marks(9), "overall": "9"}],
)
async def test_half_an_answer_or_a_strange_mark_is_none(
    sqlite_database: Database, said: dict[str, Any]
) -> None:
    def work(at: Round) -> None:
        ballot = at.asked()
        with pytest.raises(Unanswerable):
            satisfaction.give(at.store, ballot, said)
        assert at.store.get(Ballot, ballot.id) == ballot

    await in_round(sqlite_database, work, 1)


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


async def test_how_far_each_party_has_answered(database: Database) -> None:
    def work(at: Round) -> None:
        county = at.official(Party.COUNTY)
        at.official(Party.COUNTY, "沈海英")
        satisfaction.give(at.store, county, marks(10, 9, 9, 9), "很专业")
        for n in (0, 1, 2):
            ballot = at.asked(n)
            if n:
                satisfaction.give(at.store, ballot, marks(n * 3))
        by_party = everybody(at.store, at.cycle.id)[at.agency.id]
        told = [(one.asked, one.answered, one.rate, one.mean) for one in by_party]
        assert told == [
            (2, 1, 50, Fraction(37, 4)), (0, 0, 0, None), (3, 2, 66, Fraction(9, 2)),
        ]
        words = satisfaction.words_of(at.store, at.cycle.id, at.agency.id, 6)
        assert words == ([(Party.COUNTY, "很专业")], 1)

    await in_round(database, work)


async def test_a_closed_survey_moves_the_ranking(sqlite_database: Database) -> None:
    def work(at: Round) -> None:
        for ballot in (at.official(Party.COUNTY), at.official(Party.TOWN), at.asked()):
            satisfaction.give(at.store, ballot, marks(9))
        refresh(at.store, at.cycle, 10)
        satisfaction.close(at.later(minutes=-1), at.survey)
        assert refresh(at.store, at.cycle, 10) == 1
        items = ranking(at.store, at.cycle).rows[0].items
        assert items is not None
        assert items["25"] == ["9", "9", State.ASSESSED.value]

    await in_round(sqlite_database, work)
