"""What a stored picture says of itself: its size, and when and where it claims to be taken."""

from sqlalchemy import Column, Float, ForeignKey, Integer, String, Table

from storage.columns import Instant
from storage.entity import metadata

pictures = Table(
    "picture",
    metadata,
    Column("sha256", String, ForeignKey("file.sha256"), primary_key=True),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("view", String, ForeignKey("file.sha256")),
    Column("taken_at", Instant),
    Column("latitude", Float),
    Column("longitude", Float),
)
