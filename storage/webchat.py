"""The web chat's own memory: who may open it in which tab, and the conversation as it is shown."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    String,
    Table,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)

from storage import inbox
from storage.account import accounts, hashed, open_account
from storage.columns import Instant, Json, Sequence
from storage.entity import metadata
from storage.ids import new_id
from storage.inbox import Received
from storage.store import Store

CHANNEL = "web"
FIRST_ACCOUNT = 1000

logins = Table(
    "login",
    metadata,
    Column("id", String, primary_key=True),
    Column("token_hash", String, nullable=False, unique=True),
    Column("account", String, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index(None, "account"),
)

messages = Table(
    "web_message",
    metadata,
    Column("id", Sequence, primary_key=True, autoincrement=True),
    Column("account", String, nullable=False),
    Column("change", BigInteger, nullable=False),
    Column("sender", String, nullable=False),
    Column("client_id", String),
    Column("body", Json, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("account", "client_id"),
    Index(None, "account", "id"),
    Index(None, "account", "change"),
)


@dataclass(frozen=True)
class Tab:
    """A login that stands, and whose it is."""

    id: str
    account: str
    person_id: str


@dataclass(frozen=True)
class WebMessage:
    """``change`` grows with every message and every edit of its account."""

    id: int
    account: str
    change: int
    sender: str
    client_id: str | None
    body: dict[str, Any]
    at: datetime


def admit(store: Store, person_id: str) -> str:
    """Open a login for a person and return its token, once: only its hash is kept. A person keeps
    one web account, and with it the conversation; an account that was ended is opened anew, which
    leaves its former logins ended."""
    row = store.connection.execute(
        select(accounts.c.external_id, accounts.c.ended_at)
        .where(accounts.c.channel == CHANNEL, accounts.c.person_id == person_id)
        .order_by(accounts.c.opened_at.desc())
    ).first()
    account = row.external_id if row else str(FIRST_ACCOUNT + store.draw("web-account"))
    if row is None or row.ended_at is not None:
        open_account(store, CHANNEL, account, person_id)
    token = secrets.token_urlsafe(32)
    store.connection.execute(
        insert(logins).values(
            id=new_id(), token_hash=hashed(token), account=account, opened_at=store.now
        )
    )
    store.note("open_login", "login", person_id, channel=CHANNEL)
    return token


def tab_of(connection: Connection, token: str) -> Tab | None:
    """Whose tab a token proves; None when it never did or no longer does."""
    return _tab(connection, logins.c.token_hash == hashed(token))


def tab(connection: Connection, id: str) -> Tab | None:
    return _tab(connection, logins.c.id == id)


def whose_login(connection: Connection, id: str) -> str | None:
    """The person a login was opened for, whether it still stands or not."""
    account = select(logins.c.account).where(logins.c.id == id).scalar_subquery()
    mine = (accounts.c.channel == CHANNEL) & (accounts.c.external_id == account)
    person: str | None = connection.scalar(select(accounts.c.person_id).where(mine))
    return person


def _tab(connection: Connection, which: Any) -> Tab | None:
    found = connection.execute(
        select(logins.c.id, logins.c.account, accounts.c.person_id)
        .join(
            accounts,
            (accounts.c.external_id == logins.c.account) & (accounts.c.channel == CHANNEL),
        )
        .where(
            which,
            logins.c.ended_at.is_(None),
            accounts.c.ended_at.is_(None),
            logins.c.opened_at >= accounts.c.opened_at,
        )
    ).mappings()
    row = found.first()
    return Tab(**row) if row else None


def append(
    connection: Connection,
    account: str,
    sender: str,
    body: dict[str, Any],
    now: datetime,
    client_id: str | None = None,
) -> WebMessage:
    row = {
        "account": account,
        "change": _next_change(connection, account),
        "sender": sender,
        "client_id": client_id,
        "body": body,
        "at": now,
    }
    id = connection.execute(insert(messages).values(row).returning(messages.c.id)).scalar_one()
    return WebMessage(id=id, **row)  # type: ignore[arg-type]


def arrive(
    connection: Connection,
    account: str,
    client_id: str,
    body: dict[str, Any],
    made: Callable[[int], dict[str, Any]],
    now: datetime,
) -> tuple[WebMessage, Received | None]:
    """Log what a person sent and put the update of it into the inbox, together or not at all. The
    same ``client_id`` again is the message that is there, and nothing to handle."""
    known = _one(connection, account, messages.c.client_id == client_id)
    if known is not None:
        return known, None
    message = append(connection, account, "me", body, now, client_id)
    return message, press(connection, account, client_id, made(message.id), now)


def press(
    connection: Connection, account: str, client_id: str, raw: dict[str, Any], now: datetime
) -> Received | None:
    """Put a press into the inbox; None when it is there."""
    return inbox.accept(connection, CHANNEL, f"{account}:{client_id}", account, raw, now)


def edit(connection: Connection, account: str, id: int, body: dict[str, Any]) -> WebMessage | None:
    """Another body for a message of the bot; None where there is no such message."""
    edited = connection.execute(
        update(messages)
        .where(messages.c.account == account, messages.c.id == id, messages.c.sender == "bot")
        .values(body=body, change=_next_change(connection, account))
    )
    return message(connection, account, id) if edited.rowcount else None


def message(connection: Connection, account: str, id: int) -> WebMessage | None:
    return _one(connection, account, messages.c.id == id)


def changed_since(
    connection: Connection, account: str, change: int, limit: int
) -> list[WebMessage]:
    """The ``limit`` latest changes after ``change``, in the order of the conversation."""
    wanted = select(messages).where(messages.c.account == account, messages.c.change > change)
    rows = connection.execute(wanted.order_by(messages.c.change.desc()).limit(limit)).mappings()
    return sorted((WebMessage(**row) for row in rows), key=lambda one: one.id)


def before(connection: Connection, account: str, id: int, limit: int) -> list[WebMessage]:
    """The newest ``limit`` messages older than ``id``, the oldest first."""
    wanted = select(messages).where(messages.c.account == account, messages.c.id < id)
    rows = connection.execute(wanted.order_by(messages.c.id.desc()).limit(limit)).mappings()
    return [WebMessage(**row) for row in rows][::-1]


def _one(connection: Connection, account: str, which: Any) -> WebMessage | None:
    found = connection.execute(select(messages).where(messages.c.account == account, which))
    row = found.mappings().first()
    return WebMessage(**row) if row else None


def _next_change(connection: Connection, account: str) -> int:
    """Units run one after another, so that the greatest and one is nobody else's."""
    last = select(func.max(messages.c.change)).where(messages.c.account == account)
    return (connection.scalar(last) or 0) + 1
