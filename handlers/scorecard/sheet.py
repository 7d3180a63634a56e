"""What a view of a score needs, be the score live, of a past day, or from an issued card."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from scoring.editions import CURRENT
from scoring.scheme import Edition
from scoring.scorecard import Scorecard, score
from scoring.settings import Readings
from scoring.states import State, states
from scoring.summary import Summary, line, summarise
from scoring.values import Value
from storage.inspection import Decision
from storage.objection import Objection
from storage.publication import Publication, StarBands
from storage.satisfaction import PartyStanding

Facts = Mapping[str, Value]


@dataclass(frozen=True)
class Sheet:
    """``id`` is the participation's; ``records`` what the records alone say; ``names`` of those
    who decided; ``start`` and ``end`` the days of the cycle; ``past`` is a day other than today;
    ``issue`` names an issued card. ``parties``: how far each has answered, while or after a survey
    is held; ``hidden``: what they answered is not this reader's to see. ``objections``: the
    agency's to the cards of the inspection; ``bands``: the cycle's stars, ``published``: what is
    public of the agency; ``waiting``: the facts that site checks leave open."""

    id: str
    agency: str
    day: date
    start: date
    end: date
    records: Facts
    facts: Facts
    confirmed: frozenset[str] = frozenset()
    survey_closed: bool = False
    decisions: tuple[Decision, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    edition: Edition = CURRENT
    readings: Readings = field(default_factory=Readings)
    past: bool = False
    issue: str = ""
    parties: tuple[PartyStanding, ...] = ()
    hidden: bool = False
    objections: tuple[Objection, ...] = ()
    bands: StarBands | None = None
    published: Publication | None = None
    waiting: frozenset[str] = frozenset()

    @cached_property
    def card(self) -> Scorecard:
        return score(self.facts, self.edition)

    @cached_property
    def states(self) -> dict[int, State]:
        return states(self.facts, self.confirmed, self.survey_closed, self.edition)

    @cached_property
    def summary(self) -> Summary:
        return summarise(self.card, self.states)

    @property
    def line(self) -> str:
        return line(self.summary)

    @property
    def assessed(self) -> int:
        """How many items an inspector has settled."""
        return sum(state is State.ASSESSED for state in self.states.values())

    @property
    def press_day(self) -> int:
        """The day as a press carries it: 0 is today."""
        return self.day.toordinal() if self.past else 0

    def decisions_on(self, number: int) -> tuple[Decision, ...]:
        return tuple(d for d in self.decisions if d.item == number)

    def name(self, person: str | None) -> str:
        return self.names.get(person or "", "系统")
