"""The same photo at two visits: a signal to look at (A6), never a verdict."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, Table, Text, cast, select

from storage.store import Store
from storage.visit import Hazard, Visit


@dataclass(frozen=True)
class Repeat:
    """One photo, and the visits that have it, in their record or in a hazard of theirs."""

    sha256: str
    visits: tuple[str, ...]


def photos_at_two_visits(store: Store, agency_id: str | None = None) -> list[Repeat]:
    """Every photo of one agency (None: of all) that stands at more than one visit."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for table, visit in ((Visit.table, "id"), (Hazard.table, "visit_id")):
        for row in _with_photos(store.connection, table, agency_id):
            for sha256 in row["photos"]:
                found[sha256][row[visit]] = None
    return [Repeat(name, tuple(visits)) for name, visits in found.items() if len(visits) > 1]


def visits_with(store: Store, agency_id: str, sha256: str) -> list[Visit]:
    """The visits of an agency at which a photo stands, the oldest entry first."""
    ids = set()
    for table, visit in ((Visit.table, "id"), (Hazard.table, "visit_id")):
        column = table.c.photos
        # Photos are kept as JSON text: a name of 64 letters and digits is found in it as it is.
        wanted = select(table.c[visit]).where(
            table.c.agency_id == agency_id,
            table.c.withdrawn_at.is_(None),
            cast(column, Text).contains(f'"{sha256}"'),
        )
        ids |= set(store.connection.scalars(wanted))
    found = (store.get(Visit, id) for id in sorted(ids))
    return [one for one in found if one is not None and one.withdrawn_at is None]


def _with_photos(
    connection: Connection, table: Table, agency_id: str | None
) -> list[RowMapping]:
    mine = [table.c.agency_id == agency_id] if agency_id is not None else []
    wanted = select(table).where(table.c.withdrawn_at.is_(None), *mine)
    rows = connection.execute(wanted).mappings()
    return [row for row in rows if row["photos"]]
