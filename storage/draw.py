"""A draw of clients to visit that anyone can check afterwards (items 15 to 22)."""

from datetime import datetime
from typing import Annotated, Any

from storage.entity import Key, Record, stored


@stored("draw", "现场核查抽样", "CY", ("participation_id",), ("of_agency_id",))
class Draw(Record):
    """``population`` is frozen when the draw is prepared, ``population_hash`` the SHA-256 of its
    canonical JSON. ``seed`` is fixed in the same moment and its SHA-256 (``commitment``) is told
    at once; the seed itself is published when the clients are drawn (``picked``, ``drawn_at``).
    ``grounds`` says why there is another draw for the same agency."""

    of_agency_id: Annotated[str, Key("agency")]
    participation_id: Annotated[str, Key("participation")]
    wanted: int
    population: dict[str, Any]
    population_hash: str
    seed: str
    commitment: str
    picked: dict[str, Any] | None = None
    drawn_at: datetime | None = None
    grounds: str | None = None
