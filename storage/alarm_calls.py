"""Who is called in a 重大隐患快报, rung by rung, and the words in which they are told."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from storage.agency import Agency
from storage.alarm import Alarm, AlarmCall
from storage.client import Client
from storage.contact import Contact
from storage.letters import ViewBody
from storage.organisation import Role, memberships, people_with
from storage.person import Person
from storage.store import ZONE, Store
from storage.telling import tell
from storage.visit import Hazard, Visit

CLIENT_PRINCIPAL = "委托单位负责人"
CLIENT_CONTACT = "委托单位联系人"
PRINCIPAL = "机构主要负责人"
STAFF = "机构人员"
SUPERVISOR = "监管人员"
OF_CLIENT = frozenset({CLIENT_PRINCIPAL, CLIENT_CONTACT})
OF_AGENCY = frozenset({PRINCIPAL, STAFF})


def calls_of(store: Store, alarm: Alarm) -> list[AlarmCall]:
    return store.find(AlarmCall, alarm_id=alarm.id)


def person_of(store: Store, call: AlarmCall) -> str | None:
    """The person a call is for; a contact may have got an account since."""
    if call.person_id is not None:
        return call.person_id
    contact = store.get(Contact, call.contact_id) if call.contact_id else None
    return contact.person_id if contact else None


def stands(store: Store, call: AlarmCall) -> bool:
    """Whether who was called still has the place that they were called in."""
    if call.contact_id is not None:
        contact = store.get(Contact, call.contact_id)
        return contact is not None and contact.withdrawn_at is None
    held = memberships(store, call.person_id or "")
    if call.part in OF_AGENCY:
        return any(one.agency_id == call.agency_id for one in held)
    return any(one.role is Role.SUPERVISOR for one in held)


def name_of(store: Store, call: AlarmCall) -> str:
    contact = store.get(Contact, call.contact_id) if call.contact_id else None
    person = store.get(Person, call.person_id) if call.person_id else None
    found = contact or person
    return found.name if found else "（已离开）"


def first_called(store: Store, alarm: Alarm) -> Iterator[AlarmCall]:
    contacts = store.find(Contact, client_id=alarm.client_id)
    yield from _contacts(alarm, [one for one in contacts if one.principal] or contacts)
    yield from _people(store, alarm, Role.PRINCIPAL, PRINCIPAL)
    yield from _people(store, alarm, Role.SUPERVISOR, SUPERVISOR)


def next_called(
    store: Store, alarm: Alarm, silent: set[str], calls: list[AlarmCall]
) -> Iterator[AlarmCall]:
    unheard = not any(call.part in OF_CLIENT for call in calls)
    if unheard or silent & OF_CLIENT:
        yield from _contacts(alarm, store.find(Contact, client_id=alarm.client_id), True)
    if unheard or silent & (OF_CLIENT | OF_AGENCY):
        yield from _people(store, alarm, Role.AGENCY, STAFF, True)
    yield from _people(store, alarm, Role.SUPERVISOR, SUPERVISOR, True)


def _contacts(
    alarm: Alarm, contacts: Iterable[Contact], escalation: bool = False
) -> Iterator[AlarmCall]:
    for one in contacts:
        yield AlarmCall(
            agency_id=alarm.agency_id,
            alarm_id=alarm.id,
            person_id=one.person_id,
            contact_id=one.id,
            part=CLIENT_PRINCIPAL if one.principal else CLIENT_CONTACT,
            escalation=escalation,
        )


def _people(
    store: Store, alarm: Alarm, role: Role, part: str, escalation: bool = False
) -> Iterator[AlarmCall]:
    whose = None if role is Role.SUPERVISOR else alarm.agency_id
    for person in people_with(store, role, whose):
        yield AlarmCall(
            agency_id=alarm.agency_id,
            alarm_id=alarm.id,
            person_id=person.id,
            part=part,
            escalation=escalation,
        )


def call_all(store: Store, alarm: Alarm, wanted: Iterable[AlarmCall]) -> None:
    """Keep and tell those who were not called before."""
    calls = calls_of(store, alarm)
    people = {call.person_id for call in calls if call.person_id}
    contacts = {call.contact_id for call in calls if call.contact_id}
    made = []
    for call in wanted:
        if call.contact_id in contacts or call.person_id in people:
            continue
        if call.contact_id:
            contacts.add(call.contact_id)
        if call.person_id:
            people.add(call.person_id)
        made.append(store.add(call))
    tell_calls(store, alarm, made, "first")
    if made and alarm.closed_at is not None:
        store.revise(alarm, reason="又告知了别的人", closed_at=None)


def tell_calls(store: Store, alarm: Alarm, calls: Iterable[AlarmCall], rung: str) -> None:
    text = "\n".join([*about(store, alarm), "", "请马上处理，并点“收到”确认。"])
    for call in calls:
        person_id = person_of(store, call)
        if person_id is not None and stands(store, call):
            answer = [["收到", f"alarm.ack:{call.id}:0"]]
            said = alarm_view(alarm, text)
            said["rows"] = [answer, *said["rows"]]
            tell(store, [person_id], said, f"alarm:{call.id}:{rung}")


def about(store: Store, alarm: Alarm) -> list[str]:
    """The hazard in lines, as everybody who is told reads it."""
    hazard, client, agency = (
        store.get(Hazard, alarm.hazard_id),
        store.get(Client, alarm.client_id),
        store.get(Agency, alarm.agency_id),
    )
    assert hazard is not None
    assert client is not None
    assert agency is not None
    visit = store.get(Visit, hazard.visit_id)
    return [
        f"委托单位：{client.name}",
        f"隐患位置：{hazard.place}",
        f"隐患情况：{hazard.description}",
        f"整改意见：{hazard.advice or '（还没有）'}",
        *([f"整改期限：{hazard.deadline}"] if hazard.deadline else []),
        f"发现：{visit.on if visit else '—'}，{agency.name}",
    ]


def subject_of(store: Store, alarm: Alarm) -> str:
    hazard, client = store.get(Hazard, alarm.hazard_id), store.get(Client, alarm.client_id)
    return f"{client.name if client else ''}重大隐患（{hazard.place if hazard else ''}）"


def alarm_view(alarm: Alarm, text: str) -> ViewBody:
    return {
        "title": f"重大隐患快报 {alarm.number}",
        "text": text,
        "rows": [[["查看情况", f"alarm.show:{alarm.id}:0"]]],
        "keep": True,
    }


def moment(at: datetime) -> str:
    """11月20日 10:05"""
    local = at.astimezone(ZONE)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
