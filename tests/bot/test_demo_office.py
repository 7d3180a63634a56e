"""The demo's department: who inspects, what was drawn and seen, whom it wants to talk to."""

import random
from datetime import timedelta

import pytest

from bot.demo.asking import Campaign
from bot.demo.camera import Camera
from bot.demo.cast import AGENCIES, AVERAGE, CARELESS, GOOD, Habits
from bot.demo.checking import site_checks
from bot.demo.office import Office
from bot.demo.scene import Scene, off
from scoring.states import State
from storage.assignment import Assignment
from storage.conflict import Conflict, barred
from storage.cycle import Cycle, Participation, participation
from storage.draw import Draw
from storage.drawing import changed_since, picked_clients
from storage.person import Person
from storage.publication import Publication
from storage.publishing import ONLY_EXAMPLE, obstacles
from storage.site_check import SiteCheck, SiteFinding
from storage.star_table import bands_of
from storage.store import ZONE
from storage.talk import Candidate, Origin, Outcome, Talk
from tests.bot.demo_town import Town


def part(town: Town, habits: Habits) -> Participation:
    found = participation(town.store, town.world.cycle.id, town.agency(habits).id)
    assert found is not None
    return found


def draw(town: Town, habits: Habits) -> Draw:
    (found,) = town.store.find(Draw, of_agency_id=town.agency(habits).id)
    return found


def test_who_declared_a_conflict_was_replaced(town: Town) -> None:
    (conflict,) = town.store.find(Conflict)
    assert conflict.of_agency_id == town.agency(AVERAGE).id
    given = {
        habits: {
            one.inspector_id
            for one in town.store.find(Assignment, participation_id=part(town, habits).id)
        }
        for habits in AGENCIES
    }
    assert [len(given[habits]) for habits in AGENCIES] == [1, 1, 2]
    assert given[GOOD] == {conflict.person_id}
    assert not given[GOOD] & given[AVERAGE]
    for habits in AGENCIES:
        agency = town.agency(habits).id
        assert not any(barred(town.store, one, agency) for one in given[habits])


def test_every_site_check_but_for_few_is_at_a_client_that_was_drawn(town: Town) -> None:
    for habits, visited in ((GOOD, 4), (AVERAGE, 2)):
        drawn = draw(town, habits)
        assert changed_since(town.store, drawn) == []
        named = {row["id"] for row in picked_clients(drawn)}
        assert len(named) == 4
        checks = town.of(SiteCheck, habits)
        assert len({one.client_id for one in checks}) == len(checks) == visited
        assert all((one.client_id in named) == (one.draw_id == drawn.id) for one in checks)
    assert draw(town, CARELESS).picked is None


def test_of_the_closed_sample_one_finding_was_missed_and_every_item_rests_on_it(
    town: Town,
) -> None:
    found = town.of(SiteFinding, GOOD)
    assert sorted(str(one.advised) for one in found) == ["False", "True", "True"]
    assert part(town, GOOD).sample_closed_on is not None
    desk = town.desk(GOOD)
    for number in range(15, 23):
        assert desk.sheet.states[number] is State.ASSESSED
        assert not desk.sheet.decisions_on(number)
    assert part(town, AVERAGE).sample_closed_on is None


def test_circumstances_wait_and_the_notice_of_a_talk_is_not_acknowledged(town: Town) -> None:
    found = town.store.find(Candidate)
    assert {one.of_agency_id for one in found} == {town.agency(CARELESS).id}
    (decided,) = [one for one in found if one.outcome is not None]
    assert (decided.code, decided.outcome) == ("A2", Outcome.TALK)
    assert {one.origin for one in found if one is not decided} == {Origin.RECORDS, Origin.SIGNALS}
    (talk,) = town.of(Talk, CARELESS)
    principal = town.store.get(Person, talk.principal_id)
    assert principal is not None
    assert principal.name == CARELESS.principal
    assert (talk.id, talk.acknowledged_at) == (decided.talk_id, None)
    assert talk.planned_at > town.store.now


def test_the_cycle_before_is_published_and_the_present_bands_are_an_example(town: Town) -> None:
    (past,) = [one for one in town.store.find(Cycle) if one.id != town.world.cycle.id]
    assert past.closed_on is not None
    results = [*(town.of(Publication, habits)[0] for habits in AGENCIES)]
    assert {one.cycle_id for one in results} == {past.id}
    assert [one.stars for one in results] == ["五星", "四星", "不授星"]
    for habits in AGENCIES:
        before = participation(town.store, past.id, town.agency(habits).id)
        assert before is not None
        assert obstacles(town.store, before) == []
        assert ONLY_EXAMPLE in obstacles(town.store, part(town, habits))
    bands = bands_of(town.store, town.world.cycle.id)
    assert bands is not None
    assert bands.example


@pytest.mark.parametrize("days", range(7))
def test_on_whatever_day_the_demo_starts_one_thing_follows_from_the_other(
    town: Town, days: int
) -> None:
    """Before a weekend several days ago may be the same Friday."""
    today = town.store.today + timedelta(days=days)
    cycle = town.world.cycle
    camera = Camera(town.folder)
    for habits in AGENCIES:
        scene = Scene("", (), "", (), cycle.start, today, random.Random(days), camera)
        asking, *answers = [at for at, _deed in Campaign(habits.name, scene, cycle, "").deeds()]
        assert all(asking < at for at in answers)
        *assigned, draw_at = Office(habits, scene, cycle, "", {}).deeds()
        last = max(at for at, _deed in assigned)
        if habits is AVERAGE:
            given, again, recused = (at for at, _deed in assigned)
            assert given < recused < again == last
        assert last < draw_at[0]
        seen = [at for at, _deed in site_checks(habits.name, "", scene, cycle)]
        assert seen == sorted(seen)
        assert all(draw_at[0] < at for at in seen)
        assert not any(off(at.astimezone(ZONE).date()) for at in seen)
