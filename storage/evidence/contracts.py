"""Contracts as facts: what they leave open, their upload, and the files of their clients."""

from typing import Any

from sqlalchemy import Select, Text, exists, func, or_, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from storage.client import Client
from storage.contract import Contract
from storage.evidence.asked import DAY, FIRST, LAST, START, Condition, Scope, blank, in_window

Cases = Select[Any]
"""The ids of what went wrong, each with the day that puts it in its place in the list."""


def vague(scope: Scope) -> Cases:
    """Signed in the window without content, a first or last day, or a number of visits."""
    c = Contract.table.c
    lacks = or_(blank(c.content), c.starts_on.is_(None), c.ends_on.is_(None), c.visits.is_(None))
    return _signed(scope, lacks)


def not_uploaded(scope: Scope) -> Cases:
    """Signed in the window and not marked as uploaded by D."""
    c = Contract.table.c
    return _signed(scope, or_(c.uploaded_on.is_(None), c.uploaded_on > DAY))


def _signed(scope: Scope, *wrong: Condition) -> Cases:
    c = Contract.table.c
    return select(c.id, c.signed_on).where(
        *scope.counts(Contract), in_window(c.signed_on), *wrong
    )


def files_incomplete(scope: Scope) -> Cases:
    """Clients with a contract signed in the window: one of these has no scan, or the client's
    address, line of business or contact is missing. What stands in the written file is for an
    inspector to see. A withdrawn client's standing contracts still count: who wants them gone
    withdraws them."""
    c, client = Contract.table.c, Client.table.c
    no_scan = or_(c.scan.is_(None), type_coerce(c.scan, Text) == "[]")
    return (
        select(c.client_id, func.min(c.signed_on))
        .join(Client.table, client.id == c.client_id)
        .where(
            *scope.counts(Contract),
            in_window(c.signed_on),
            or_(no_scan, blank(client.address), blank(client.industry), blank(client.contact)),
        )
        .group_by(c.client_id)
    )


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
    return exists().where(
        c.client_id == client_id,
        *scope.counts(Contract),
        func.coalesce(c.starts_on, c.signed_on) <= day,
        or_(c.ends_on.is_(None), c.ends_on >= day),
    )
