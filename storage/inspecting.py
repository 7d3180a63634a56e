"""Who may inspect an agency, who does so blind, and who has had a hand in its inspection."""

from typing import Any

from sqlalchemy import Select, select

from storage import audit
from storage.assignment import Assignment, assigned
from storage.card import versions
from storage.conflict import Conflict, barred
from storage.cycle import Cycle, Participation
from storage.entity import Record
from storage.inspection import Decision, Inspection, latest_inspection
from storage.objection import Objection
from storage.site_check import SiteCheck, SiteFinding
from storage.store import Store

CONFLICT = "您已申报与这家机构有利害关系，应当回避，不能评定它。"
NOT_ASSIGNED = "这家机构已分派给其他评定人员，您不能评定它。需要参加的，请监管人员分工。"
CLOSED = "这个评定周期已经结束，不能再评定。"
BLIND = "您在独立评定这家机构，提交自己的评定之前，看不到它的得分和别人的认定。"
HANDED_IN = "您的独立评定已经提交，不能再改。"
TOOK_PART = "您参加了这家机构的评定，异议要由没有参加评定的人处理。"
NO_JUDGE = "您已申报与这家机构有利害关系，应当回避，不能处理它的异议。"


def why_not(store: Store, part: Participation, person_id: str) -> str | None:
    """Why somebody may not inspect an agency now; None: they may."""
    cycle = store.get(Cycle, part.cycle_id)
    if cycle is None or part.withdrawn_at is not None or cycle.closed_on is not None:
        return CLOSED
    if barred(store, person_id, part.agency_id):
        return CONFLICT
    given = assigned(store, part.id)
    mine = [one for one in given if one.inspector_id == person_id]
    return NOT_ASSIGNED if given and not mine else None


def not_for(store: Store, person_id: str) -> tuple[frozenset[str], frozenset[str]]:
    """The participations that are assigned to others alone, and the agencies with which somebody
    has a conflict: for a list, in two queries."""
    given: dict[str, set[str]] = {}
    for one in store.find(Assignment):
        given.setdefault(one.participation_id, set()).add(one.inspector_id)
    declared = store.find(Conflict, person_id=person_id)
    return (
        frozenset(id for id, people in given.items() if person_id not in people),
        frozenset(one.of_agency_id for one in declared if one.client_id is None),
    )


def scores_blind(store: Store, participation_id: str, person_id: str) -> bool:
    """Whether somebody is assigned as a second inspector who must not see the first one's work."""
    mine = store.find(Assignment, participation_id=participation_id, inspector_id=person_id)
    return any(one.blind for one in mine)


def own_blind(store: Store, participation_id: str, person_id: str) -> Inspection | None:
    """A blind inspector's own inspection."""
    mine: dict[str, Any] = {"participation_id": participation_id, "inspector_id": person_id}
    found = store.find(Inspection, order="-id", limit=1, blind=True, **mine)
    return found[0] if found else None


def blinded(store: Store, participation_id: str, person_id: str) -> bool:
    """Whether an agency's score and decisions are hidden from somebody: they score blind, and have
    not handed in what they found."""
    if not scores_blind(store, participation_id, person_id):
        return False
    own = own_blind(store, participation_id, person_id)
    return own is None or not versions(store, own.id)


def hidden_from(store: Store, person_id: str) -> frozenset[str]:
    """The participations whose scores somebody must not see yet."""
    blind = store.find(Assignment, inspector_id=person_id, blind=True)
    ids = {one.participation_id for one in blind}
    return frozenset(id for id in ids if blinded(store, id, person_id))


def inspection_of(store: Store, participation_id: str, person_id: str) -> Inspection | None:
    """The inspection somebody works at: their own blind one, or the one that is shared."""
    if scores_blind(store, participation_id, person_id):
        return own_blind(store, participation_id, person_id)
    return latest_inspection(store, participation_id)


def blind_ones(store: Store, participation_id: str) -> list[Inspection]:
    """The blind inspections of an agency that were handed in."""
    found = store.find(Inspection, participation_id=participation_id, blind=True)
    return [one for one in found if versions(store, one.id)]


def inspected(
    store: Store, participation_id: str, agency_id: str, person_id: str
) -> str | None:
    """Why somebody is no impartial judge of an agency's rating; None: nothing speaks against it.
    What they decided when they ruled on an objection was no inspecting."""
    if barred(store, person_id, agency_id):
        return NO_JUDGE
    part, mine = participation_id, person_id
    begun = store.find(Inspection, participation_id=part, inspector_id=mine, withdrawn=True)
    given = store.find(Assignment, participation_id=part, inspector_id=mine)
    if begun or given:
        return TOOK_PART
    ruled = store.find(Objection, agency_id=agency_id, ruled_by=person_id)
    as_judge = {one.changed_at for one in ruled}
    rows = store.connection.execute(_hand(participation_id, agency_id, person_id))
    if any(row.at not in as_judge for row in rows):
        return TOOK_PART
    return None


def _hand(participation_id: str, agency_id: str, person_id: str) -> Select[Any]:
    """When somebody wrote of an inspection: a decision that a colleague revised since counts."""
    trail = audit.trail.c
    inspections = _of(Inspection, participation_id)
    checks = _of(SiteCheck, participation_id)
    decisions = select(Decision.table.c.id).where(Decision.table.c.inspection_id.in_(inspections))
    found = select(SiteFinding.table.c.id).where(SiteFinding.table.c.site_check_id.in_(checks))
    return select(trail.at).where(
        trail.chain == agency_id,
        trail.actor == person_id,
        trail.subject.in_(inspections.union(checks, decisions, found)),
    )


def _of(kind: type[Record], participation_id: str) -> Select[tuple[str]]:
    table = kind.table.c
    return select(table.id).where(table.participation_id == participation_id)
