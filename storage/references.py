"""What refers to a record: found by the tables' own foreign keys, so that nothing is forgotten."""

from sqlalchemy import func, select

from storage.entity import KINDS, Record
from storage.store import Store


def referring(store: Store, record: Record) -> dict[str, int]:
    """How many live records of each kind (by its Chinese name) refer to this one."""
    found: dict[str, int] = {}
    for kind in KINDS.values():
        for column in kind.table.c:
            if any(key.column.table is record.table for key in column.foreign_keys):
                wanted = select(func.count()).where(
                    column == record.id, kind.table.c.withdrawn_at.is_(None)
                )
                count = store.connection.scalar(wanted) or 0
                if count:
                    found[kind.label] = found.get(kind.label, 0) + count
    return found
