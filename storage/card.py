"""Frozen scorecards: facts, settings and edition, from which each recomputes to itself."""

from datetime import date
from typing import Annotated, Any

from scoring.editions import edition
from scoring.interchange import card_as_json, read_facts
from scoring.scorecard import score
from scoring.states import State, states
from storage.entity import Key, Record, stored
from storage.store import Store


@stored("card", "评定结果", "JG", ("inspection_id", "version"), ("agency_id",))
class Card(Record):
    """A submitted inspection's result. ``facts`` and ``records_facts`` are scoring's facts as JSON
    (with and without the decisions), ``decisions`` those decisions (under ``list``), ``result`` the
    printed card. A card with an item still open is kept as a version, but can't be published."""

    agency_id: Annotated[str, Key("agency")]
    cycle_id: Annotated[str, Key("cycle")]
    inspection_id: Annotated[str, Key("inspection")]
    version: int
    day: date
    edition: str
    readings: dict[str, Any]
    facts: dict[str, Any]
    records_facts: dict[str, Any]
    confirmed: tuple[str, ...]
    survey_closed: bool
    decisions: dict[str, Any]
    result: dict[str, Any]


def recompute(card: Card) -> dict[str, Any]:
    """What a card's facts are worth under its own edition: the result that it was issued with."""
    standard = edition(card.edition)
    return card_as_json(score(read_facts(card.facts, standard), standard))


def versions(store: Store, inspection_id: str) -> list[Card]:
    """The cards of an inspection, the newest first; an old one stays as it was issued."""
    return store.find(Card, inspection_id=inspection_id, order="-version")


def open_items(card: Card) -> list[int]:
    """The items of a card that were not settled by an inspector when it was submitted."""
    standard = edition(card.edition)
    facts = read_facts(card.facts, standard)
    found = states(facts, frozenset(card.confirmed), card.survey_closed, standard)
    return [number for number, state in found.items() if state is not State.ASSESSED]
