"""Updates that were acknowledged: each is handled, once, even after a crash."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.columns import Instant, Json, Sequence
from storage.entity import metadata
from storage.statements import run, shape, sought, updating

inbox = Table(
    "inbox",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    Column("channel", String, nullable=False),
    Column("key", String, nullable=False),
    Column("account", String, nullable=False),
    Column("raw", Json, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", String, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("error", Text),
    UniqueConstraint("channel", "key"),
    Index(None, "state", "seq"),
)

NEW, DONE, DEAD = "new", "done", "dead"
TRIES = 3
KEPT = timedelta(days=7)
"""How long the keys of handled updates are kept: Telegram repeats one for a day at most."""

_ACCEPT = {
    dialect.__name__.rpartition(".")[2]: dialect.insert(inbox)
    .on_conflict_do_nothing()
    .returning(inbox.c.seq)
    for dialect in (postgresql, sqlite)
}


@dataclass(frozen=True)
class Received:
    """An update as it came: ``account`` is the external id of its sender, ``raw`` the Update."""

    seq: int
    channel: str
    key: str
    account: str
    raw: dict[str, Any]
    received_at: datetime
    state: str
    tries: int
    error: str | None


def accept(
    connection: Connection, channel: str, key: str, account: str, raw: Any, now: datetime
) -> Received | None:
    """Keep an update; None when this key was kept before (a repeat)."""
    row = {
        "channel": channel,
        "key": key,
        "account": account,
        "raw": raw,
        "received_at": now,
        "state": NEW,
        "tries": 0,
        "error": None,
    }
    seq = run(connection, _ACCEPT[connection.dialect.name], row).scalar
    return None if seq is None else Received(seq=seq, **row)


def finish(connection: Connection, seq: int) -> bool:
    """Mark as handled, in the unit of its effects; False when it already was."""
    equal = {"seq": seq, "state": NEW}
    wanted = updating(inbox, shape(equal), ("state",))
    return run(connection, wanted, {**sought(equal), "state": DONE}).changed == 1


def fail(connection: Connection, seq: int, error: str) -> bool:
    """Count a failed try; True when it was the last and the update is given up on."""
    tries = connection.execute(
        update(inbox)
        .where(inbox.c.seq == seq)
        .values(tries=inbox.c.tries + 1, error=error[:2000])
        .returning(inbox.c.tries)
    ).scalar_one()
    if tries < TRIES:
        return False
    connection.execute(update(inbox).where(inbox.c.seq == seq).values(state=DEAD))
    return True


def unfinished(connection: Connection) -> list[Received]:
    """What a restart has to handle, in the order it came."""
    return _rows(connection, NEW)


def given_up(connection: Connection) -> list[Received]:
    return _rows(connection, DEAD)


def _rows(connection: Connection, state: str) -> list[Received]:
    rows = connection.execute(
        select(inbox).where(inbox.c.state == state).order_by(inbox.c.seq)
    ).mappings()
    return [Received(**row) for row in rows]


def forget(connection: Connection, now: datetime) -> None:
    """Drop handled updates that can't be repeated any more."""
    connection.execute(
        delete(inbox).where(inbox.c.state == DONE, inbox.c.received_at < now - KEPT)
    )
