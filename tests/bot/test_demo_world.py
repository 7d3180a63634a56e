"""The demo's world: believable, balanced between its agencies, and the same on the same day."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.demo.cast import AGENCIES, AVERAGE, CARELESS, GOOD, Habits
from handlers.inspection.opening import resume_at
from handlers.inspection.submit import changed_since
from scheduler.preview import plan
from scoring.states import State
from storage import audit
from storage.agency import Agency
from storage.card import recompute, versions
from storage.client import Client
from storage.comparing import matches
from storage.contract import covering
from storage.credit_code import fault
from storage.entity import KINDS, Record
from storage.evidence import labels
from storage.files import get_file
from storage.inspection import Decision, Verdict
from storage.picture import pictures_of
from storage.repeats import photos_at_two_visits
from storage.site_check import SiteCheck, SiteFinding
from storage.store import ZONE, Store
from storage.visit import Hazard, Visit
from tests.bot.demo_town import Town, built
from tests.conftest import NOW

TODAY = NOW.astimezone(ZONE).date()
AHEAD = {"deadline", "ends_on", "end", "certificate_until", "planned_at"}
AHEAD |= {"expires_at", "code_expires_at"}
"""What may lie ahead of today."""
HAPPENED = ("on", "signed_on", "uploaded_on", "rectified_on", "opened_on", "finished_on")
"""What cannot be entered before its day."""
HALF_DONE = (*range(1, 12), 13)


def every(store: Store) -> Iterator[Record]:
    for kind in KINDS.values():
        yield from store.find(kind, withdrawn=True)


def test_three_agencies_with_their_clients(town: Town) -> None:
    told = {habits.name: len(town.of(Client, habits)) for habits in AGENCIES}
    assert told == {GOOD.name: 362, AVERAGE.name: 44, CARELESS.name: 42}
    assert [name for name in told if any(name in line for line in town.said)] == list(told)


@pytest.mark.parametrize("habits", AGENCIES, ids=lambda habits: habits.clerk)
def test_visits_over_eighteen_months(town: Town, habits: Habits) -> None:
    months = Counter(visit.on.strftime("%Y-%m") for visit in town.of(Visit, habits))
    assert 17 <= len(months) <= 20
    assert "2025-04" <= min(months) <= "2025-06"
    assert max(months) == "2026-11"


def test_the_same_day_gives_the_same_world_at_any_hour(town: Town, tmp_path: Path) -> None:
    for again in built(tmp_path, NOW + timedelta(hours=5)):
        assert counts(again.store) == counts(town.store)
        assert names(again.store) == names(town.store)
        for habits in AGENCIES:
            assert told(again, habits) == told(town, habits)


def counts(store: Store) -> dict[str, int]:
    return {name: len(store.find(kind)) for name, kind in KINDS.items()}


def names(store: Store) -> list[tuple[Any, ...]]:
    return [(c.number, c.name, c.credit_code, c.contact) for c in store.find(Client)]


def told(town: Town, habits: Habits) -> list[Any]:
    """An agency's card item by item, its cases by what is said of them: ids are drawn anew."""
    found = town.assessment(habits)
    refs = [ref for item in found.card.items for lost in item.deductions for ref in lost.cases]
    named = labels(town.store, refs)
    return [
        (
            item.number,
            item.worst,
            item.best,
            found.states[item.number],
            [(d.rule, d.points, sorted(named[ref] for ref in d.cases)) for d in item.deductions],
        )
        for item in found.card.items
    ]


def test_the_audit_chains_hold_and_tell_of_every_record(town: Town) -> None:
    assert list(audit.verify(town.store.connection)) == []
    told_of = Counter(town.store.connection.scalars(select(audit.trail.c.subject)))
    for record in every(town.store):
        assert told_of[record.id] == record.revision, record


@pytest.mark.parametrize(
    ("habits", "worst", "best"),
    [(GOOD, "96.64", "96.64"), (AVERAGE, "39.4", "82.4"), (CARELESS, "2.5", "62.5")],
    ids=["good", "average", "careless"],
)
def test_the_scores_are_apart_at_a_glance(
    town: Town, habits: Habits, worst: str, best: str
) -> None:
    card = town.assessment(habits).card
    assert (card.worst, card.best) == (Decimal(worst), Decimal(best))


def test_the_good_agency_has_its_350_contracts_and_the_others_lack_them(town: Town) -> None:
    lost = [bool(town.assessment(habits).card.item(12).deductions) for habits in AGENCIES]
    assert lost == [False, True, True]


def test_an_inspection_half_done_goes_on_at_item_14(town: Town) -> None:
    desk = town.desk(AVERAGE)
    done = [n for n, state in desk.sheet.states.items() if state is State.ASSESSED]
    assert done == list(HALF_DONE)
    assert resume_at(desk) == desk.inspection.at_item == 14
    assert len(desk.cases(14)) == 2
    assert desk.inspection.finished_on is None
    assert town.inspections(CARELESS) == []


def test_at_two_clients_hazards_were_found_that_nobody_compared_yet(town: Town) -> None:
    checks = town.of(SiteCheck, AVERAGE)
    assert len(checks) == 2
    for check in checks:
        known, new = town.store.find(SiteFinding, site_check_id=check.id)
        assert (known.advised, new.advised) == (None, None)
        likeliest = matches(town.store, known, check)[0]
        assert (likeliest.lacks, likeliest.alike > 70) == ("", True)
        assert matches(town.store, new, check)[0].alike < 70


