"""Contracts as facts: what they leave open, their upload, and the files of their clients."""

from typing import Any

from sqlalchemy import Select, TextClause, func, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from storage.client import INCOMPLETE, Client
from storage.contract import UNSCANNED, VAGUE, Contract
from storage.evidence.asked import (
    AGENCY,
    DAY,
    FIRST,
    LAST,
    START,
    Condition,
    Scope,
    in_window,
    there_is,
    words,
)

Cases = Select[Any]
"""The ids of what went wrong, each with the day that puts it in its place in the list."""


def vague(scope: Scope) -> Cases:
    """Signed in the window without content, a first or last day, or a number of visits."""
    return _signed(scope, words(VAGUE))


def not_uploaded(scope: Scope) -> Cases:
    """Signed in the window and not marked as uploaded by D."""
    c = Contract.table.c
    return _signed(scope, or_(c.uploaded_on.is_(None), c.uploaded_on > DAY))


def _signed(scope: Scope, *wrong: Condition | TextClause) -> Cases:
    c = Contract.table.c
    return select(c.id, c.signed_on).where(
        *scope.counts(Contract), in_window(c.signed_on), *wrong
    )


def files_incomplete(scope: Scope) -> Cases:
    """Clients with a contract signed in the window: one of these has no scan, or the client's
    address, line of business or contact is missing. What stands in the written file is for an
    inspector to see. A withdrawn client's standing contracts still count: who wants them gone
    withdraws them."""
    c = Contract.table.c
    wanting = select(Client.table.c.id).where(Client.table.c.agency_id == AGENCY, words(INCOMPLETE))
    signed_in_window = [*scope.counts(Contract), in_window(c.signed_on)]
    found = union_all(
        select(c.client_id, c.signed_on).where(*signed_in_window, words(UNSCANNED)),
        select(c.client_id, c.signed_on).where(*signed_in_window, c.client_id.in_(wanting)),
    ).subquery()
    return select(found.c.client_id, func.min(found.c.signed_on)).group_by(found.c.client_id)


def signed(scope: Scope) -> Select[int, int, int]:
    """How many were signed since the cycle's start, in the window, and of these uploaded by D."""
    c = Contract.table.c
    inside = c.signed_on >= FIRST
    counted = select(
        func.count(),
        func.count().filter(inside),
        func.count().filter(inside, c.uploaded_on <= DAY),
    )
    return counted.where(*scope.counts(Contract), c.signed_on.between(START, LAST))


def covered(scope: Scope, client_id: ColumnElement[str], day: ColumnElement[Any]) -> Condition:
    """Whether a contract of the agency with that client covers a day, whenever it was signed."""
    c = Contract.table.c
    return there_is(
        c.client_id == client_id,
        *scope.counts(Contract),
        func.coalesce(c.starts_on, c.signed_on) <= day,
        or_(c.ends_on.is_(None), c.ends_on >= day),
    )
