"""Visits as facts: their hazards' upload, their record and signed list, their follow-up."""

from typing import Any

from sqlalchemy import (
    Select,
    Text,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
    union,
    union_all,
)

from storage.evidence.asked import (
    CALLS_DUE,
    DAY,
    LISTS_DUE,
    Condition,
    Scope,
    in_window,
    there_is,
)
from storage.evidence.contracts import Cases, covered
from storage.follow_up import FollowUp
from storage.visit import Hazard, SignedList, Visit


def not_uploaded(scope: Scope) -> Cases:
    """Visits that found hazards of which any is not marked as uploaded by D."""
    h, v = Hazard.table.c, Visit.table.c
    late = union_all(
        select(h.visit_id).where(*scope.counts(Hazard), h.uploaded_on.is_(None)),
        select(h.visit_id).where(*scope.counts(Hazard), h.uploaded_on > DAY),
    )
    return select(v.id, v.on).where(*_held(scope), v.id.in_(late))


def hazards_uploaded(scope: Scope) -> Select[Any]:
    """Whether one hazard at least of the window's visits was uploaded by D."""
    h, v = Hazard.table.c, Visit.table.c
    return select(
        there_is(
            *scope.counts(Hazard), h.uploaded_on <= DAY, h.visit_id == v.id, *_held(scope)
        )
    )


def unproven(scope: Scope) -> Cases:
    """Visits with nothing recorded of what was done; and those whose hazards have waited longer
    than the days given for a list that the client signed for."""
    v, h = Visit.table.c, Hazard.table.c
    found = there_is(h.visit_id == v.id, *scope.counts(Hazard))
    undone = select(v.id, v.on).where(*_held(scope), v.done.is_(None))
    unsigned = select(v.id, v.on).where(
        *_held(scope), v.on < LISTS_DUE, ~_signed(scope), ~_refused_before_others(scope), found
    )
    both = union(undone, unsigned).subquery()
    return select(both.c.id, both.c.on)


def _signed(scope: Scope) -> Condition:
    s = SignedList.table.c
    return there_is(
        s.visit_id == Visit.table.c.id,
        *scope.counts(SignedList),
        s.signed_on <= DAY,
        or_(s.voided_on.is_(None), s.voided_on > DAY),
        s.refusal.is_(None),
    )


def _refused_before_others(scope: Scope) -> Condition:
    """A refusal with its reason and a witness or a photo counts as handed over."""
    s = SignedList.table.c
    photographed = type_coerce(s.photos, Text) != literal_column("'[]'")
    return there_is(
        s.visit_id == Visit.table.c.id,
        *scope.counts(SignedList),
        s.signed_on <= DAY,
        or_(s.voided_on.is_(None), s.voided_on > DAY),
        s.refusal.is_not(None),
        or_(s.witness.is_not(None), photographed),
    )


def not_followed_up(scope: Scope) -> Cases:
    """Visits longer ago than the days given, their client not followed up since, by D."""
    v, f = Visit.table.c, FollowUp.table.c
    called = there_is(
        f.client_id == v.client_id, *scope.counts(FollowUp), f.on >= v.on, f.on <= DAY
    )
    return select(v.id, v.on).where(*_held(scope), v.on < CALLS_DUE, ~called)


def clients_without_contract(scope: Scope) -> Cases:
    """Clients with a visit on a day that no contract of the agency with them covers."""
    v = Visit.table.c
    return (
        select(v.client_id, func.min(v.on))
        .where(*_held(scope), ~covered(scope, v.client_id, v.on))
        .group_by(v.client_id)
    )


def held(scope: Scope) -> Select[Any]:
    """How many visits there were in the window."""
    return select(func.count()).select_from(Visit.table).where(*_held(scope))


def _held(scope: Scope) -> list[Condition]:
    return [*scope.counts(Visit), in_window(Visit.table.c.on)]
