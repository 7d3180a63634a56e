"""Ballots of a cycle as the fact of item 25: whose answer counts, when, and how much."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.states import State
from scoring.values import Satisfaction
from storage import satisfaction
from storage.client import Client
from storage.database import Database
from storage.link import Closed
from storage.satisfaction import Unanswerable, everybody
from storage.satisfaction.answering import mean
from storage.snapshot import ranking, refresh
from storage.survey import Ballot, Party, Survey
from tests.storage.survey_round import Round, in_round, marks


async def test_the_latest_answer_counts_until_the_survey_closes(database: Database) -> None:
    def work(at: Round) -> None:
        ballots = [at.official(Party.COUNTY), at.official(Party.TOWN), at.asked(0), at.asked(1)]
        for ballot, said in zip(ballots, (8, 9, 3, 6), strict=True):
            satisfaction.give(at.store, ballot, marks(said))
        assert at.assess().card.item(25).worst == Decimal("7.17")
        assert at.assess().states[25] is State.DERIVED
        again = at.store.get(Ballot, ballots[2].id)
        assert again is not None
        changed = satisfaction.give(at.store, again, marks(10))
        assert at.assess().card.item(25).worst == Decimal("8.33")
        satisfaction.close(at.later(minutes=1), at.survey)
        with pytest.raises(Closed):
            satisfaction.give(at.store, changed, marks(0))
        assert at.assess().states[25] is State.ASSESSED
        assert at.assess().card.item(25).worst == Decimal("8.33")
        closed = at.store.get(Survey, at.survey.id)
        assert closed is not None
        satisfaction.reopen(at.store, closed, "还有人没答")
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


@pytest.mark.parametrize("answered", [False, True])
async def test_a_contact_who_leaves_gives_their_client_no_second_voice(
    sqlite_database: Database, answered: bool
) -> None:
    def work(at: Round) -> None:
        ballot, left = at.asked(), at.contacts[0]
        code = satisfaction.link_for(at.store, ballot, 14)
        if answered:
            satisfaction.give(at.store, ballot, marks(2))
        at.store.withdraw(left, reason="离职")
        client = at.store.get(Client, left.client_id)
        assert client is not None
        next_one = at.contact(client, name="孙某")
        found = satisfaction.clients_to_ask(at.store, at.cycle, at.agency.id)
        chosen = [one.id for one in found.contacts]
        assert (next_one.id in chosen, found.asked) == (not answered, int(answered))
        for contact in found.contacts:
            satisfaction.ask_client(at.store, at.cycle, contact)
        clients = satisfaction.standing(at.store, at.cycle.id, at.agency.id)[2]
        assert (clients.asked, clients.answered) == (3, int(answered))
        if not answered:
            with pytest.raises(Closed, match="改请其他人"):
                satisfaction.answer_ballot(at.store, code, ballot.id, marks(2))

    await in_round(sqlite_database, work)
