"""Long work asked for in chat (a workbook, a document): kept, so that a stop loses none of it."""

from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from storage.columns import Instant, Json, Word
from storage.entity import metadata


class JobState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


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
