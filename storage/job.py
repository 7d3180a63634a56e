"""Long work asked for in chat (a workbook, a document): kept, so that a stop loses none of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from storage.columns import Instant, Json, Word
from storage.entity import metadata
from storage.ids import new_id
from storage.store import Store

TRIES = 3
"""A job that takes its process down with it is not run for ever."""


KEPT = timedelta(days=30)
"""How long one can come back to what a job made."""


class JobState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


jobs = Table(
    "job",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("state", Word(JobState), nullable=False),
    Column("person_id", String, ForeignKey("person.id"), nullable=False),
    Column("agency_id", String, ForeignKey("agency.id")),
    Column("channel", String, nullable=False),
    Column("account", String, nullable=False),
    Column("asked", Json, nullable=False),
    Column("made", Json),
    Column("progress", Text),
    Column("tries", Integer, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index(None, "state", "asked_at"),
    Index(None, "person_id"),
)


@dataclass(frozen=True)
class Job:
    """``asked`` is what the kind of work needs to know, ``made`` what became of it. Who asked reads
    the answer on the ``account`` of the ``channel`` it was asked on."""

    id: str
    kind: str
    state: JobState
    person_id: str
    agency_id: str | None
    channel: str
    account: str
    asked: dict[str, Any]
    made: dict[str, Any] | None
    progress: str | None
    tries: int
    asked_at: datetime
    ended_at: datetime | None


def ask(
    store: Store,
    kind: str,
    asked: dict[str, Any],
    *,
    person_id: str,
    agency_id: str | None,
    channel: str,
    account: str,
) -> str:
    """Ask for long work in the unit that has cause for it; its id. It begins after the commit, and
    its answer comes as a letter of its own."""
    id = new_id()
    store.connection.execute(
        insert(jobs).values(
            id=id,
            kind=kind,
            state=JobState.WAITING,
            person_id=person_id,
            agency_id=agency_id,
            channel=channel,
            account=account,
            asked=asked,
            tries=0,
            asked_at=store.now,
        )
    )
    return id


def get_job(store: Store, id: str) -> Job | None:
    return _first(store.connection, id)


def waiting(connection: Connection, limit: int = 100) -> list[Job]:
    """What is still to be done, the longest asked first."""
    wanted = select(jobs).where(jobs.c.state == JobState.WAITING)
    rows = connection.execute(wanted.order_by(jobs.c.asked_at, jobs.c.id).limit(limit)).mappings()
    return [Job(**row) for row in rows]


def jobs_of(store: Store, person_id: str, kind: str) -> list[Job]:
    """What a person asked for and still waits for."""
    wanted = select(jobs).where(
        jobs.c.person_id == person_id, jobs.c.kind == kind, jobs.c.state == JobState.WAITING
    )
    return [Job(**row) for row in store.connection.execute(wanted).mappings()]


def begin(connection: Connection, id: str) -> Job | None:
    """Count a try; None where there is nothing to do any more."""
    job = _first(connection, id)
    if job is None or job.state is not JobState.WAITING:
        return None
    _change(connection, id, tries=job.tries + 1)
    return job


def give_back(connection: Connection, id: str) -> None:
    """A try that an orderly stop ended is none."""
    job = _first(connection, id)
    if job is not None and job.state is JobState.WAITING:
        _change(connection, id, tries=max(job.tries - 1, 0))


def report(connection: Connection, id: str, words: str) -> bool:
    """Keep how far it is; False where nobody waits for it any more."""
    job = _first(connection, id)
    if job is None or job.state is not JobState.WAITING:
        return False
    _change(connection, id, progress=words)
    return True


def end(
    connection: Connection, id: str, state: JobState, made: dict[str, Any], now: datetime
) -> bool:
    """Settle a job, once: False where it was settled before, and then nothing may be written."""
    job = _first(connection, id)
    if job is None or job.state is not JobState.WAITING:
        return False
    _change(connection, id, state=state, made=made, ended_at=now)
    return True


def forget(connection: Connection, now: datetime) -> None:
    """Drop what was settled long ago."""
    connection.execute(delete(jobs).where(jobs.c.ended_at < now - KEPT))


def used(store: Store, job: Job, **more: Any) -> None:
    """Keep with what a job made that it was used: a preview is taken up once."""
    _change(store.connection, job.id, made={**(job.made or {}), **more})


def _first(connection: Connection, id: str) -> Job | None:
    row = connection.execute(select(jobs).where(jobs.c.id == id)).mappings().first()
    return Job(**row) if row else None


def _change(connection: Connection, id: str, **changes: Any) -> None:
    connection.execute(update(jobs).where(jobs.c.id == id).values(**changes))


def cancel(store: Store, id: str) -> bool:
    """Nobody waits for it any more; False where it was settled before."""
    return end(store.connection, id, JobState.CANCELLED, {}, store.now)
