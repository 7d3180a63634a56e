"""Ballots as the fact of item 25, and as what may be shown of them: means, rates, words."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache

from sqlalchemy import Select, Text, TextClause, bindparam, func, select, text
from sqlalchemy.engine.default import DefaultDialect

from scoring.values import Satisfaction
from storage.columns import Instant
from storage.contact import Contact
from storage.store import Store
from storage.survey import Ballot, Party

ENOUGH = 5
"""An agency sees no mean of fewer clients: with few it would know who said what."""


@dataclass(frozen=True)
class PartyStanding:
    """How far a party has answered: ``asked`` and ``answered`` count respondents, ``clients`` the
    clients among those who answered; ``mean`` is exact, None without an answer."""

    party: Party
    asked: int = 0
    answered: int = 0
    clients: int = 0
    mean: Fraction | None = None

    @property
    def rate(self) -> int:
        """Of a hundred asked, how many answered; rounded down, so that 100 means all."""
        return self.answered * 100 // self.asked if self.asked else 0

    @property
    def telling(self) -> bool:
        """Whether an agency may see the mean: of clients only, and of enough of them."""
        return self.party is Party.CLIENT and self.clients >= ENOUGH


def satisfaction(
    store: Store, cycle_id: str, agency_id: str, before: datetime
) -> Satisfaction | None:
    """The marks first given before a moment, each with its latest value; None where nobody has
    answered."""
    known = {"agency": agency_id, "cycle": cycle_id, "before": before}
    marks: dict[Party, list[Decimal]] = {party: [] for party in Party}
    for party, mark in store.connection.execute(_given(), known):
        marks[Party(party)].append(Decimal(mark))
    if not any(marks.values()):
        return None
    # In order of size: in the order of answering they would tell who gave which.
    return Satisfaction(*(tuple(sorted(marks[party])) for party in Party))


@cache
def _given() -> TextClause:
    b = Ballot.table.c
    wanted: Select[tuple[str, str]] = select(b.party, b.mark).where(
        b.agency_id == bindparam("agency", type_=Text()),
        b.cycle_id == bindparam("cycle", type_=Text()),
        b.withdrawn_at.is_(None),
        b.answered_at < bindparam("before", type_=Instant()),
        text("(mark IS NOT NULL)"),
    )
    spelled = str(wanted.compile(dialect=DefaultDialect(paramstyle="named")))
    return text(spelled).bindparams(bindparam("before", type_=Instant()))


def standing(store: Store, cycle_id: str, agency_id: str) -> tuple[PartyStanding, ...]:
    """How far each party has answered about one agency."""
    found = everybody(store, cycle_id, agency_id)
    return found.get(agency_id) or tuple(PartyStanding(party) for party in Party)


def everybody(
    store: Store, cycle_id: str, agency_id: str | None = None
) -> dict[str, tuple[PartyStanding, ...]]:
    """The same for every agency that somebody was asked about, in one statement."""
    b, contact = Ballot.table.c, Contact.table.c
    where = [b.cycle_id == cycle_id, b.withdrawn_at.is_(None)]
    if agency_id is not None:
        where.append(b.agency_id == agency_id)
    rows = store.connection.execute(
        select(b.agency_id, b.party, b.mark, contact.client_id)
        .select_from(Ballot.table.outerjoin(Contact.table, contact.id == b.contact_id))
        .where(*where)
    ).all()
    sorted_out: dict[str, dict[Party, list[tuple[Decimal | None, str | None]]]] = {}
    for agency, party, mark, client in rows:
        parties = sorted_out.setdefault(agency, {each: [] for each in Party})
        parties[party].append((mark, client))
    return {
        agency: tuple(_party(party, asked) for party, asked in parties.items())
        for agency, parties in sorted_out.items()
    }


def _party(party: Party, asked: list[tuple[Decimal | None, str | None]]) -> PartyStanding:
    marks = [Fraction(mark) for mark, _client in asked if mark is not None]
    clients = {client for mark, client in asked if mark is not None and client is not None}
    mean = sum(marks, Fraction()) / len(marks) if marks else None
    return PartyStanding(party, len(asked), len(marks), len(clients), mean)


def words_of(
    store: Store, cycle_id: str, agency_id: str, limit: int, offset: int = 0
) -> tuple[list[tuple[Party, str]], int]:
    """What was said in words about an agency, for the bureau: by party and by no name; sorting
    by the words themselves tells nothing of who or when."""
    b = Ballot.table.c
    where = (
        b.cycle_id == cycle_id,
        b.agency_id == agency_id,
        b.withdrawn_at.is_(None),
        b.words.is_not(None),
        b.mark.is_not(None),
    )
    total = store.connection.scalar(select(func.count()).where(*where)) or 0
    rows = store.connection.execute(
        select(b.party, b.words).where(*where).order_by(b.words).limit(limit).offset(offset)
    ).all()
    return [(party, said) for party, said in rows], total
