"""What-if's promised points equal the score after the change is really made, on generated books."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection

from handlers.next_point import at_once, slowly
from handlers.next_point.at_once import ids
from handlers.next_point.handle import offered
from handlers.next_point.look import Look, Promise, look
from handlers.next_point.lost import everything
from scoring.next_point import Fix, Stage
from scoring.scorecard import score
from scoring.settings import POLICIES
from storage.agency import Profile, profile_on
from storage.assessment import assess
from storage.client import Client
from storage.contract import Contract
from storage.database import Database
from storage.follow_up import FollowUp
from storage.inspection import Decision, Inspection, Verdict
from storage.mending import uncovered, visits_made
from storage.organisation import Role
from storage.site_check import SiteCheck
from storage.staff import Qualification, StaffMember, Title
from storage.store import Store
from storage.visit import Hazard, SignedList, Visit
from tests.handlers.bureau import member
from tests.storage.books import Books, put, random_books

SEEDS = range(400, 412)


class Undone(Exception):
    """Takes back what was done to see what it brings."""


def upload(store: Store, seen: Look, fixes: tuple[Fix, ...]) -> None:
    for id in subjects(fixes):
        store.revise(got(store, Contract, id), uploaded_on=store.today)


def upload_hazards(store: Store, seen: Look, fixes: tuple[Fix, ...]) -> None:
    for id in subjects(fixes):
        for hazard in store.find(Hazard, visit_id=id):
            store.revise(hazard, uploaded_on=store.today)


def call(store: Store, seen: Look, fixes: tuple[Fix, ...]) -> None:
    agency, today = seen.part.agency_id, store.today
    for id in subjects(fixes):
        store.add(
            FollowUp(agency_id=agency, client_id=id, on=today, way="电话", outcome="满意")
        )


def complete(store: Store, seen: Look, fixes: tuple[Fix, ...]) -> None:
    for id in subjects(fixes):
        client = got(store, Client, id)
        store.revise(client, address="路1号", industry="机械", contact="王某")
        for contract in store.find(Contract, client_id=id):
            store.revise(contract, scan=("a",))


def spell_out(store: Store, seen: Look, fixes: tuple[Fix, ...]) -> None:
    for id in subjects(fixes):
        contract = got(store, Contract, id)
        first = contract.starts_on or contract.signed_on
        last = contract.ends_on or date(2099, 1, 1)
        store.revise(contract, content="服务", starts_on=first, ends_on=last, visits=2)


def whole_contract(store: Store, seen: Look, client_id: str, first: Any, last: Any) -> None:
    store.add(
        Contract(
            agency_id=seen.part.agency_id,
            client_id=client_id,
            signed_on=store.today,
            content="服务",
            starts_on=first,
            ends_on=last,
            visits=4,
            scan=("a",),
            uploaded_on=store.today,
        )
    )


def cover(store: Store, seen: Look, fixes: tuple[Fix, ...]) -> None:
    until = min(store.today, seen.cycle.end)
    first = max(seen.cycle.start, seen.part.joined_on)
    for one in uncovered(store, seen.part.agency_id, subjects(fixes), first, until):
        whole_contract(store, seen, one.id, one.first, one.last)


def sign_more(store: Store, seen: Look, fixes: tuple[Fix, ...]) -> None:
    client = Client(
        agency_id=seen.part.agency_id, name="新户", address="路", industry="化工", contact="李某"
    )
    id = store.add(client).id
    for _ in fixes:
        whole_contract(store, seen, id, store.today, store.today + timedelta(days=300))


def prove(store: Store, seen: Look, fixes: tuple[Fix, ...]) -> None:
    for one in visits_made(store, subjects(fixes)):
        visit = got(store, Visit, one.id)
        if one.undone:
            store.revise(visit, done="排查")
        if one.unsigned:
            store.add(
                SignedList(
                    agency_id=visit.agency_id,
                    client_id=visit.client_id,
                    visit_id=visit.id,
                    signed_on=store.today,
                    signer="王某",
                )
            )


def hire(store: Store, seen: Look, fixes: tuple[Fix, ...]) -> None:
    before = {name: seen.sheet.records.get(name, Decimal(0)) for name in ("engineers",)}
    engineers = before["engineers"]
    for fix in fixes:
        lacking = fix.sets["engineers"] != engineers
        engineers = fix.sets["engineers"]
        store.add(
            StaffMember(
                agency_id=seen.part.agency_id,
                name="新人",
                contract_from=seen.cycle.start,
                insured_from=seen.cycle.start,
                qualification=Qualification.ASSESSOR if lacking else None,
                title=None if lacking or not titled(seen, fix, fixes) else Title.SENIOR,
            )
        )


def titled(seen: Look, fix: Fix, fixes: tuple[Fix, ...]) -> bool:
    at = fixes.index(fix)
    before = fixes[at - 1].sets if at else seen.sheet.records
    return fix.sets["other_titles"] != before.get("other_titles", Decimal(0))


def declare(store: Store, seen: Look, fixes: tuple[Fix, ...]) -> None:
    """The profile says what the fixes say, and what it said before of everything else."""
    holds = profile_on(store, seen.part.agency_id, min(store.today, seen.cycle.end))
    sets = {name: value for fix in fixes for name, value in fix.sets.items()}
    said = ("office_area", "equipment", "grading_body")
    new: dict[str, Any] = {name: sets[name] for name in said if name in sets}
    policies = set(holds.policies or ()) if holds else set()
    policies |= {fix.subject.partition(":")[2] for fix in fixes if fix.subject[:7] == "policy:"}
    if "policies_missing" in sets:
        policies |= set(POLICIES)
    if policies:
        new["policies"] = tuple(name for name in POLICIES if name in policies)
    if holds is None:
        store.add(Profile(agency_id=seen.part.agency_id, since=seen.cycle.start, **new))
    else:
        store.revise(holds, **new)


def look_again(store: Store, seen: Look, fixes: tuple[Fix, ...]) -> None:
    """An inspector sees what was put right: decides anew, or checks anew at each client."""
    for fix in fixes:
        name = fix.subject.partition(":")[2]
        fact, records = seen.sheet.edition.facts[name], seen.sheet.records
        made = store.find(Decision, agency_id=seen.part.agency_id, fact=name)
        for decision in made:
            suggested = {"value": fact.write(records[name]) if name in records else None}
            good = {"value": fact.write(fix.sets[name])}
            store.revise(decision, value=good, suggested=suggested)
        for check in [] if made else store.find(SiteCheck, agency_id=seen.part.agency_id):
            good_now: dict[str, Any] = {name: False}
            store.revise(check, **good_now)


REALLY: dict[str, Callable[[Store, Look, tuple[Fix, ...]], None]] = {
    "contracts": upload,
    "hazards": upload_hazards,
    "callbacks": call,
    "files": complete,
    "vague": spell_out,
    "cover": cover,
    "quantity": sign_more,
    "visits": prove,
    "staff": hire,
    "profile": declare,
    "policies": declare,
    "callback_policy": declare,
    "office_area": declare,
    "equipment": declare,
    "grading_body": declare,
}
"""By the way's name, how each is done through the records."""


