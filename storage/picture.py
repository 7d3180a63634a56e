"""What a stored picture says of itself: its size, and when and where it claims to be taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Float, ForeignKey, Integer, String, Table, insert, select

from storage.columns import Instant
from storage.entity import metadata
from storage.files import get_file
from storage.letters import ShownFile
from storage.store import Store

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

VIEWED = "image/jpeg"
AS_IT_IS = "application/octet-stream"
"""The type under which a picture is sent as the file it is, not to be shown."""


@dataclass(frozen=True)
class Picture:
    """``view``: the copy that is shown; the original is what counts."""

    sha256: str
    width: int
    height: int
    view: str | None
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


def keep_picture(store: Store, picture: Picture) -> None:
    if not pictures_of(store, [picture.sha256]):
        store.connection.execute(insert(pictures).values(**vars(picture)))


def pictures_of(store: Store, names: Iterable[str]) -> dict[str, Picture]:
    """Of these files those that are known pictures."""
    wanted = select(pictures).where(pictures.c.sha256.in_(list(names)))
    rows = store.connection.execute(wanted).mappings()
    return {row["sha256"]: Picture(**row) for row in rows}


def shown_file(store: Store, sha256: str, *, original: bool = False) -> ShownFile | None:
    """How a stored file is sent: a picture as its copy for viewing, unless the original is asked
    for; None where there is no such file."""
    found = get_file(store, sha256)
    if found is None:
        return None
    if original:
        return {"sha256": sha256, "name": found.name, "type": AS_IT_IS}
    picture = pictures_of(store, [sha256]).get(sha256)
    if picture is None or picture.view is None:
        return {"sha256": sha256, "name": found.name, "type": found.type}
    return {"sha256": picture.view, "name": found.name, "type": VIEWED}
