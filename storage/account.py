"""Accounts (channel + external id) of people, and the invitations that open them."""

import hashlib
import secrets
import string
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
)

from storage.columns import Instant, Json
from storage.entity import Key, Record, metadata, stored
from storage.ids import new_id
from storage.organisation import Role
from storage.statements import inserting, run, selecting, shape, sought, updating
from storage.store import Store

accounts = Table(
    "account",
    metadata,
    Column("id", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("external_id", String, nullable=False),
    Column("person_id", String, ForeignKey("person.id"), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("unreachable_at", Instant),
    Column("view", Json),
    UniqueConstraint("channel", "external_id"),
    Index(None, "person_id"),
)

INVITATION_DAYS = 7
CODE_LENGTH = 24
_SAFE = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Account:
    """``view`` is the last view: ``{"choices": [[label, data], …], "numbered": bool}``."""

    id: str
    channel: str
    external_id: str
    person_id: str
    opened_at: datetime
    used_at: datetime
    ended_at: datetime | None
    unreachable_at: datetime | None
    view: dict[str, Any] | None


@stored("invitation", "邀请", "YQ", ("person_id",))
class Invitation(Record):
    """Opens one account, once, until it expires or is revoked; only the hash of its code is kept.
    With ``person_id`` it renews the login of somebody known; else it makes ``name`` a person with
    ``role``."""

    code_hash: str
    role: Role
    name: str
    agency_id: Annotated[str | None, Key("agency")] = None
    department_id: Annotated[str | None, Key("department")] = None
    person_id: Annotated[str | None, Key("person")] = None
    expires_at: datetime
    used_at: datetime | None = None


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def new_code() -> str:
    """A secret of 142 bits that goes through a link, a typed message and a messenger's markup
    unharmed: letters and digits only."""
    return "".join(secrets.choice(_SAFE) for _ in range(CODE_LENGTH))


def invite(
    store: Store, invitation: Invitation, code: str | None = None
) -> tuple[Invitation, str]:
    """Keep an invitation (its ``code_hash`` is filled in) and return it with the code, once."""
    code = code or new_code()
    return store.add(replace(invitation, code_hash=hashed(code))), code


def default_expiry(store: Store) -> datetime:
    return store.now + timedelta(days=INVITATION_DAYS)


def look_at(store: Store, code: str) -> Invitation | None:
    """The invitation of a code while it can still be used; changes nothing."""
    rows = store.find(Invitation, code_hash=hashed(code))
    good = rows and rows[0].used_at is None and rows[0].expires_at > store.now
    return rows[0] if good else None


def account_of(store: Store, channel: str, external_id: str) -> Account | None:
    equal = {"channel": channel, "external_id": external_id}
    wanted = selecting(accounts, shape(equal), ())
    return next((Account(**row) for row in run(store.connection, wanted, sought(equal))), None)


def accounts_of(store: Store, person_id: str) -> list[Account]:
    """A person's open accounts, the last used first."""
    equal = {"person_id": person_id, "ended_at": None}
    wanted = selecting(accounts, shape(equal), ("-used_at",))
    return [Account(**row) for row in run(store.connection, wanted, sought(equal))]


def open_account(store: Store, channel: str, external_id: str, person_id: str) -> Account:
    """Bind an external id to a person; an account that was somebody's before changes hands."""
    now = store.now
    fresh = {"person_id": person_id, "opened_at": now, "used_at": now, "view": None}
    known = account_of(store, channel, external_id)
    if known:
        changes = {**fresh, "ended_at": None, "unreachable_at": None}
        _update(store, {"id": known.id}, **changes)
    else:
        row = {"id": new_id(), "channel": channel, "external_id": external_id, **fresh}
        run(store.connection, inserting(accounts), row)
    store.note("open_account", "account", person_id, channel=channel)
    opened = account_of(store, channel, external_id)
    assert opened is not None
    return opened


def touch(store: Store, account: Account, **changes: Any) -> None:
    """Mark an account as used now, with whatever else changed (its last view, unreachable)."""
    _update(store, {"id": account.id}, used_at=store.now, **changes)


def mark_reachable(store: Store, channel: str, external_id: str) -> None:
    """The person opened the bot again: notices may come here."""
    known = {"channel": channel, "external_id": external_id}
    _update(store, known, unreachable_at=None)


def mark_unreachable(store: Store, channel: str, external_id: str) -> None:
    """The person blocked the bot: notices go elsewhere until they write again."""
    known = {"channel": channel, "external_id": external_id}
    _update(store, known, unreachable_at=store.now)


def end_accounts(store: Store, person_id: str) -> None:
    """End every login of a person."""
    open_ones = {"person_id": person_id, "ended_at": None}
    _update(store, open_ones, ended_at=store.now, view=None)
    store.note("end_accounts", "account", person_id)


def end_account(store: Store, account: Account) -> None:
    """End one login of a person."""
    _update(store, {"id": account.id}, ended_at=store.now, view=None)
    store.note("end_account", "account", account.person_id, channel=account.channel)


def _update(store: Store, equal: dict[str, Any], **changed: Any) -> None:
    wanted = updating(accounts, shape(equal), tuple(changed))
    run(store.connection, wanted, {**sought(equal), **changed})
