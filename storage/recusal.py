"""Assigning inspectors to an agency, and keeping away who has a conflict of interest (回避)."""

from collections.abc import Iterable

from storage.agency import Agency
from storage.assignment import Assignment, assigned
from storage.client import Client
from storage.conflict import Conflict, barred
from storage.cycle import Cycle, Participation
from storage.inspection import Decision, latest_inspection
from storage.organisation import Role, people_with
from storage.person import Person
from storage.store import Store
from storage.telling import tell


class Kept(Exception):
    """Somebody can't be assigned; the sentence says who and why."""


def assign(
    store: Store, part: Participation, people: Iterable[str], blind: bool
) -> list[Assignment]:
    """Assign these people; who is assigned so already stays. Raises ``Kept`` and then, the unit
    undone, nobody of them is."""
    return [_assign(store, part, id, blind) for id in dict.fromkeys(people)]


def _assign(store: Store, part: Participation, person_id: str, blind: bool) -> Assignment:
    there = assigned(store, part.id)
    before = next((one for one in there if one.inspector_id == person_id), None)
    if before is not None and before.blind is blind:
        return before
    if why := hindrance(store, part, person_id, blind):
        raise Kept(why)
    return store.add(
        Assignment(
            participation_id=part.id,
            of_agency_id=part.agency_id,
            inspector_id=person_id,
            blind=blind,
            since=store.today,
        )
    )


def hindrance(store: Store, part: Participation, person_id: str, blind: bool) -> str:
    """Why somebody can't be assigned; empty: they can."""
    person = store.get(Person, person_id)
    inspectors = {one.id for one in people_with(store, Role.INSPECTOR)}
    if person is None or person_id not in inspectors:
        return f"{person.name if person else '这个人'}现在不是评定人员，不能分工。"
    if conflict := barred(store, person_id, part.agency_id):
        agency = store.get(Agency, part.agency_id)
        return (
            f"{person.name}已在{conflict.declared_on}申报与{agency.name if agency else '这家机构'}"
            f"有利害关系（{conflict.grounds}），应当回避，不能评定这家机构。"
        )
    there = assigned(store, part.id)
    if any(one.inspector_id == person_id for one in there):
        return f"{person.name}已经分在另一种评定里，要换请先取消原来的分工。"
    if blind and not there:
        return "请先安排共同评定的人员，再安排独立评定：只有独立评定，就没有计分的评定。"
    if blind and any(one.blind for one in there):
        return "这家机构已有一人独立评定，每家最多一人。"
    if blind and person_id in {one.id for one in people_with(store, Role.SUPERVISOR)}:
        return f"{person.name}同时是监管人员，看得到别人的认定，不能独立评定。"
    if blind and _decided(store, part, person_id):
        return f"{person.name}已经参加过这家机构的共同评定，不能再独立评定。"
    return ""


def _decided(store: Store, part: Participation, person_id: str) -> bool:
    shared = latest_inspection(store, part.id)
    if shared is None:
        return False
    made = store.find(Decision, inspection_id=shared.id, decided_by=person_id, limit=1)
    return shared.inspector_id == person_id or bool(made)


def tell_assigned(store: Store, part: Participation, people: Iterable[str]) -> int:
    """Tell those newly assigned; how many could be told, now or before."""
    agency, cycle = store.get(Agency, part.agency_id), store.get(Cycle, part.cycle_id)
    mine = {one.inspector_id: one for one in assigned(store, part.id)}
    told = 0
    for id in dict.fromkeys(people):
        if id not in mine:
            continue
        how = "独立评定（背对背）" if mine[id].blind else "评定"
        text = (
            f"请您{how}{agency.name if agency else ''}（{cycle.name if cycle else ''}）。\n"
            "与这家机构或其委托单位有利害关系的，请先填“回避申报”。"
        )
        rows = [
            [["现场评定", f"insp.agency:{part.id}:0"], ["回避申报", "form.open:conflict:0"]]
        ]
        key = f"assignment:{mine[id].id}"
        told += bool(tell(store, [id], {"title": "评定分工", "text": text, "rows": rows}, key))
    return told


def recuse(store: Store, conflict: Conflict) -> list[Assignment]:
    """A conflict with the whole agency ends its declarer's assignments there; the supervisors are
    told, of one with a client too."""
    ended = []
    if conflict.client_id is None:
        mine = store.find(
            Assignment, inspector_id=conflict.person_id, of_agency_id=conflict.of_agency_id
        )
        ended = [store.withdraw(one, reason=f"申报回避：{conflict.grounds}") for one in mine]
    person, agency = store.get(Person, conflict.person_id), store.get(Agency, conflict.of_agency_id)
    client = store.get(Client, conflict.client_id) if conflict.client_id else None
    whom = f"{agency.name if agency else ''}{f'的委托单位{client.name}' if client else ''}"
    text = f"{person.name if person else ''}申报回避{whom}：{conflict.grounds}"
    if ended:
        text += f"\n原来的{len(ended)}项评定分工已取消，请另行安排。"
    body = {"title": "回避申报", "text": text, "rows": [[["评定分工", "cyc.assign::0"]]]}
    people = [one.id for one in people_with(store, Role.SUPERVISOR) if one.id != store.author]
    tell(store, people, body, f"conflict:{conflict.id}:{conflict.revision}")  # type: ignore[arg-type]
    return ended
