"""Drafts: a form somebody is filling in, kept answer by answer, with a revision."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    delete,
)

from storage.columns import Instant, Json
from storage.entity import metadata
from storage.statements import inserting, run, selecting, shape, sought, updating
from storage.store import Store

drafts = Table(
    "draft",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", String, ForeignKey("person.id"), nullable=False),
    Column("membership_id", String, nullable=False),
    Column("form", String, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("state", Json, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Index(None, "person_id", "active"),
)


@dataclass(frozen=True)
class KeptDraft:
    """``state`` is the conversation's own JSON; ``membership_id`` the role it was opened in; at
    most one of a person's drafts is active."""

    id: str
    person_id: str
    membership_id: str
    form: str
    active: bool
    revision: int
    state: dict[str, Any]
    opened_at: datetime
    changed_at: datetime


class Outdated(Exception):
    """The draft moved on since it was read."""


def active_draft(store: Store, person_id: str) -> KeptDraft | None:
    rows = _select(store, person_id=person_id, active=True)
    return rows[0] if rows else None


def drafts_of(store: Store, person_id: str) -> list[KeptDraft]:
    """All of a person's drafts, the last changed first."""
    return _select(store, person_id=person_id)


def get_draft(store: Store, id: str) -> KeptDraft | None:
    rows = _select(store, id=id)
    return rows[0] if rows else None


def open_draft(
    store: Store, id: str, person_id: str, membership_id: str, form: str, state: dict[str, Any]
) -> None:
    """Keep a new draft as the active one; the one before is parked, not lost."""
    park(store, person_id)
    row = {
        "id": id,
        "person_id": person_id,
        "membership_id": membership_id,
        "form": form,
        "active": True,
        "revision": int(state.get("revision", 0)),
        "state": state,
        "opened_at": store.now,
        "changed_at": store.now,
    }
    run(store.connection, inserting(drafts), row)


def save_draft(store: Store, before: KeptDraft, state: dict[str, Any], revision: int) -> None:
    """Keep the next state. Raises ``Outdated`` when another event came first."""
    read = {"id": before.id, "revision": before.revision}
    if _update(store, read, state=state, revision=revision, changed_at=store.now) != 1:
        raise Outdated


def activate(store: Store, draft: KeptDraft) -> None:
    park(store, draft.person_id)
    _update(store, {"id": draft.id}, active=True)


def park(store: Store, person_id: str) -> None:
    _update(store, {"person_id": person_id, "active": True}, active=False)


def drop_draft(store: Store, id: str) -> None:
    """Submitted (the record has it all now) or given up by the person."""
    store.connection.execute(delete(drafts).where(drafts.c.id == id))


def _select(store: Store, **equal: Any) -> list[KeptDraft]:
    wanted = selecting(drafts, shape(equal), ("-changed_at", "-id"))
    return [KeptDraft(**row) for row in run(store.connection, wanted, sought(equal))]


def _update(store: Store, equal: dict[str, Any], **changed: Any) -> int:
    wanted = updating(drafts, shape(equal), tuple(changed))
    return run(store.connection, wanted, {**sought(equal), **changed}).changed
