"""Asking agencies to take part in a cycle, and what their principals answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from storage.agency import Agency
from storage.board import answers
from storage.cycle import Cycle, CycleInvitation, Participation, participation
from storage.organisation import Role, people_with
from storage.store import Store
from storage.telling import tell

AGAIN = "再次邀请"


@dataclass(frozen=True)
class Asked:
    """An agency before a cycle: whether it takes part, and the invitation it was sent."""

    agency: Agency
    takes_part: bool
    invitation: CycleInvitation | None


def agencies(store: Store, cycle: Cycle, page: int, size: int) -> tuple[list[Asked], int]:
    """A page of all agencies by name, and how many there are."""
    table = Agency.table
    wanted = select(func.count()).select_from(table).where(table.c.withdrawn_at.is_(None))
    total = store.connection.scalar(wanted) or 0
    shown = store.find(Agency, order="name", limit=size, offset=page * size)
    known = answers(store, cycle)
    return [
        Asked(one, participation(store, cycle.id, one.id) is not None, known.get(one.id))
        for one in shown
    ], total


def never_asked(store: Store, cycle: Cycle) -> list[Agency]:
    """Who neither takes part nor was asked."""
    known = set(answers(store, cycle))
    known |= {one.agency_id for one in store.find(Participation, cycle_id=cycle.id)}
    return [one for one in store.find(Agency, order="name") if one.id not in known]


def invitation_of(store: Store, cycle: Cycle, agency_id: str) -> CycleInvitation | None:
    found = store.find(CycleInvitation, cycle_id=cycle.id, agency_id=agency_id)
    return next(iter(found), None)


def invite(store: Store, cycle: Cycle, agency: Agency) -> CycleInvitation | None:
    """Ask an agency, or ask once more; None where it takes part already."""
    if participation(store, cycle.id, agency.id):
        return None
    before = invitation_of(store, cycle, agency.id)
    if before is None:
        asked = CycleInvitation(
            cycle_id=cycle.id, agency_id=agency.id, invited_on=store.today
        )
        return store.add(asked)
    return store.revise(
        before,
        reason=AGAIN,
        invited_on=store.today,
        joins=None,
        answered_on=None,
        answered_by=None,
    )


def reach(store: Store, cycle: Cycle, asked: Iterable[CycleInvitation]) -> list[str]:
    """Tell the principals; the names of agencies of which nobody could be told."""
    silent = []
    for one in asked:
        people = [person.id for person in people_with(store, Role.PRINCIPAL, one.agency_id)]
        text = (
            f"诚邀贵机构参加{cycle.name}（{cycle.start} 至 {cycle.end}）。\n"
            "星级评定自愿参加，请由主要负责人答复。"
            "参加的，从答复当天起的记录计入评定；不参加的，以后在本周期内仍可改为参加。"
        )
        rows = [[["参加", f"join.yes:{one.id}:0"], ["不参加", f"join.no:{one.id}:0"]]]
        key = f"cycle-invitation:{one.id}:{one.revision}"
        told = tell(store, people, {"title": "参评邀请", "text": text, "rows": rows}, key)
        agency = store.get(Agency, one.agency_id)
        if not told and agency is not None:
            silent.append(agency.name)
    return silent


def answer(store: Store, asked: CycleInvitation, joins: bool) -> CycleInvitation:
    """A principal's yes makes the agency take part from today on; a no can become a yes."""
    answered = store.revise(
        asked, joins=joins, answered_on=store.today, answered_by=store.author
    )
    if joins and participation(store, asked.cycle_id, asked.agency_id) is None:
        store.add(
            Participation(
                cycle_id=asked.cycle_id, agency_id=asked.agency_id, joined_on=store.today
            )
        )
    agency = store.get(Agency, asked.agency_id)
    said = f"{agency.name if agency else ''}{'参加' if joins else '不参加'}本周期的星级评定。"
    watching = {person.id for person in people_with(store, Role.SUPERVISOR)}
    by = {asked.entered_by or ""} & watching or watching
    key = f"cycle-answer:{asked.id}:{answered.revision}"
    tell(store, sorted(by), {"title": "参评答复", "text": said}, key)
    return answered
