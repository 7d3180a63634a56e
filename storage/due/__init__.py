"""What is due, as queries: what has been settled no longer appears, so nothing is cancelled."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select

from storage.agency import Agency
from storage.due.certificates import CERTIFICATES
from storage.due.contracts import NOT_UPLOADED, VISITS_LEFT
from storage.due.cycles import CYCLE_OF_AGENCY, CYCLE_OF_BUREAU
from storage.due.due import Due, Scope, Source, narrowed, scope_of
from storage.due.follow_ups import FOLLOW_UPS
from storage.due.hand_overs import HAND_OVERS
from storage.due.inspections import INSPECTIONS
from storage.due.objections import DISCLOSURES, OBJECTIONS
from storage.due.quarters import QUARTERS
from storage.due.rechecks import RECHECKS
from storage.due.rectifications import RECTIFICATIONS
from storage.due.signed_lists import SIGNED_LISTS
from storage.due.talks import TALKS
from storage.store import Store

SOURCES = (
    FOLLOW_UPS,
    SIGNED_LISTS,
    HAND_OVERS,
    RECTIFICATIONS,
    RECHECKS,
    QUARTERS,
    VISITS_LEFT,
    NOT_UPLOADED,
    CERTIFICATES,
    INSPECTIONS,
    CYCLE_OF_AGENCY,
    CYCLE_OF_BUREAU,
    DISCLOSURES,
    OBJECTIONS,
    *TALKS,
)

Matter = tuple[str, str | None, str]
"""Source, agency, subject: what a notice was about."""


def agency_ids(store: Store) -> list[str]:
    """Every agency whose records are asked, in a fixed order."""
    table = Agency.table
    rows = store.connection.execute(
        select(table.c.id).where(table.c.withdrawn_at.is_(None)).order_by(table.c.id)
    )
    return [row.id for row in rows]


def still_due(store: Store, matters: Iterable[Matter]) -> set[Matter]:
    """Those of the matters that are not settled: asked anew, about just their records."""
    wanted: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for source, agency_id, subject in matters:
        wanted[source, agency_id].add(subject)
    named = {source.name: source for source in SOURCES}
    found: set[Matter] = set()
    for (name, agency_id), subjects in wanted.items():
        if name in named:
            scope = narrowed(scope_of(store, agency_id), frozenset(subjects))
            dues = named[name].find(store, scope)
            found |= {(name, agency_id, due.subject) for due in dues if due.subject in subjects}
    return found


__all__ = ["SOURCES", "Due", "Matter", "Scope", "Source", "agency_ids", "scope_of", "still_due"]
