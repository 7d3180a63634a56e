"""Records of a cycle → facts, exactly as section 8 of reading.md says, in a handful of statements.

The cases of all facts come in one statement, a fact a branch of it; how much there is to go by
(an empty register proves nothing) in another. To add a fact is to add its query and its line.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, TextClause, literal_column, select, union_all

from scoring.values import Cases, Value
from storage.cycle import Cycle, Participation
from storage.evidence import accidents, contracts, gatherings, profile, site, staff, visits
from storage.evidence.asked import Asked, Scope, ask, midnight_after, spelled_out
from storage.satisfaction.counted import satisfaction
from storage.store import Store


@dataclass(frozen=True)
class Listed:
    """A fact that is a list of cases: what its references name, its query, and the register that
    must not be empty for it to say anything."""

    fact: str
    kind: str
    query: Callable[[Scope], Select[Any]]
    register: str


LISTED = (
    Listed("contracts_not_uploaded", "contract", contracts.not_uploaded, "contracts"),
    Listed("visits_not_uploaded", "visit", visits.not_uploaded, "visits"),
    Listed("callbacks_missed", "visit", visits.not_followed_up, "visits"),
    Listed("files_incomplete", "client", contracts.files_incomplete, "contracts"),
    Listed("clients_without_contract", "client", visits.clients_without_contract, "visits"),
    Listed("contracts_vague", "contract", contracts.vague, "contracts"),
    Listed("visits_unproven", "visit", visits.unproven, "visits"),
    Listed("fatal_accidents", "accident", accidents.fatal, "accidents"),
)


@dataclass(frozen=True)
class Extent:
    """How much there is to go by."""

    signed: int
    """Contracts since the cycle's start, those from before the agency joined included."""
    contracts: int
    contracts_uploaded: int
    visits: int
    hazards_uploaded: bool
    accidents: bool
    """Whether the accident register is confirmed for the window."""


def facts(
    store: Store,
    cycle: Cycle,
    participation: Participation,
    day: date,
    *,
    known_on: date | None = None,
) -> dict[str, Value]:
    """What the records say of an agency on a day; a fact that they don't establish is absent.

    ``known_on`` leaves out what was entered after that day.
    """
    asked = ask(cycle, participation, day, known_on)
    return {
        **profile.count(store, asked),
        **staff.count(store, asked),
        **gatherings.count(store, asked),
        **_count(store, asked),
        **site.count(store, asked),
        **_satisfaction(store, asked),
    }


def _count(store: Store, asked: Asked) -> dict[str, Value]:
    known = asked.known_before is not None
    extent = Extent(*store.connection.execute(extents(known), asked.binds).one())
    found: dict[str, list[tuple[str, str]]] = {listed.fact: [] for listed in LISTED}
    for fact, id, day in store.connection.execute(cases(known), asked.binds):
        found[fact].append((day, id))
    counted: dict[str, Value] = {
        listed.fact: Cases.of(f"{listed.kind}:{id}" for _day, id in sorted(found[listed.fact]))
        for listed in LISTED
        if getattr(extent, listed.register)
    }
    counted["contracts_signed"] = Decimal(extent.signed)
    if extent.contracts:
        counted["no_contract_uploaded"] = not extent.contracts_uploaded
    if extent.visits:
        waiting = bool(found["visits_not_uploaded"])
        counted["no_hazard_uploaded"] = waiting and not extent.hazards_uploaded
    return counted


def _satisfaction(store: Store, asked: Asked) -> dict[str, Value]:
    """Answers are given about a cycle until its survey closes, be that after the cycle's end."""
    end_of_day = midnight_after(asked.day)
    before = min(end_of_day, asked.known_before or end_of_day)
    given = satisfaction(store, asked.cycle_id, asked.agency_id, before)
    return {} if given is None else {"satisfaction": given}


@cache
def cases(known: bool) -> TextClause:
    """Every case of every fact: the fact, the id, the day."""
    scope = Scope(known)
    branches = []
    for listed in LISTED:
        query = listed.query(scope).subquery()
        branches.append(select(literal_column(f"'{listed.fact}'"), *query.c))
    return spelled_out(union_all(*branches))


@cache
def extents(known: bool) -> TextClause:
    scope = Scope(known)
    contract, held = contracts.signed(scope).subquery(), visits.held(scope).scalar_subquery()
    return spelled_out(
        select(
            *contract.c,
            held,
            visits.hazards_uploaded(scope).scalar_subquery(),
            accidents.register_confirmed(scope).scalar_subquery(),
        )
    )