def subjects(fixes: tuple[Fix, ...]) -> list[str]:
    return ids(" ".join(fix.subject for fix in fixes))


def got(store: Store, kind: Any, id: str) -> Any:
    found = store.get(kind, id)
    assert found is not None
    return found


def parted(seen: Look, fixes: tuple[Fix, ...]) -> list[tuple[str, tuple[Fix, ...]]]:
    """The ways that these fixes are of: several, where they bring points only together."""
    found = []
    for offer in [*at_once.offers(seen), *slowly.offers(seen)]:
        some = tuple(fix for fix in fixes if fix in offer.way.fixes)
        found += [(offer.way.name, some)] if some else []
    return found


def score_after(store: Store, seen: Look, promise: Promise, stage: Stage) -> tuple[Any, Any]:
    """The card once the first so many fixes are made; then everything is as it was."""
    card = None
    try:
        with store.attempt():
            for name, fixes in parted(seen, promise.way.fixes[: stage.fixes]):
                really = look_again if promise.offer.decided else REALLY[name]
                really(store, seen, fixes)
            card = assess(store, seen.cycle, seen.part).card
            raise Undone
    except Undone:
        assert card is not None
        return card.worst, card.best


def score_after_all(store: Store, seen: Look, promises: list[Promise]) -> tuple[Any, Any]:
    """The card once everything promised is done, what an inspector has to see again at the end."""
    card = None
    try:
        with store.attempt():
            for promise in sorted(promises, key=lambda one: one.offer.decided):
                now = look(store, seen.part) if promise.offer.decided else seen
                assert now is not None
                for name, fixes in parted(seen, promise.way.fixes):
                    really = look_again if promise.offer.decided else REALLY[name]
                    really(store, now, fixes)
            card = assess(store, seen.cycle, seen.part).card
            raise Undone
    except Undone:
        assert card is not None
        return card.worst, card.best


