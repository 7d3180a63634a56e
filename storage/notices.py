"""What was told to whom: the key that makes a sweep safe to repeat, and what was put off."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Index, String, Table, Text, UniqueConstraint, insert, select

from storage.columns import Day, Instant, Json
from storage.due import Matter
from storage.entity import metadata
from storage.ids import new_id
from storage.store import Store

CHUNK = 500
Key = tuple[str, str, date, str, str, str]
"""Reminder, subject, due day, rung, person, and until when it had been put off ("" or a day)."""

notices = Table(
    "notice",
    metadata,
    Column("id", String, primary_key=True),
    Column("letter", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("reminder", String, nullable=False),
    Column("due", Day, nullable=False),
    Column("rung", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("snoozed_until", String, nullable=False),
    Column("agency_id", String),
    Column("agency_name", String, nullable=False),
    Column("source", String, nullable=False),
    Column("opens", String, nullable=False),
    Column("record_id", String),
    Column("preset", Json, nullable=False),
    Column("title", String, nullable=False),
    Column("what", String, nullable=False),
    Column("label", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("late", String, nullable=False),
    Column("told_at", Instant, nullable=False),
    UniqueConstraint("subject", "reminder", "due", "rung", "person_id", "snoozed_until"),
    Index(None, "letter"),
    Index(None, "person_id", "told_at"),
)

snoozes = Table(
    "snooze",
    metadata,
    Column("id", String, primary_key=True),
    Column("reminder", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("until", Day, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Index(None, "subject", "person_id"),
)


@dataclass(frozen=True)
class Notice:
    """One matter told to one person in a letter (which may tell of several). ``opens`` names what
    its button opens, on ``record_id`` or with ``preset``; ``what`` is the matter's short name,
    ``label`` the button's words, ``title`` the reminder's, ``text`` what is to be done, ``late``
    how a missed day is said. ``agency_name`` is only for who hears of several agencies."""

    id: str
    letter: str
    subject: str
    reminder: str
    due: date
    rung: str
    person_id: str
    snoozed_until: str
    agency_id: str | None
    agency_name: str
    source: str
    opens: str
    record_id: str | None
    preset: Mapping[str, Any]
    title: str
    what: str
    label: str
    text: str
    late: str
    told_at: datetime

    @property
    def key(self) -> Key:
        return (
            self.reminder,
            self.subject,
            self.due,
            self.rung,
            self.person_id,
            self.snoozed_until,
        )

    @property
    def matter(self) -> Matter:
        return self.source, self.agency_id, self.subject


def told(store: Store, subjects: Collection[str]) -> set[Key]:
    """The keys of what was told of some subjects."""
    c = notices.c
    wanted = select(c.reminder, c.subject, c.due, c.rung, c.person_id, c.snoozed_until)
    return {
        (row[0], row[1], row[2], row[3], row[4], row[5])
        for some in _chunks(subjects)
        for row in store.connection.execute(wanted.where(c.subject.in_(some)))
    }


def keep(store: Store, told: Iterable[Notice]) -> None:
    """Keep that somebody is told, in the unit that queues the letter."""
    store.connection.execute(insert(notices), [asdict(notice) for notice in told])


def get_notice(store: Store, id: str) -> Notice | None:
    rows = _select(store, notices.c.id == id)
    return rows[0] if rows else None


def in_letter(store: Store, letter: str) -> list[Notice]:
    """What a letter told of."""
    return _select(store, notices.c.letter == letter)


def told_to(store: Store, person_id: str, since: datetime) -> list[Notice]:
    """What a person was told since a time: of each matter the last word."""
    rows = _select(store, notices.c.person_id == person_id, notices.c.told_at >= since)
    last = {(row.reminder, row.subject): row for row in rows}
    return list(last.values())


def about(store: Store, reminder: str, subject: str) -> list[Notice]:
    """Everything told of one matter, to whomever."""
    return _select(store, notices.c.reminder == reminder, notices.c.subject == subject)


def snooze(store: Store, told: Iterable[Notice], until: date) -> None:
    """明天再提醒: one person's copies wait until a day; nobody else's do."""
    rows = [
        {
            "id": new_id(),
            "reminder": notice.reminder,
            "subject": notice.subject,
            "person_id": notice.person_id,
            "until": until,
            "asked_at": store.now,
        }
        for notice in told
    ]
    if rows:
        store.connection.execute(insert(snoozes), rows)


def snoozed(store: Store, subjects: Collection[str]) -> dict[tuple[str, str, str], date]:
    """Until when each (reminder, subject, person) was put off: the latest day wished for."""
    c = snoozes.c
    wanted = select(c.reminder, c.subject, c.person_id, c.until).order_by(c.until)
    return {
        (row[0], row[1], row[2]): row[3]
        for some in _chunks(subjects)
        for row in store.connection.execute(wanted.where(c.subject.in_(some)))
    }


def _chunks(subjects: Collection[str]) -> Iterable[list[str]]:
    ordered = sorted(subjects)
    return (ordered[at : at + CHUNK] for at in range(0, len(ordered), CHUNK))


def _select(store: Store, *where: Any) -> list[Notice]:
    rows = store.connection.execute(
        select(notices).where(*where).order_by(notices.c.told_at, notices.c.id)
    ).mappings()
    return [Notice(**row) for row in rows]
