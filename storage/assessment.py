"""An agency's score on a day: the records' facts, the decisions over them, the card they make."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from scoring.editions import edition
from scoring.scheme import Edition
from scoring.scorecard import Scorecard, score
from scoring.settings import Readings
from scoring.states import State, states
from scoring.summary import Summary, summarise
from scoring.values import Value
from storage.agency import Agency
from storage.cycle import Cycle, Participation
from storage.decided import lay_over
from storage.evidence import facts
from storage.evidence.asked import ask, midnight_after
from storage.evidence.site import waiting
from storage.inspection import Decision, Inspection
from storage.satisfaction.surveys import was_closed
from storage.store import Store


@dataclass(frozen=True)
class Assessment:
    """``records`` is what the records say, ``facts`` the same with the decisions laid over (see
    ``storage.decided``), ``confirmed`` the facts an inspector stands for. ``inspection`` is the one
    whose decisions these are, ``waiting`` what site checks leave open."""

    cycle: Cycle
    participation: Participation
    agency: Agency
    day: date
    records: Mapping[str, Value]
    facts: Mapping[str, Value]
    confirmed: frozenset[str]
    decisions: tuple[Decision, ...] = ()
    survey_closed: bool = False
    inspection: Inspection | None = None
    waiting: frozenset[str] = frozenset()

    @cached_property
    def edition(self) -> Edition:
        return edition(self.cycle.edition)

    @cached_property
    def readings(self) -> Readings:
        return Readings.from_dict(self.cycle.readings)

    @cached_property
    def card(self) -> Scorecard:
        return score(self.facts, self.edition)

    @cached_property
    def states(self) -> dict[int, State]:
        return states(self.facts, self.confirmed, self.survey_closed, self.edition)

    @cached_property
    def summary(self) -> Summary:
        return summarise(self.card, self.states)


def assess(
    store: Store,
    cycle: Cycle,
    participation: Participation,
    day: date | None = None,
    known_on: date | None = None,
    inspection: Inspection | None = None,
) -> Assessment:
    """The assessment of a day (today), with the decisions of the inspection given, or else of the
    latest one: a new inspection starts anew. ``known_on`` leaves out records, inspections and
    decisions that were entered after that day."""
    asked = day or store.today
    agency = store.get(Agency, participation.agency_id)
    assert agency is not None
    chosen = inspection or _latest(store, participation, known_on)
    made = store.find(Decision, inspection_id=chosen.id) if chosen else []
    decisions = tuple(d for d in made if _known(d, known_on))
    records = facts(store, cycle, participation, asked, known_on=known_on)
    heard = midnight_after(min(asked, known_on or asked))
    question = ask(cycle, participation, asked, known_on)
    waits = waiting(store, question, records) if chosen else frozenset()
    laid, confirmed = lay_over(records, decisions, edition(cycle.edition), waits)
    return Assessment(
        cycle=cycle,
        participation=participation,
        agency=agency,
        day=asked,
        records=records,
        facts=laid,
        confirmed=confirmed,
        decisions=decisions,
        survey_closed=was_closed(store, cycle.id, heard),
        inspection=chosen,
        waiting=waits,
    )


def _latest(
    store: Store, participation: Participation, known_on: date | None
) -> Inspection | None:
    found = store.find(Inspection, participation_id=participation.id, blind=False)
    return next((each for each in reversed(found) if _known(each, known_on)), None)


def _known(record: Inspection | Decision, known_on: date | None) -> bool:
    if known_on is None or record.entered_at is None:
        return True
    return record.entered_at < midnight_after(known_on)