def inspected(store: Store, books: Books, seed: int) -> None:
    """An inspector has been there: some facts are decided, over what the records say."""
    person = member(store, "陈评定", Role.INSPECTOR)
    opened = store.add(
        Inspection(
            participation_id=books.joined.id,
            agency_id=books.agency.id,
            cycle_id=books.cycle.id,
            inspector_id=person.id,
            opened_on=store.today,
        )
    )
    records = assess(store, books.cycle, books.joined).records
    edition = assess(store, books.cycle, books.joined).edition
    names = ("board", "papers_unlawful", "office_area", "equipment", "callbacks_missed", "staff")
    for name in names[seed % 3 :]:
        fact = edition.facts[name]
        seen = None if name not in records else fact.write(records[name])
        bad: dict[str, Any] = {"board": False, "papers_unlawful": True, "equipment": False}
        bad |= {"office_area": "100", "callbacks_missed": ["other:没有记录"], "staff": "7"}
        value = bad[name] if seed % 2 or seen is None else seen
        store.add(
            Decision(
                agency_id=books.agency.id,
                inspection_id=opened.id,
                item=edition.item_of(name).number,
                fact=name,
                verdict=Verdict.SET,
                value={"value": value},
                suggested={"value": seen},
                decided_by=person.id,
            )
        )


@pytest.mark.parametrize("decided", [False, True])
async def test_what_is_promised_is_what_the_records_give_once_it_is_done(
    database: Database, decided: bool
) -> None:
    kept: set[str] = set()

    def work(connection: Connection, seed: int) -> None:
        books, day = random_books(seed + 100 * decided)
        put(connection, books.records)
        noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        store = Store(connection, noon)
        if decided:
            inspected(store, books, seed)
        seen = look(store, books.joined)
        assert seen is not None
        assert seen.settle(seen.sheet.records) == seen.sheet.facts
        promises = offered(seen)
        kept.update(promise.way.name for promise in promises)
        if seed != SEEDS[0]:
            promises = [one for one in promises if one.way.name != "quantity"]
        whole = score(everything(seen, promises), seen.sheet.edition)
        assert score_after_all(store, seen, promises) == (whole.worst, whole.best), seed
        for promise in promises:
            for stage in {promise.gain.first, promise.gain.all}:
                after = score_after(store, seen, promise, stage)
                assert after == (stage.worst, stage.best), (seed, promise.way.name, stage)

    for seed in SEEDS:
        await database.write(lambda connection, seed=seed: work(connection, seed))  # type: ignore[misc]
    if not decided:
        assert {"item5", "item13"} & kept
        assert kept >= REALLY.keys() - {"policies"}, REALLY.keys() - kept
    else:
        assert {"again.board", "again.papers_unlawful", "again.equipment"} <= kept
