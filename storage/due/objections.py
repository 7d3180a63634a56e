"""Results that are told and not yet agreed to, and objections that wait for a ruling."""

from sqlalchemy import select

from storage.agency import Agency
from storage.due.due import Due, Scope, Source
from storage.objection import Disclosure, Objection
from storage.store import Store


def _waiting(store: Store, scope: Scope) -> list[Due]:
    c, agency = Objection.table.c, Agency.table.c
    rows = store.connection.execute(
        select(c.id, c.number, c.rule, c.raised_on, agency.name)
        .join(Agency.table, agency.id == c.agency_id)
        .where(*scope.of(Objection.table), c.ruling.is_(None))
        .order_by(c.raised_on, c.id)
    )
    return [
        Due(
            subject=f"objection:{id}",
            due=raised_on,
            what=number,
            agency_id=scope.agency_id,
            words={"agency": name, "rule": rule},
            record_id=id,
        )
        for id, number, rule, raised_on, name in rows
    ]


def _told(store: Store, scope: Scope) -> list[Due]:
    """The newest disclosure of an inspection, while its agency can still object."""
    c = Disclosure.table.c
    rows = store.connection.execute(
        select(c.id, c.number, c.until, c.inspection_id, c.accepted_at)
        .where(*scope.of(Disclosure.table), c.until >= store.today)
        .order_by(c.id)
    ).all()
    newest = {row.inspection_id: row for row in rows}
    return [
        Due(
            subject=f"disclosure:{row.id}",
            due=row.until,
            what=row.number,
            agency_id=scope.agency_id,
            record_id=row.id,
        )
        for row in newest.values()
        if row.accepted_at is None
    ]


OBJECTIONS = Source("objections", _waiting)
DISCLOSURES = Source("disclosures", _told)
