"""Photos and files by their SHA-256 under the data folder: bytes first, the row after."""

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import BigInteger, Column, Index, String, Table, insert, select

from storage.columns import Instant
from storage.entity import metadata
from storage.store import Store

files = Table(
    "file",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("type", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("stored_at", Instant, nullable=False),
    Column("stored_by", String),
    Index(None, "stored_by", "stored_at"),
)


@dataclass(frozen=True)
class StoredFile:
    sha256: str
    name: str
    type: str
    size: int
    stored_at: datetime
    stored_by: str | None


class Files(Protocol):
    """Where the bytes are. What was put is there for good, under the SHA-256 of its content;
    ``root`` is the folder of this machine that holds it, or what of it was used lately."""

    root: Path

    def check(self) -> None:
        """Raises ``OSError`` with the cause where nothing could be kept."""

    def put(self, content: bytes) -> str:
        """Keep bytes and return their name; keeping them again changes nothing."""

    def path(self, sha256: str) -> Path:
        """A file of this machine with the bytes; it is not there where they are not. May take the
        time of a download. Raises ``ValueError`` for what is no name."""


class FileFolder:
    """The bytes. A name is written whole or not at all: temporary name, fsync, rename, fsync."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def check(self) -> None:
        """A folder was made when it was opened."""

    def path(self, sha256: str) -> Path:
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            raise ValueError("not the name of a stored file")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def put(self, content: bytes) -> str:
        """Keep bytes and return their name; keeping them again changes nothing."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        if path.exists():
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{sha256}.{os.getpid()}.{id(content)}")
        try:
            with temporary.open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return sha256


def keep(store: Store, sha256: str, name: str, type: str, size: int) -> None:
    """The row of stored bytes; the first name a file came with stays."""
    if get_file(store, sha256) is None:
        store.connection.execute(
            insert(files).values(
                sha256=sha256,
                name=name,
                type=type,
                size=size,
                stored_at=store.now,
                stored_by=store.author,
            )
        )


def get_file(store: Store, sha256: str) -> StoredFile | None:
    row = store.connection.execute(select(files).where(files.c.sha256 == sha256)).mappings().first()
    return StoredFile(**row) if row else None
