"""Whom a messenger names by words: their numbers here, and what is shown but no longer there."""

from datetime import datetime, timedelta
from hashlib import blake2b

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    String,
    Table,
    UniqueConstraint,
    delete,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.columns import Instant
from storage.entity import metadata

FIRST = 1 << 52
"""Above every number that Telegram or the web chat gives, and exact in a double."""

KEPT = timedelta(days=90)
"""How long a message is remembered as dead; handlers answer presses on older ones themselves."""

peers = Table(
    "peer",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("channel", String, nullable=False),
    Column("name", String, nullable=False),
    Column("met_at", Instant, nullable=False),
    UniqueConstraint("channel", "name"),
)

dead_messages = Table(
    "dead_message",
    metadata,
    Column("channel", String, primary_key=True),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
)

_DIALECTS = {"postgresql": postgresql, "sqlite": sqlite}


def number_of(name: str, *, group: bool = False) -> int:
    """The number of a person, or (negative) of a group: always the same for the same name."""
    found = FIRST + int.from_bytes(blake2b(name.encode(), digest_size=7).digest()) % FIRST
    return -found if group else found


def meet(
    connection: Connection, channel: str, name: str, now: datetime, *, group: bool = False
) -> int:
    """The number under which somebody is known from now on. Raises ``ValueError`` should two names
    ever come to the same number: neither may read what is meant for the other."""
    number = number_of(name, group=group)
    insert = _DIALECTS[connection.dialect.name].insert(peers)
    row = {"number": number, "channel": channel, "name": name, "met_at": now}
    connection.execute(insert.values(**row).on_conflict_do_nothing())
    if name_of(connection, channel, number) != name:
        raise ValueError("two names of a messenger have the same number")
    return number


def name_of(connection: Connection, channel: str, number: int) -> str | None:
    """What the messenger calls a number; None of one it never told us."""
    wanted = select(peers.c.name).where(peers.c.number == number, peers.c.channel == channel)
    return connection.scalar(wanted)


def bury(connection: Connection, channel: str, message_id: int, now: datetime) -> None:
    """A message that another took the place of, but that the messenger still shows."""
    insert = _DIALECTS[connection.dialect.name].insert(dead_messages)
    row = {"channel": channel, "message_id": message_id, "at": now}
    connection.execute(insert.values(**row).on_conflict_do_nothing())


def is_dead(connection: Connection, channel: str, message_id: int) -> bool:
    wanted = select(dead_messages.c.message_id).where(
        dead_messages.c.channel == channel, dead_messages.c.message_id == message_id
    )
    return connection.scalar(wanted) is not None


def forget(connection: Connection, now: datetime) -> None:
    """Drop what was dead long ago."""
    connection.execute(delete(dead_messages).where(dead_messages.c.at < now - KEPT))
