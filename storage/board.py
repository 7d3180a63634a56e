"""How far each agency of a cycle is, from the first look to publication: one board for all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from scoring.states import State
from storage.assignment import Assignment
from storage.card import Card
from storage.cycle import Cycle, CycleInvitation, Participation
from storage.inspection import Inspection
from storage.objection import Disclosure, Objection
from storage.person import Person
from storage.publication import Publication
from storage.snapshot import snapshots
from storage.store import Store


class Stage(StrEnum):
    """Where an agency stands on its way to a published result."""

    WAITING = "waiting"
    INSPECTED = "inspected"
    SUBMITTED = "submitted"
    TOLD = "told"
    OBJECTED = "objected"
    READY = "ready"
    PUBLISHED = "published"


STAGE_NAMES = {
    Stage.WAITING: "未开始",
    Stage.INSPECTED: "核查中",
    Stage.SUBMITTED: "已提交",
    Stage.TOLD: "告知中",
    Stage.OBJECTED: "有异议",
    Stage.READY: "可公布",
    Stage.PUBLISHED: "已公布",
}


def stages(store: Store, cycle: Cycle) -> dict[str, Stage]:
    """By participation, in a handful of queries however many agencies take part."""
    submitted = {row[0] for row in _rows(store, Card.table.c.inspection_id, Card, cycle)}
    published = {row[0] for row in _rows(store, Publication.table.c.agency_id, Publication, cycle)}
    inspection = {
        one.participation_id: one.id
        for one in store.find(Inspection, cycle_id=cycle.id, blind=False)
    }
    shown = _shown(store, cycle)
    objected = _objected(store, cycle)
    found, ready = {}, {}
    for part in store.find(Participation, cycle_id=cycle.id):
        looked = inspection.get(part.id)
        if part.agency_id in published:
            found[part.id] = Stage.PUBLISHED
        elif looked is None:
            found[part.id] = Stage.WAITING
        elif looked in shown:
            found[part.id] = stage = _after(store, shown[looked], objected)
            if stage is Stage.READY:
                ready[part.agency_id] = part.id
        else:
            found[part.id] = Stage.SUBMITTED if looked in submitted else Stage.INSPECTED
    if ready:
        short = ready.keys() - _whole(store, cycle)
        found |= {ready[agency_id]: Stage.INSPECTED for agency_id in short}
    return found


def _after(store: Store, shown: Disclosure, objected: set[str]) -> Stage:
    if shown.id in objected:
        return Stage.OBJECTED
    over = shown.accepted_at is not None or store.today > shown.until
    return Stage.READY if over else Stage.TOLD


def _rows(store: Store, column: Any, kind: Any, cycle: Cycle) -> Iterable[Any]:
    table = kind.table
    wanted = select(column).where(table.c.cycle_id == cycle.id, table.c.withdrawn_at.is_(None))
    return store.connection.execute(wanted.distinct())


def _shown(store: Store, cycle: Cycle) -> dict[str, Disclosure]:
    """The newest disclosure of each inspection."""
    table, looked = Disclosure.table, Inspection.table
    wanted = (
        select(table)
        .join(looked, looked.c.id == table.c.inspection_id)
        .where(looked.c.cycle_id == cycle.id, table.c.withdrawn_at.is_(None))
        .order_by(table.c.id)
    )
    rows = store.connection.execute(wanted).mappings()
    return {row["inspection_id"]: Disclosure.of(row) for row in rows}


def _objected(store: Store, cycle: Cycle) -> set[str]:
    """The disclosures with an objection that nobody has ruled on."""
    table, looked = Objection.table, Inspection.table
    wanted = (
        select(table.c.disclosure_id)
        .join(looked, looked.c.id == table.c.inspection_id)
        .where(
            looked.c.cycle_id == cycle.id,
            table.c.ruling.is_(None),
            table.c.withdrawn_at.is_(None),
        )
    )
    return set(store.connection.scalars(wanted))


def item_states(store: Store, cycle: Cycle) -> dict[str, Mapping[int, State]]:
    """By agency what its snapshot says of each item."""
    wanted = select(snapshots.c.agency_id, snapshots.c["items"]).where(
        snapshots.c.cycle_id == cycle.id
    )
    return {
        agency_id: {int(number): State(item[2]) for number, item in items.items()}
        for agency_id, items in store.connection.execute(wanted)
    }


def _whole(store: Store, cycle: Cycle) -> set[str]:
    found = item_states(store, cycle)
    return {id for id, items in found.items() if set(items.values()) == {State.ASSESSED}}


@dataclass(frozen=True)
class Assigned:
    """An assignment with its inspector's name."""

    assignment: Assignment
    name: str


def inspectors_of(store: Store, cycle: Cycle) -> dict[str, list[Assigned]]:
    """By participation, the first assigned first; a blind second inspector last."""
    table, person, part = Assignment.table, Person.table, Participation.table
    wanted = (
        select(*table.c, person.c.name.label("inspector_name"))
        .join(person, person.c.id == table.c.inspector_id)
        .join(part, part.c.id == table.c.participation_id)
        .where(part.c.cycle_id == cycle.id, table.c.withdrawn_at.is_(None))
        .order_by(table.c.blind, table.c.id)
    )
    found: dict[str, list[Assigned]] = {}
    for row in store.connection.execute(wanted).mappings():
        values = dict(row)
        name = values.pop("inspector_name")
        one = Assigned(Assignment(**values), name)
        found.setdefault(one.assignment.participation_id, []).append(one)
    return found


def answers(store: Store, cycle: Cycle) -> dict[str, CycleInvitation]:
    """The standing invitation of each agency that was asked."""
    return {one.agency_id: one for one in store.find(CycleInvitation, cycle_id=cycle.id)}


def outside(store: Store, cycle: Cycle) -> list[CycleInvitation]:
    """The invitations of those who don't take part: no answer yet, or a no."""
    joined = {one.agency_id for one in store.find(Participation, cycle_id=cycle.id)}
    return [one for id, one in answers(store, cycle).items() if id not in joined]
