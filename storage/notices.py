"""What was told to whom: the key that makes a sweep safe to repeat, and what was put off."""

from datetime import date

from sqlalchemy import Column, Connection, Index, String, Table, UniqueConstraint, insert, select

from storage.columns import Day, Instant
from storage.entity import metadata
from storage.ids import new_id
from storage.store import Store

notices = Table(
    "notice",
    metadata,
    Column("id", String, primary_key=True),
    Column("reminder", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("due", Day, nullable=False),
    Column("rung", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("snoozed_until", String, nullable=False),
    Column("told_at", Instant, nullable=False),
    UniqueConstraint("reminder", "subject", "due", "rung", "person_id", "snoozed_until"),
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
    Index(None, "reminder", "subject", "person_id"),
)


def told(connection: Connection, reminder: str) -> set[tuple[str, date, str, str, str]]:
    """The keys of a reminder's notices: subject, due day, rung, person, snoozed until."""
    c = notices.c
    rows = connection.execute(
        select(c.subject, c.due, c.rung, c.person_id, c.snoozed_until).where(c.reminder == reminder)
    )
    return {(row[0], row[1], row[2], row[3], row[4]) for row in rows}


def tell(
    store: Store, reminder: str, subject: str, due: date, rung: str, person: str, snoozed: str = ""
) -> str:
    """Keep that somebody is told, in the unit that queues it; the id is the letter's key."""
    id = new_id()
    store.connection.execute(
        insert(notices).values(
            id=id,
            reminder=reminder,
            subject=subject,
            due=due,
            rung=rung,
            person_id=person,
            snoozed_until=snoozed,
            told_at=store.now,
        )
    )
    return id


def snooze(store: Store, reminder: str, subject: str, person_id: str, until: date) -> None:
    """明天再提醒: one person's copy waits until a day; nobody else's does."""
    store.connection.execute(
        insert(snoozes).values(
            id=new_id(),
            reminder=reminder,
            subject=subject,
            person_id=person_id,
            until=until,
            asked_at=store.now,
        )
    )


def snoozed(connection: Connection, reminder: str) -> dict[tuple[str, str], date]:
    """Until when each (subject, person) has put a reminder off: the latest wish."""
    c = snoozes.c
    rows = connection.execute(
        select(c.subject, c.person_id, c.until).where(c.reminder == reminder).order_by(c.asked_at)
    )
    return {(row[0], row[1]): row[2] for row in rows}
