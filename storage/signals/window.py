"""An agency's visits and hazards of a cycle, read once for all the signals that look at them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from sqlalchemy import select

from storage.client import Client
from storage.store import Store
from storage.visit import Hazard, Visit


@dataclass(frozen=True)
class Held:
    """A visit, as far as signals look at it; ``photos`` with those of its hazards."""

    id: str
    number: str
    client_id: str
    client: str
    on: date
    started: time | None
    ended: time | None
    staff: tuple[str, ...]
    done: str | None
    photos: tuple[str, ...]
    advice: tuple[str, ...]
    entered_at: datetime
    entered_by: str | None

    @property
    def ref(self) -> str:
        return f"visit:{self.id}"

    @property
    def words(self) -> str:
        return f"{self.number}（{self.client} {self.on}）"


@dataclass(frozen=True)
class Window:
    """``visits`` in the order of their days."""

    agency_id: str
    visits: tuple[Held, ...]

    @cached_property
    def by_id(self) -> dict[str, Held]:
        return {one.id: one for one in self.visits}


def window(store: Store, agency_id: str, first: date, last: date) -> Window:
    photos, advice = _of_hazards(store, agency_id)
    v, client = Visit.table.c, Client.table.c
    rows = store.connection.execute(
        select(
            *(v.id, v.number, v.client_id, v.on, v.started, v.ended, v.staff, v.done, v.photos),
            *(v.entered_at, v.entered_by, client.name),
        )
        .join(Client.table, client.id == v.client_id)
        .where(v.agency_id == agency_id, v.withdrawn_at.is_(None), v.on.between(first, last))
        .order_by(v.on, v.id)
    )
    held = [
        Held(
            id=row.id,
            number=row.number,
            client_id=row.client_id,
            client=row.name,
            on=row.on,
            started=row.started,
            ended=row.ended,
            staff=row.staff,
            done=row.done,
            photos=tuple(dict.fromkeys((*row.photos, *photos.get(row.id, ())))),
            advice=tuple(advice.get(row.id, ())),
            entered_at=row.entered_at,
            entered_by=row.entered_by,
        )
        for row in rows
    ]
    return Window(agency_id, tuple(held))


def _of_hazards(
    store: Store, agency_id: str
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    h = Hazard.table.c
    photos: dict[str, list[str]] = {}
    advice: dict[str, list[str]] = {}
    wanted = select(h.visit_id, h.photos, h.advice)
    for visit_id, shown, said in store.connection.execute(
        wanted.where(h.agency_id == agency_id, h.withdrawn_at.is_(None))
    ):
        photos.setdefault(visit_id, []).extend(shown)
        if said:
            advice.setdefault(visit_id, []).append(said)
    return photos, advice
