"""Visits as facts: their hazards' upload, their record and signed list, their follow-up."""

from typing import Any

from sqlalchemy import Select, Text, and_, exists, func, or_, select, type_coerce

from storage.evidence.asked import (
    CALLS_DUE,
    DAY,
    LISTS_DUE,
    Condition,
    Scope,
    blank,
    in_window,
)
from storage.evidence.contracts import Cases, covered
from storage.follow_up import FollowUp
from storage.visit import Hazard, SignedList, Visit


def not_uploaded(scope: Scope) -> Cases:
    """Visits that found hazards of which any is not marked as uploaded by D."""
    h = Hazard.table.c
    late = or_(h.uploaded_on.is_(None), h.uploaded_on > DAY)
    visits, v = Visit.table, Visit.table.c
    return (
        select(v.id, v.on)
        .join(Hazard.table, h.visit_id == v.id)
        .where(*scope.counts(Hazard), late, *_held(scope))
        .group_by(visits.c.id, v.on)
    )


def hazards_uploaded(scope: Scope) -> Select[Any]:
    """Whether one hazard at least of the window's visits was uploaded by D."""
    h, v = Hazard.table.c, Visit.table.c
    return select(
        exists().where(
            *scope.counts(Hazard), h.uploaded_on <= DAY, h.visit_id == v.id, *_held(scope)
        )
    )


def unproven(scope: Scope) -> Cases:
    """Visits with nothing recorded of what was done; and those whose hazards have waited longer
    than the days given for a list that the client signed for."""
    v, h = Visit.table.c, Hazard.table.c
    found = exists().where(h.visit_id == v.id, *scope.counts(Hazard))
    unsigned = and_(v.on < LISTS_DUE, ~_handed_over(scope), found)
    return select(v.id, v.on).where(*_held(scope), or_(blank(v.done), unsigned))


def _handed_over(scope: Scope) -> Condition:
    """Signed by D; or refused, with the reason and a witness or a photo."""
    s = SignedList.table.c
    photographed = type_coerce(s.photos, Text) != "[]"
    return exists().where(
        s.visit_id == Visit.table.c.id,
        *scope.counts(SignedList),
        s.signed_on <= DAY,
        or_(blank(s.refusal), ~blank(s.witness), photographed),
    )


def not_followed_up(scope: Scope) -> Cases:
    """Visits longer ago than the days given, their client not followed up since, by D."""
    v, f = Visit.table.c, FollowUp.table.c
    called = exists().where(
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
