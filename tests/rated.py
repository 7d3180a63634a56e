"""A rating brought to its end without the chat: decided, heard, submitted, shown to the agency."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from handlers.inspection.opening import begin, desk_at
from handlers.inspection.submit import submit
from scoring.editions import CURRENT
from scoring.fact import Kind
from scoring.facts import F
from scoring.stars import EXAMPLE, checked, read_lines
from storage import satisfaction
from storage.agency import Agency
from storage.assessment import assess
from storage.card import Card
from storage.client import Client
from storage.contact import Contact
from storage.cycle import Cycle, Participation
from storage.inspection import Decision, Inspection, Verdict
from storage.objection import Disclosure, Objection
from storage.person import Person
from storage.publication import Publication, StarBands
from storage.published import shown
from storage.star_table import set_bands
from storage.store import Store
from storage.survey import Party

GOOD: dict[str, Any] = {"office_area": 300, "staff": 8, "engineers": 3, "other_titles": 3}


def decide_all(store: Store, part: Participation, inspector: Person, **other: Any) -> Inspection:
    """Every fact as the records have it, else in the agency's favour, but for ``other``."""
    inspection = begin(store, part, inspector.id)
    cycle = store.get(Cycle, part.cycle_id)
    assert cycle is not None
    records = assess(store, cycle, part).records
    for item in CURRENT.items:
        for name in item.facts:
            fact = CURRENT.facts[name]
            if name == F.satisfaction.name:
                continue
            seen = fact.write(records[name]) if name in records else None
            best: dict[Kind, Any] = {Kind.FLAG: getattr(fact, "good", False), Kind.CASES: []}
            good = GOOD.get(name, best.get(fact.kind, 0))
            value = other.get(name, good if seen is None else seen)
            store.add(
                Decision(
                    agency_id=part.agency_id,
                    inspection_id=inspection.id,
                    item=item.number,
                    fact=name,
                    verdict=Verdict.SET,
                    decided_by=inspector.id,
                    value={"value": value},
                    suggested=None if seen is None else {"value": seen},
                )
            )
    return inspection


def hear(store: Store, cycle: Cycle, parts: list[Participation], mark: int = 9) -> None:
    """All three parties of every agency answer, and the survey is closed."""
    survey = satisfaction.open_survey(store, cycle)
    marks = {question.name: mark for question in satisfaction.QUESTIONS}
    for part in parts:
        known = store.find(Client, agency_id=part.agency_id, limit=1)
        client = known[0] if known else store.add(Client(agency_id=part.agency_id, name="某厂"))
        contact = store.add(Contact(agency_id=part.agency_id, client_id=client.id, name="沈某"))
        ballots = [satisfaction.ask_client(store, cycle, contact)]
        for party in (Party.COUNTY, Party.TOWN):
            who = (party, f"{party}应急管理局", "朱国平")
            ballots.append(satisfaction.ask_official(store, cycle, part.agency_id, *who))
        for ballot in ballots:
            satisfaction.give(store, ballot, marks)
    satisfaction.close(store, survey)


def issue(store: Store, inspection: Inspection, inspector: Person) -> Card:
    desk = desk_at(store, inspection.id, inspector.id)
    assert desk is not None
    return submit(store, desk)


def disclose(store: Store, card: Card, *, accepted: bool = True) -> Disclosure:
    return store.add(
        Disclosure(
            agency_id=card.agency_id,
            inspection_id=card.inspection_id,
            card_id=card.id,
            opened_on=store.today,
            until=store.today + timedelta(days=5),
            accepted_at=store.now if accepted else None,
        )
    )


def object_to(store: Store, told: Disclosure, person: Person, **more: Any) -> Objection:
    return store.add(
        Objection(
            agency_id=told.agency_id,
            inspection_id=told.inspection_id,
            disclosure_id=told.id,
            card_id=told.card_id,
            item=1,
            rule="1.1",
            words="面积应按产权证计算",
            raised_by=person.id,
            raised_on=store.today,
            **more,
        )
    )


def bands(store: Store, cycle: Cycle, text: str = EXAMPLE, **more: Any) -> StarBands:
    return set_bands(store, cycle, checked(read_lines(text)), "嘉应急〔2026〕12号", **more)


def rated(store: Store, part: Participation, inspector: Person, **other: Any) -> Card:
    """Ready to be published but for the bands; the survey is heard before."""
    card = issue(store, decide_all(store, part, inspector, **other), inspector)
    disclose(store, card)
    assert card.result["total"] is not None
    assert Decimal(card.result["total"]) > 0
    return card


def announce(store: Store, part: Participation, inspector: Person) -> Publication:
    """A published result to look at, however it came about: not what ``publish`` would allow."""
    card = issue(store, decide_all(store, part, inspector), inspector)
    cycle, agency = store.get(Cycle, part.cycle_id), store.get(Agency, part.agency_id)
    assert cycle is not None
    assert agency is not None
    table = bands(store, cycle)
    bare = Publication(
        number=f"GB-2026-{store.draw('GB-2026'):04d}",
        agency_id=agency.id,
        cycle_id=cycle.id,
        card_id=card.id,
        bands_id=table.id,
        version=1,
        total=Decimal(card.result["best"]),
        stars="四星",
        shown={},
        published_on=store.today,
    )
    return store.add(replace(bare, shown=shown(bare, agency, cycle, card, table, None)))