def test_what_the_inspector_overruled_keeps_both_values_and_the_reason(town: Town) -> None:
    made = town.store.find(Decision, inspection_id=town.desk(AVERAGE).inspection.id)
    by_fact = {(d.fact, d.case_ref is None): d for d in made}
    area = by_fact["office_area", True]
    assert (area.suggested, area.value) == ({"value": "220"}, {"value": "188"})
    assert area.grounds
    assert area.note
    assert area.photos
    struck = by_fact["files_incomplete", False]
    assert struck.verdict is Verdict.REJECTED
    assert struck.grounds
    assert len(town.desk(AVERAGE).sheet.facts["files_incomplete"].refs) == 1  # type: ignore[union-attr]


def test_the_finished_inspection_issued_a_card_that_still_holds(town: Town) -> None:
    desk = town.desk(GOOD)
    (card,) = cards = versions(town.store, desk.inspection.id)
    assert desk.open == (25,)
    assert desk.inspection.finished_on == card.day < TODAY
    assert recompute(card) == card.result
    assert not changed_since(desk, cards)


REMINDED = {
    "王晓芳": (3, 9),
    "周卫东": (1, 4),
    "张美娟": (8, 18),
    "沈国平": (4, 10),
    "曹建国": (20, 40),
    "马金根": (15, 35),
    "顾晓燕": (1, 1),
    "陆文斌": (10, 30),
    "吴慧敏": (1, 1),
}


def test_everybody_has_as_much_to_do_as_their_agency_left_undone(town: Town) -> None:
    """The second inspector is done."""
    due = Counter(line.person for line in plan(town.store, TODAY))
    assert due.keys() == REMINDED.keys()
    for person, (least, most) in REMINDED.items():
        assert least <= due[person] <= most, (person, due[person])


@pytest.mark.parametrize("habits", [GOOD, AVERAGE], ids=["good", "average"])
def test_no_hazard_is_forgotten_for_long_where_work_is_done(town: Town, habits: Habits) -> None:
    left = [h for h in town.of(Hazard, habits) if h.rectified_on is None]
    assert left
    assert all(h.deadline is not None and h.deadline > TODAY - timedelta(days=60) for h in left)


def test_no_client_has_its_name_or_its_code_twice(town: Town) -> None:
    for habits in AGENCIES:
        clients = town.of(Client, habits)
        assert len({client.name for client in clients}) == len(clients)
        assert len({client.credit_code for client in clients}) == len(clients)


def test_every_credit_code_is_valid(town: Town) -> None:
    codes: list[str | None] = [agency.credit_code for agency in town.store.find(Agency)]
    codes += [client.credit_code for client in town.store.find(Client)]
    assert [code for code in codes if fault(code or "")] == []


def test_every_file_that_a_record_names_is_there(town: Town) -> None:
    named = {
        file
        for record in every(town.store)
        for field in ("photos", "scan", "rectified_photos")
        for file in getattr(record, field, None) or ()
    }
    assert len(named) > 5
    for name in named:
        stored = get_file(town.store, name)
        assert stored is not None
        assert town.folder.path(name).stat().st_size == stored.size


def test_nothing_happened_in_the_future_nor_was_entered_before_it_happened(town: Town) -> None:
    for record in every(town.store):
        for column in record.table.c:
            value = getattr(record, column.name)
            if column.name in AHEAD:
                continue
            if isinstance(value, datetime):
                assert value <= NOW, record
            elif isinstance(value, date):
                assert value <= TODAY, record
        written = record.changed_at or record.entered_at
        assert written is not None
        for name in HAPPENED:
            day = getattr(record, name, None)
            assert day is None or day <= written.astimezone(ZONE).date(), record


def test_visits_are_within_contracts_but_for_the_one_client_who_has_none(town: Town) -> None:
    without = {
        visit.client_id
        for visit in town.store.find(Visit)
        if covering(town.store, visit.agency_id, visit.client_id, visit.on) is None
    }
    assert {town.store.get(Client, id).agency_id for id in without} == {  # type: ignore[union-attr]
        town.agency(CARELESS).id
    }
    assert len(without) == 1


def test_nobody_is_at_two_clients_at_once(town: Town) -> None:
    days: dict[tuple[str, date], list[Visit]] = defaultdict(list)
    for visit in town.store.find(Visit):
        for member in visit.staff:
            days[member, visit.on].append(visit)
    for visits in days.values():
        ordered = sorted(visits, key=lambda visit: visit.started or time())
        for earlier, later in pairwise(ordered):
            assert earlier.ended is not None
            assert later.started is not None
            assert earlier.ended < later.started, later


def test_what_is_done_at_visits_is_told_in_many_ways(town: Town) -> None:
    told_of = Counter(visit.done for visit in town.of(Visit, GOOD))
    assert len(told_of) > 60
    assert max(told_of.values()) < 25


def test_only_the_careless_agency_sends_one_photo_with_several_visits(town: Town) -> None:
    for habits in AGENCIES:
        repeats = photos_at_two_visits(town.store, town.agency(habits).id)
        assert bool(repeats) == (habits is CARELESS)


def test_a_photo_of_a_recent_visit_was_taken_on_its_day(town: Town) -> None:
    visits = [one for one in town.of(Visit, GOOD) if one.photos]
    assert len(visits) > 10
    for visit in visits:
        (taken,) = pictures_of(town.store, visit.photos).values()
        assert taken.taken_at is not None
        assert taken.taken_at.astimezone(ZONE).date() == visit.on
        assert 30 < (taken.latitude or 0) < 31
