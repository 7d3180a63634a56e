"""From an assessment, or from an issued card, to the sheet that the views show."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from handlers.scorecard.sheet import Sheet
from handlers.scorecard.survey import for_agency
from scoring.editions import edition
from scoring.interchange import read_facts
from scoring.settings import Readings
from storage.agency import Agency
from storage.assessment import assess
from storage.card import Card
from storage.cycle import Cycle, Participation, joined
from storage.inspection import Decision, Inspection, Verdict
from storage.objections import objections_on
from storage.person import Person
from storage.published import newest_of
from storage.satisfaction import PartyStanding, is_staff, survey_of
from storage.satisfaction import standing as parties
from storage.star_table import bands_of
from storage.store import Store


def live(
    store: Store,
    taking_part: Participation,
    day: date | None = None,
    inspection: Inspection | None = None,
) -> Sheet:
    """The score of an agency as its records and the inspectors' decisions stand."""
    cycle = store.get(Cycle, taking_part.cycle_id)
    assert cycle is not None
    found = assess(store, cycle, taking_part, day, inspection=inspection)
    about = objections_on(store, found.inspection.id) if found.inspection else []
    return Sheet(
        id=taking_part.id,
        agency=found.agency.name,
        day=found.day,
        start=cycle.start,
        end=cycle.end,
        records=found.records,
        facts=found.facts,
        confirmed=found.confirmed,
        survey_closed=found.survey_closed,
        decisions=found.decisions,
        names=names(
            store, [*(d.decided_by for d in found.decisions), *(o.ruled_by or "" for o in about)]
        ),
        objections=tuple(about),
        edition=found.edition,
        readings=found.readings,
        past=found.day != store.today,
        parties=_parties(store, taking_part) if found.day == store.today else (),
        bands=bands_of(store, cycle.id),
        waiting=found.waiting,
        published=newest_of(store, cycle.id, taking_part.agency_id),
    )


def standing(store: Store, agency_id: str) -> Sheet | None:
    """An agency's score today, for the receipt of what its people hand in; None where it takes
    part in no cycle."""
    found = joined(store, agency_id)
    if found is None:
        return None
    sheet = live(store, found)
    own = store.author is not None and is_staff(store, store.author, agency_id)
    return for_agency(sheet) if own else sheet


def _parties(store: Store, taking_part: Participation) -> tuple[PartyStanding, ...]:
    if survey_of(store, taking_part.cycle_id) is None:
        return ()
    return parties(store, taking_part.cycle_id, taking_part.agency_id)


def names(store: Store, people: Iterable[str]) -> dict[str, str]:
    found = (store.get(Person, id) for id in dict.fromkeys(people))
    return {person.id: person.name for person in found if person}


def issued(store: Store, card: Card) -> Sheet:
    """A card as it was issued: from what it froze, not from what the records say by now."""
    cycle, agency = store.get(Cycle, card.cycle_id), store.get(Agency, card.agency_id)
    assert cycle is not None
    assert agency is not None
    standard = edition(card.edition)
    kept = tuple(thaw(card, line) for line in card.decisions["list"])
    about = tuple(objections_on(store, card.inspection_id))
    return Sheet(
        id=card.id,
        agency=agency.name,
        day=card.day,
        start=cycle.start,
        end=cycle.end,
        records=read_facts(card.records_facts, standard),
        facts=read_facts(card.facts, standard),
        confirmed=frozenset(card.confirmed),
        survey_closed=card.survey_closed,
        decisions=kept,
        names=names(store, (one.ruled_by or "" for one in about))
        | {line["decided_by"]: line["name"] for line in card.decisions["list"]},
        objections=about,
        edition=standard,
        readings=Readings.from_dict(card.readings),
        issue=f"{card.number} 第{card.version}版",
        bands=bands_of(store, card.cycle_id),
        published=newest_of(store, card.cycle_id, card.agency_id),
    )


def thaw(card: Card, line: dict[str, Any]) -> Decision:
    """A decision as a card keeps it (``inspection.submit.frozen`` wrote it)."""
    return Decision(
        id=line["id"],
        agency_id=card.agency_id,
        inspection_id=card.inspection_id,
        item=line["item"],
        fact=line["fact"],
        case_ref=line["case_ref"],
        verdict=Verdict(line["verdict"]),
        decided_by=line["decided_by"],
        value=line["value"],
        suggested=line["suggested"],
        grounds=line["grounds"],
        note=line["note"],
        photos=tuple(line["photos"]),
        changed_at=datetime.fromisoformat(line["at"]),
    )
