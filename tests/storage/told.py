"""The audit trail played back: the records must be exactly what it tells of them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from storage.audit import Entry, trail, verify
from storage.entity import Record, plain
from storage.store import Store, chain_of
from storage.tables import KINDS
from tests.conftest import NOW


def untold(connection: Connection) -> list[str]:
    """What is in the tables and not in the trail, or otherwise than the trail tells it."""
    return [*verify(connection), *_differing(connection)]


def _differing(connection: Connection) -> Iterator[str]:
    store = Store(connection, NOW)
    told: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for row in connection.execute(select(trail).order_by(trail.c.seq)).mappings():
        told[row["kind"], row["subject"]].append(Entry(**row))
    for name, kind in KINDS.items():
        for record in store.find(kind, withdrawn=True):
            entries = told[name, record.id]
            if _played(entries) != _kept(record):
                yield f"{name} {record.id}: {_played(entries)} != {_kept(record)}"
            if {entry.chain for entry in entries} != {chain_of(record)}:
                yield f"{name} {record.id}: told in {[entry.chain for entry in entries]}"


def _played(entries: list[Entry]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for number, entry in enumerate(entries, 1):
        assert (entry.act == "add") == (number == 1)
        before = {name: values.get(name) for name in entry.payload["before"]}
        assert before == entry.payload["before"], "a former value is the one before"
        after = {"revision": number, **entry.payload["after"]}
        if number > 1:
            after["changed_at"] = plain(entry.at)
        values.update(after)
    return {name: value for name, value in values.items() if value is not None}


def _kept(record: Record) -> dict[str, Any]:
    kept = {name: plain(value) for name, value in record.values().items()}
    return {name: value for name, value in kept.items() if value is not None}
