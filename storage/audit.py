"""The append-only trail: one hash chain per agency, written in the unit of what it tells of."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    Connection,
    Index,
    String,
    Table,
    Text,
    bindparam,
    event,
    select,
)

from storage.columns import Instant, Json, canonical
from storage.entity import metadata
from storage.statements import inserting, run

BUREAU = "bureau"
"""The chain of what belongs to no agency: cycles, people, departments."""

trail = Table(
    "audit",
    metadata,
    Column("chain", String, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String),
    Column("act", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("reason", Text),
    Column("payload", Json, nullable=False),
    Column("hash", String, nullable=False),
    Index(None, "subject", "seq"),
)

PROTECTION = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        for verb in ("update", "delete")
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    ),
}
for _dialect, _statements in PROTECTION.items():
    for _statement in _statements:
        event.listen(
            trail,
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )


# Statements that run in every unit are built once: building costs more than running them.
_LAST = (
    select(trail.c.seq, trail.c.hash)
    .where(trail.c.chain == bindparam("of"))
    .order_by(trail.c.seq.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Entry:
    """One line of the trail. ``act`` is add, revise, withdraw, or a word of its own; the payload of
    a record's entry is ``{"before": {...}, "after": {...}}`` of the fields that changed."""

    chain: str
    seq: int
    at: datetime
    actor: str | None
    act: str
    kind: str
    subject: str
    reason: str | None
    payload: dict[str, Any]
    hash: str


def digest(previous: str, entry: dict[str, Any]) -> str:
    """The hash of an entry over all its fields and the hash before it."""
    shown = {**entry, "at": entry["at"].isoformat(timespec="microseconds")}
    shown.pop("hash", None)
    return hashlib.sha256(f"{previous}\n{canonical(shown)}".encode()).hexdigest()


def append(connection: Connection, chain: str, **entry: Any) -> None:
    """Add an entry at the end of a chain: its sequence number and hash follow the last one's."""
    last = run(connection, _LAST, {"of": chain}).first
    seq, previous = (last[0] + 1, last[1]) if last else (1, "")
    whole = {"chain": chain, "seq": seq, "reason": None, **entry}
    run(connection, inserting(trail), {**whole, "hash": digest(previous, whole)})


def history(connection: Connection, subject: str) -> tuple[Entry, ...]:
    """All that was written of one record, oldest first: its versions, who, when and why."""
    rows = connection.execute(
        select(trail).where(trail.c.subject == subject).order_by(trail.c.seq)
    ).mappings()
    return tuple(Entry(**row) for row in rows)


def verify(connection: Connection) -> Iterator[str]:
    """A sentence for every chain that is broken, with the first bad sequence number."""
    chain, seq, previous, told = None, 0, "", False
    wanted = select(trail).order_by(trail.c.chain, trail.c.seq)
    rows = connection.execute(wanted.execution_options(yield_per=1000)).mappings()
    for row in rows:
        if row["chain"] != chain:
            chain, seq, previous, told = row["chain"], 0, "", False
        if told:
            continue
        seq += 1
        if row["seq"] != seq:
            told = True
            yield f"{chain}：缺少第 {seq} 条记录"
        elif digest(previous, dict(row)) != row["hash"]:
            told = True
            yield f"{chain}：第 {seq} 条记录被改动过"
        previous = row["hash"]
