"""Replies and notices waiting to be sent: written in the unit that says them, sent after it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
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
    insert,
    select,
    update,
)

from storage.columns import Instant, Json, Sequence, Word
from storage.entity import metadata
from storage.statements import run, shape, sought, updating

KEPT = timedelta(days=7)
"""How long a sent letter can be looked at."""


class Urgency(StrEnum):
    """Replies go before notices; a reply may repeat, a notice may not."""

    REPLY = "reply"
    NOTICE = "notice"


class Delivery(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


outbox = Table(
    "outbox",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    Column("key", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("account", String, nullable=False),
    Column("urgency", Word(Urgency), nullable=False),
    Column("payload", Json, nullable=False),
    Column("state", Word(Delivery), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("message_id", String),
    Column("error", Text),
    UniqueConstraint("key"),
    Index(None, "state", "seq"),
)

_POST = insert(outbox).returning(outbox.c.seq)


@dataclass(frozen=True)
class Letter:
    """``payload`` is the message in no messenger's words (see ``bot.render``)."""

    seq: int
    key: str
    channel: str
    account: str
    urgency: Urgency
    payload: dict[str, Any]
    state: Delivery
    tries: int
    made_at: datetime
    sent_at: datetime | None
    message_id: str | None
    error: str | None


def post(
    connection: Connection,
    key: str,
    channel: str,
    account: str,
    urgency: Urgency,
    payload: dict[str, Any],
    now: datetime,
) -> Letter:
    """Queue a message under its unique key. A notice stands beside whatever its reader is doing:
    nothing that they type next is an answer to it."""
    if urgency is Urgency.NOTICE and "views" in payload:
        payload = {**payload, "views": [{**view, "keep": True} for view in payload["views"]]}
    row = {
        "key": key,
        "channel": channel,
        "account": account,
        "urgency": urgency,
        "payload": payload,
        "state": Delivery.QUEUED,
        "tries": 0,
        "made_at": now,
    }
    seq = run(connection, _POST, row).scalar
    return Letter(seq=seq, sent_at=None, message_id=None, error=None, **row)  # type: ignore[arg-type]


def known(connection: Connection, key: str) -> bool:
    """Whether a message was queued under this key."""
    return connection.scalar(select(outbox.c.seq).where(outbox.c.key == key)) is not None


def message_of(connection: Connection, key: str) -> str | None:
    """What the messenger calls the message that a letter became."""
    return connection.scalar(select(outbox.c.message_id).where(outbox.c.key == key))


def letter(connection: Connection, seq: int) -> Letter | None:
    row = connection.execute(select(outbox).where(outbox.c.seq == seq)).mappings().first()
    return Letter(**row) if row else None


def waiting(
    connection: Connection, channel: str | None = None, limit: int = 1000
) -> list[Letter]:
    """What is queued, for one channel or for all, in the order it was said."""
    return _rows(connection, limit, Delivery.QUEUED, channel=channel)


def unsent(connection: Connection, limit: int = 1000) -> list[Letter]:
    """What is not sent, failed or in doubt, for ``anxing status``."""
    return _rows(connection, limit, Delivery.QUEUED, Delivery.SENDING, Delivery.FAILED,
                 Delivery.UNKNOWN)


def mark(connection: Connection, seq: int, state: Delivery, **changes: Any) -> None:
    mark_all(connection, {seq: {**changes, "state": state}})


def mark_all(connection: Connection, marks: Mapping[int, dict[str, Any]]) -> None:
    """What became of many letters: columns and their values by sequence number."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for seq, changes in marks.items():
        alike[tuple(sorted(changes))].append({**sought({"seq": seq}), **changes})
    for changed, rows in alike.items():
        connection.execute(updating(outbox, shape({"seq": 0}), changed), rows)


def recover(connection: Connection) -> None:
    """After a stop: a reply that was being sent goes again, a notice is in doubt and does not."""
    sending = outbox.c.state == Delivery.SENDING
    for urgency, state in ((Urgency.REPLY, Delivery.QUEUED), (Urgency.NOTICE, Delivery.UNKNOWN)):
        connection.execute(
            update(outbox).where(sending, outbox.c.urgency == urgency).values(state=state)
        )


def forget(connection: Connection, now: datetime) -> None:
    """Drop what sent letters said, once nobody asks any more; of a notice the row stays."""
    old = (outbox.c.state == Delivery.SENT) & (outbox.c.made_at < now - KEPT)
    connection.execute(delete(outbox).where(old, outbox.c.urgency == Urgency.REPLY))
    connection.execute(update(outbox).where(old).values(payload={}))


def _rows(
    connection: Connection, limit: int, *states: Delivery, channel: str | None = None
) -> list[Letter]:
    wanted = select(outbox).where(outbox.c.state.in_(states))
    if channel is not None:
        wanted = wanted.where(outbox.c.channel == channel)
    rows = connection.execute(wanted.order_by(outbox.c.seq).limit(limit)).mappings()
    return [Letter(**row) for row in rows]
