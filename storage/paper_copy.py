"""Hazard lists that were printed: which content, when, so that its QR picture proves something."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, String, Table, insert, select

from storage.columns import Instant, Json
from storage.entity import metadata
from storage.list_content import Content, content_hash, content_of, same_list
from storage.store import ZONE, Store
from storage.visit import Hazard, SignedList, Visit

paper_copies = Table(
    "paper_copy",
    metadata,
    Column("content_hash", String, primary_key=True),
    Column("visit_id", String, ForeignKey("visit.id"), nullable=False),
    Column("content", Json, nullable=False),
    Column("printed_at", Instant, nullable=False),
    Column("printed_by", String),
    Index(None, "visit_id"),
)


@dataclass(frozen=True)
class PaperCopy:
    """``content`` is what stands on the paper; ``printed_at`` the first time."""

    content_hash: str
    visit_id: str
    content: Content
    printed_at: datetime
    printed_by: str | None

    @property
    def printed_on(self) -> date:
        return self.printed_at.astimezone(ZONE).date()


def printed(store: Store, visit: Visit, content: Content) -> None:
    """Keep that this content was put on paper; printed again, it is the same copy."""
    hash = content_hash(content)
    if copies(store, hash):
        return
    store.connection.execute(
        insert(paper_copies).values(
            content_hash=hash,
            visit_id=visit.id,
            content=content,
            printed_at=store.now,
            printed_by=store.author,
        )
    )
    store.note("printed", "visit", visit.id, visit.agency_id, content_hash=hash)


def copies(store: Store, prefix: str) -> list[PaperCopy]:
    """Those whose hash begins so: hexadecimal digits only, by whoever asks."""
    c = paper_copies.c
    wanted: Any = select(paper_copies).where(c.content_hash.startswith(prefix)).limit(2)
    return [PaperCopy(**row) for row in store.connection.execute(wanted).mappings()]


def signed_on_paper(store: Store, visit_id: str, since: datetime) -> SignedList | None:
    """A signature on paper that the agency entered once it could be given: what was signed and
    entered before this content was out is a signature for another."""
    first = since.astimezone(ZONE).date()
    found = store.find(SignedList, visit_id=visit_id, content_hash=None, voided_on=None)
    return next(
        (s for s in found if s.signed_on >= first and s.entered_at and s.entered_at >= since), None
    )


def changed_on(store: Store, copy: PaperCopy) -> date | None:
    """The last day on which the list was changed, where it no longer says what is printed."""
    visit = store.get(Visit, copy.visit_id)
    assert visit is not None
    same = visit.withdrawn_at is None and same_list(content_of(store, visit), copy.content)
    if same:
        return None
    listed = store.find(Hazard, visit_id=visit.id, withdrawn=True)
    moments = [one.changed_at or one.entered_at for one in (visit, *listed)]
    return max(at for at in moments if at is not None).astimezone(ZONE).date()
