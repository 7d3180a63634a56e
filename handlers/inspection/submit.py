"""Submitting an inspection freezes a card; a later change makes a new version beside the old."""

from typing import Any

from handlers.inspection.desk import Desk
from handlers.inspection.opening import resume_at
from handlers.scorecard.item import made_at
from scoring.interchange import card_as_json, facts_as_json
from storage.card import Card, versions
from storage.inspection import Decision
from storage.store import Store


def content(desk: Desk) -> dict[str, Any]:
    """What a card says, but for its version and day: two with the same content are one."""
    sheet = desk.sheet
    return {
        "edition": sheet.edition.code,
        "readings": sheet.readings.as_dict(),
        "facts": facts_as_json(sheet.facts, sheet.edition),
        "records_facts": facts_as_json(sheet.records, sheet.edition),
        "confirmed": tuple(sorted(sheet.confirmed)),
        "survey_closed": sheet.survey_closed,
        "decisions": {"list": [frozen(desk, decision) for decision in sheet.decisions]},
        "result": card_as_json(sheet.card),
    }


def frozen(desk: Desk, decision: Decision) -> dict[str, Any]:
    """A decision whole, with the name of who made it, so that the card can be read alone."""
    return {
        "id": decision.id,
        "item": decision.item,
        "fact": decision.fact,
        "case_ref": decision.case_ref,
        "verdict": decision.verdict.value,
        "value": decision.value,
        "suggested": decision.suggested,
        "grounds": decision.grounds,
        "note": decision.note,
        "photos": list(decision.photos),
        "decided_by": decision.decided_by,
        "name": desk.sheet.name(decision.decided_by),
        "at": made_at(decision).isoformat(),
    }


def changed_since(desk: Desk, cards: list[Card]) -> bool:
    """Whether there is anything that the newest version doesn't say. Records that merely went on,
    without moving a fact of the card, are no change: each decision keeps what it differed from."""
    if not cards:
        return True
    now = content(desk)
    return any(
        getattr(cards[0], name) != value for name, value in now.items() if name != "records_facts"
    )


def submit(store: Store, desk: Desk) -> Card:
    """Freeze the card as the next version. What an inspector could still decide keeps the
    inspection unfinished: its reminders go on; a survey doesn't."""
    cards = versions(store, desk.inspection.id)
    card = store.add(
        Card(
            agency_id=desk.inspection.agency_id,
            cycle_id=desk.inspection.cycle_id,
            inspection_id=desk.inspection.id,
            version=(cards[0].version if cards else 0) + 1,
            day=desk.sheet.day,
            **content(desk),
        )
    )
    finished = None if desk.next_open(0) else store.today
    store.revise(desk.inspection, at_item=resume_at(desk), finished_on=finished)
    return card
