"""A result is published only when nothing of it is open, and then stays as it is."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from handlers.inspection.opening import begin
from storage.accident import Accident, AccidentRegister
from storage.card import Card
from storage.client import Client
from storage.contract import Contract
from storage.cycle import Cycle, Participation
from storage.database import Database
from storage.gathering import Gathered, Gathering
from storage.inspection import Decision
from storage.objection import Ruling
from storage.person import Person
from storage.publication import Publication
from storage.published import newest_of, results
from storage.publishing import NotReady, obstacles, prospect, publish
from storage.satisfaction import reopen, survey_of
from storage.snapshot import refresh
from storage.star_table import set_bands, spread, table_of
from storage.store import Store
from tests import rated
from tests.conftest import NOW
from tests.handlers.bureau import found


@dataclass
class Town:
    """A cycle of two agencies, heard and with its bands."""

    store: Store
    cycle: Cycle
    first: Participation
    second: Participation
    inspector: Person
    principal: Person


class Undo(Exception):
    """What a test wrote is not kept."""


def build(store: Store) -> Town:
    made = found(store)
    first = made["joined"]
    cycle = store.get(Cycle, first.cycle_id)
    assert cycle is not None
    second = store.find(Participation, agency_id=made["other"].id)[0]
    rated.hear(store, cycle, [first, second])
    return Town(store, cycle, first, second, made["inspector"], made["principal"])


async def in_town(database: Database, work: Any) -> Any:
    """Work in a town that is gone afterwards."""

    def unit(connection: Any) -> Any:
        store = Store(connection, NOW)
        kept: list[Any] = []
        try:
            with store.attempt():
                kept.append(work(build(store)))
                raise Undo
        except Undo:
            return kept[0]

    return await database.write(unit)


async def test_a_ready_result_is_published_once_and_frozen(database: Database) -> None:
    def work(town: Town) -> None:
        rated.bands(town.store, town.cycle)
        card = rated.rated(town.store, town.first, town.inspector)
        assert obstacles(town.store, town.first) == []
        made = publish(town.store, town.first)
        assert (made.version, made.card_id, made.stars) == (1, card.id, "四星")
        assert made.shown["total"] == card.result["total"]
        assert made.number == "GB-2026-0001"
        with pytest.raises(NotReady, match="已经公布过"):
            publish(town.store, town.first)
        rated.rated(town.store, town.second, town.inspector)
        assert publish(town.store, town.second).number == "GB-2026-0002"
        listed, total = results(town.store, town.cycle.id)
        assert total == 2
        assert [one.total for one in listed] == sorted((o.total for o in listed), reverse=True)
        assert [one.number for one in results(town.store, town.cycle.id, name="安达")[0]] == [
            "GB-2026-0001"
        ]

    await in_town(database, work)


async def test_a_correction_is_a_new_version_with_its_reason(database: Database) -> None:
    def work(town: Town) -> None:
        rated.bands(town.store, town.cycle)
        rated.rated(town.store, town.first, town.inspector)
        before = publish(town.store, town.first)
        later = town.store.at(NOW + timedelta(hours=1), town.inspector.id)
        (pledge,) = later.find(Decision, agency_id=town.first.agency_id, fact="pledge")
        later.revise(pledge, value={"value": False})
        assert "有变动" in "".join(obstacles(later, town.first))
        inspection = begin(later, town.first, town.inspector.id)
        card = rated.issue(later, inspection, town.inspector)
        assert "请重新告知" in "".join(obstacles(later, town.first))
        rated.disclose(later, card)
        with pytest.raises(NotReady, match="写明理由"):
            publish(later, town.first, " ")
        made = publish(later, town.first, "复核后更正第8项")
        assert (made.version, made.grounds) == (2, "复核后更正第8项")
        assert made.total == before.total - Decimal("0.5")
        assert made.shown["before"] == {"total": before.shown["total"], "stars": before.stars}
        assert later.get(Publication, before.id) == before
        assert newest_of(later, town.cycle.id, town.first.agency_id) == made
        assert [one.version for one in results(later, town.cycle.id)[0]] == [2]

    await in_town(database, work)


async def test_new_bands_leave_what_is_public_until_it_is_corrected(database: Database) -> None:
    def work(town: Town) -> None:
        first = rated.bands(town.store, town.cycle)
        rated.rated(town.store, town.first, town.inspector)
        made = publish(town.store, town.first)
        again = set_bands(town.store, town.cycle, table_of(first), str(first.grounds))
        assert again == first
        lower = rated.bands(town.store, town.cycle, "五星 60-100；不授星 0-59.99")
        assert (lower.version, made.stars) == (2, "四星")
        assert newest_of(town.store, town.cycle.id, town.first.agency_id) == made
        assert publish(town.store, town.first, "星级标准更正").stars == "五星"

    await in_town(database, work)


async def test_the_bands_are_tried_on_every_agency(database: Database) -> None:
    def work(town: Town) -> None:
        table = table_of(rated.bands(town.store, town.cycle))
        nobody = spread(town.store, town.cycle, table)
        assert (nobody.unknown, nobody.total) == (2, 2)
        rated.rated(town.store, town.first, town.inspector)
        refresh(town.store, town.cycle, 10)
        counted = spread(town.store, town.cycle, table)
        assert (counted.stars["四星"], counted.open, counted.total) == (1, 1, 2)

    await in_town(database, work)


def an_item_is_open(town: Town, card: Card) -> None:
    (pledge,) = town.store.find(Decision, agency_id=card.agency_id, fact="pledge")
    town.store.withdraw(pledge, reason="重新核查")
    rated.disclose(town.store, rated.issue(town.store, inspection_of(town), town.inspector))


def a_decision_is_newer(town: Town, card: Card) -> None:
    (board,) = town.store.find(Decision, agency_id=card.agency_id, fact="board")
    town.store.at(NOW + timedelta(minutes=1), None).revise(board, grounds="再次查看")


def a_new_version_is_not_disclosed(town: Town, card: Card) -> None:
    a_decision_is_newer(town, card)
    rated.issue(town.store, inspection_of(town), town.inspector)


def the_period_runs(town: Town, card: Card) -> None:
    rated.disclose(town.store, card, accepted=False)


def an_objection_waits(town: Town, card: Card) -> None:
    rated.object_to(town.store, rated.disclose(town.store, card), town.principal)


def an_upheld_objection_is_not_carried_out(town: Town, card: Card) -> None:
    told = rated.disclose(town.store, card)
    rated.object_to(town.store, told, town.principal, ruling=Ruling.UPHELD)


def the_survey_is_open_again(town: Town, card: Card) -> None:
    survey = survey_of(town.store, town.cycle.id)
    assert survey is not None
    reopen(town.store, survey, "补充答复")


def the_bands_are_an_example(town: Town, card: Card) -> None:
    rated.bands(town.store, town.cycle, example=True)


def an_accident_is_registered(town: Town, card: Card) -> None:
    client = town.store.find(Client, agency_id=card.agency_id)[0]
    on = date(2026, 6, 1)
    town.store.add(Accident(agency_id=card.agency_id, client_id=client.id, on=on))
    whole = AccidentRegister(
        agency_id=card.agency_id, cycle_id=card.cycle_id, until=town.store.today
    )
    town.store.add(whole)


def it_takes_no_part(town: Town, card: Card) -> None:
    town.first = town.store.withdraw(town.first, reason="退出")


OPEN = (
    an_item_is_open,
    a_decision_is_newer,
    a_new_version_is_not_disclosed,
    the_period_runs,
    an_objection_waits,
    an_upheld_objection_is_not_carried_out,
    the_survey_is_open_again,
    the_bands_are_an_example,
    an_accident_is_registered,
    it_takes_no_part,
)


def inspection_of(town: Town) -> Any:
    return begin(town.store, town.first, town.inspector.id)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@example(left=())
@given(left=st.lists(st.sampled_from(OPEN), unique=True, max_size=4))
async def test_nothing_is_published_while_anything_is_open(
    sqlite_database: Database, left: list[Any]
) -> None:
    def work(town: Town) -> None:
        rated.bands(town.store, town.cycle)
        card = rated.rated(town.store, town.first, town.inspector)
        for one in sorted(left, key=OPEN.index):
            one(town, card)
        if not left:
            assert publish(town.store, town.first).version == 1
            return
        assert obstacles(town.store, town.first)
        with pytest.raises(NotReady):
            publish(town.store, town.first)
        assert town.store.find(Publication) == []

    await in_town(sqlite_database, work)


@pytest.mark.parametrize("one", OPEN, ids=[one.__name__ for one in OPEN])
async def test_each_alone_hinders(database: Database, one: Any) -> None:
    def work(town: Town) -> None:
        rated.bands(town.store, town.cycle)
        one(town, rated.rated(town.store, town.first, town.inspector))
        assert obstacles(town.store, town.first)

    await in_town(database, work)


async def test_an_agency_cannot_put_off_its_result_by_records(database: Database) -> None:
    def work(town: Town) -> None:
        rated.bands(town.store, town.cycle)
        card = rated.rated(town.store, town.first, town.inspector)
        late = town.store.at(NOW + timedelta(hours=2), town.principal.id)
        (vague,) = [one for one in late.find(Contract) if one.visits is None]
        late.revise(vague, visits=4)
        held = Gathered.TRAINING
        on = date(2026, 5, 1)
        late.add(Gathering(agency_id=card.agency_id, kind=held, on=on, topic="动火"))
        found = prospect(late, town.first)
        assert (found.obstacles, found.theirs) == ((), (9, 13))
        assert publish(late, town.first).shown["total"] == card.result["total"]

    await in_town(database, work)


async def test_before_the_card_and_after_the_period(sqlite_database: Database) -> None:
    def work(town: Town) -> None:
        said = "".join(obstacles(town.store, town.first))
        assert "还没有提交评定结果" in said
        assert "还没有设定星级标准" in said
        rated.bands(town.store, town.cycle)
        inspection = rated.decide_all(town.store, town.first, town.inspector)
        card = rated.issue(town.store, inspection, town.inspector)
        assert obstacles(town.store, town.first) == ["评定结果还没有告知机构。"]
        told = rated.disclose(town.store, card, accepted=False)
        last = town.store.at(NOW + timedelta(days=5), None)
        assert "异议期到2026-11-25" in "".join(obstacles(last, town.first))
        after = town.store.at(NOW + timedelta(days=6), None)
        assert obstacles(after, town.first) == []
        assert told.until == last.today

    await in_town(sqlite_database, work)
