"""重大隐患快报: a major hazard is told at once, each answers, and silence reaches further."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from storage.alarm import Alarm, AlarmCall
from storage.alarm_calls import (
    OF_CLIENT,
    alarm_view,
    call_all,
    calls_of,
    first_called,
    name_of,
    next_called,
    stands,
    subject_of,
    tell_calls,
)
from storage.contact import Contact
from storage.store import Store
from storage.telling import tell
from storage.visit import Grade, Hazard


class NotMajor(Exception):
    """Why there is nothing to report; the sentence is what the person reads."""


def alarm_of(store: Store, hazard_id: str) -> Alarm | None:
    found = store.find(Alarm, hazard_id=hazard_id, limit=1)
    return found[0] if found else None


def raise_alarm(store: Store, hazard: Hazard, hours: float) -> Alarm:
    """Tell the client's and the agency's principals and the department at once. One hazard has one
    alarm: asked again, whoever was not there before is told too, and nobody twice."""
    if hazard.grade is not Grade.MAJOR:
        raise NotMajor("这条隐患不是重大隐患，不用快报；等级记错了的，请先更正服务记录。")
    if hazard.withdrawn_at is not None:
        raise NotMajor("这条隐患已经作废，不用快报。")
    if hazard.rechecked_on is not None:
        raise NotMajor(f"这条隐患已在 {hazard.rechecked_on} 复查销号，不用快报。")
    alarm = alarm_of(store, hazard.id) or store.add(
        Alarm(
            agency_id=hazard.agency_id,
            client_id=hazard.client_id,
            hazard_id=hazard.id,
            answer_by=store.now + timedelta(hours=hours),
        ),
        submit_key=f"alarm:{hazard.id}",
    )
    called = len(calls_of(store, alarm))
    call_all(store, alarm, first_called(store, alarm))
    alarm = store.get(Alarm, alarm.id) or alarm
    if alarm.escalated_at is None or len(calls_of(store, alarm)) == called:
        return alarm
    # Who was told only now has the same time, and their silence reaches as far.
    until = store.now + timedelta(hours=hours)
    return store.revise(alarm, reason="又告知了别的人", answer_by=until, escalated_at=None)


def acknowledge(store: Store, call: AlarmCall) -> AlarmCall:
    """收到, once; the last one closes the alarm, and who raised it hears of that."""
    if call.acknowledged_at is not None:
        return call
    made = store.revise(call, reason="确认收到", acknowledged_at=store.now)
    alarm = store.get(Alarm, call.alarm_id)
    if alarm is not None and alarm.closed_at is None and _all_answered(store, alarm):
        store.revise(alarm, reason="都已确认收到", closed_at=store.now)
        if alarm.entered_by and alarm.entered_by != store.author:
            text = f"{subject_of(store, alarm)}的快报，被告知的人都已确认收到。"
            said = alarm_view(alarm, text)
            tell(store, [alarm.entered_by], said, f"alarm:{alarm.id}:answered")
    return made


def close_alarm(store: Store, hazard: Hazard) -> None:
    """The hazard is no more: nobody has to answer."""
    alarm = alarm_of(store, hazard.id)
    if alarm is not None and alarm.closed_at is None:
        store.revise(alarm, reason="隐患已销号", closed_at=store.now)


def reopen_alarm(store: Store, hazard: Hazard) -> None:
    """The hazard is still there after all: whoever has not answered is asked to."""
    alarm = alarm_of(store, hazard.id)
    if alarm is not None and alarm.closed_at is not None and not _all_answered(store, alarm):
        store.revise(alarm, reason="隐患没有销号", closed_at=None)


def calls_to(store: Store, person_id: str) -> list[AlarmCall]:
    """What a person was told of and has not answered, also as a contact who had no account then."""
    found = store.find(AlarmCall, person_id=person_id, acknowledged_at=None)
    for contact in store.find(Contact, person_id=person_id):
        found += store.find(AlarmCall, contact_id=contact.id, acknowledged_at=None)
    return list({call.id: call for call in found}.values())


def is_late(alarm: Alarm, now: datetime) -> bool:
    return alarm.closed_at is None and alarm.answer_by <= now


def overdue(store: Store) -> list[Alarm]:
    """The alarms whose time to answer is over and that have not escalated."""
    table = Alarm.table
    return _open(store, table.c.answer_by <= store.now, table.c.escalated_at.is_(None))


def moot(store: Store) -> list[Alarm]:
    """The open alarms of what is no major hazard any more."""
    hazard = Hazard.table
    none = or_(
        hazard.c.withdrawn_at.is_not(None),
        hazard.c.rechecked_on.is_not(None),
        hazard.c.grade != Grade.MAJOR,
    )
    return _open(store, Alarm.table.c.hazard_id.in_(select(hazard.c.id).where(none)))


def _open(store: Store, *where: ColumnElement[bool]) -> list[Alarm]:
    table = Alarm.table
    rows = store.connection.execute(
        select(table)
        .where(table.c.closed_at.is_(None), table.c.withdrawn_at.is_(None), *where)
        .order_by(table.c.id)
    ).mappings()
    return [Alarm.of(row) for row in rows]


def settle(store: Store) -> int:
    """Close the alarms that nobody has to answer any more; how many there were."""
    found = moot(store)
    for alarm in found:
        store.revise(alarm, reason="隐患已作废、已销号，或不是重大隐患", closed_at=store.now)
    return len(found)


def escalate(store: Store, alarm_id: str) -> bool:
    """The next rung of one alarm, once: where the client's side is silent all its contacts, the
    agency's people and the supervisors hear; where the agency's is, its people and the supervisors;
    where the department's is, the supervisors again."""
    alarm = store.get(Alarm, alarm_id)
    if alarm is None or alarm not in overdue(store):
        return False
    alarm = store.revise(alarm, reason="到时还有人没有确认", escalated_at=store.now)
    calls = calls_of(store, alarm)
    silent = [call for call in calls if call.acknowledged_at is None]
    tell_calls(store, alarm, silent, "again")
    call_all(store, alarm, next_called(store, alarm, {call.part for call in silent}, calls))
    answered = [c for c in calls if c.acknowledged_at and c.part not in OF_CLIENT]
    watching = [call.person_id for call in answered if stands(store, call)]
    text = f"{subject_of(store, alarm)}的快报，{_silence(store, silent)}"
    tell(store, filter(None, watching), alarm_view(alarm, text), f"alarm:{alarm.id}:late")
    return True


def _silence(store: Store, silent: list[AlarmCall]) -> str:
    if not silent:
        return "委托单位还没有联系人可以告知，请电话联系。"
    named = "、".join(f"{name_of(store, call)}（{call.part}）" for call in silent[:10])
    return f"到时还没有确认收到：{named}{'等' if len(silent) > 10 else ''}。请电话联系。"


def _all_answered(store: Store, alarm: Alarm) -> bool:
    """Everybody who is still there, and somebody of the client's among them."""
    calls = calls_of(store, alarm)
    answered = all(call.acknowledged_at or not stands(store, call) for call in calls)
    return answered and any(c.part in OF_CLIENT and c.acknowledged_at for c in calls)


def alarms_of(
    store: Store, agency_id: str | None, client_id: str | None, limit: int, offset: int = 0
) -> list[Alarm]:
    """A page of alarms, the last first: of an agency, of a client, or of all."""
    named = {"agency_id": agency_id, "client_id": client_id}
    whose: dict[str, Any] = {name: id for name, id in named.items() if id is not None}
    return store.find(Alarm, order="-id", limit=limit, offset=offset, **whose)
