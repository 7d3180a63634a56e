"""A hazard list signed for, or tried, from an account of the agency's own staff (A6)."""

from collections.abc import Iterator

from sqlalchemy import select

from storage.alarm import Alarm, AlarmCall
from storage.audit import trail
from storage.candidates import Piece
from storage.hand_over import HandOver
from storage.organisation import Membership
from storage.person import Person
from storage.signals.window import Window
from storage.store import ZONE, Store
from storage.visit import SignedList

SIGNED, ACKNOWLEDGED = "refused_signature", "refused_acknowledgement"


def tried(store: Store, seen: Window) -> list[Piece]:
    """Attempts that were refused and kept, and signatures that stand all the same: by somebody who
    was of the agency's staff that day."""
    found = [*_refused(store, seen), *_acknowledged(store, seen), *_signed(store, seen)]
    return list(dict(found).items())


def _refused(store: Store, seen: Window) -> Iterator[Piece]:
    h, t = HandOver.table.c, trail.c
    rows = store.connection.execute(
        select(h.visit_id, t.at, t.payload)
        .join(trail, (t.subject == h.id) & (t.act == SIGNED))
        .where(h.agency_id == seen.agency_id)
        .order_by(t.seq)
    )
    for visit_id, at, payload in rows:
        visit = seen.by_id.get(visit_id)
        if visit is not None:
            who = payload.get("person", "")
            said = f"{_name(store, who)} {at.astimezone(ZONE):%Y-%m-%d %H:%M} 试图代委托单位签收"
            yield f"tried:{who},{visit.ref}", f"本机构人员{said}：{visit.words}"


def _acknowledged(store: Store, seen: Window) -> Iterator[Piece]:
    a, c, t = Alarm.table.c, AlarmCall.table.c, trail.c
    rows = store.connection.execute(
        select(a.hazard_id, t.at, t.payload)
        .join(AlarmCall.table, c.alarm_id == a.id)
        .join(trail, (t.subject == c.id) & (t.act == ACKNOWLEDGED))
        .where(a.agency_id == seen.agency_id)
        .order_by(t.seq)
    )
    for hazard_id, at, payload in rows:
        who = payload.get("person", "")
        said = f"{at.astimezone(ZONE):%Y-%m-%d %H:%M} 试图代委托单位确认重大隐患快报"
        yield f"tried:{who},hazard:{hazard_id}", f"本机构人员{_name(store, who)} {said}"


def _signed(store: Store, seen: Window) -> Iterator[Piece]:
    """Signed by link or in chat: ``entered_by`` is then who signed."""
    s, m = SignedList.table.c, Membership.table.c
    rows = store.connection.execute(
        select(s.id, s.visit_id, s.signed_on, s.entered_by)
        .join(Membership.table, m.person_id == s.entered_by)
        .where(
            s.agency_id == seen.agency_id,
            s.hand_over_id.is_not(None),
            s.withdrawn_at.is_(None),
            m.agency_id == seen.agency_id,
            m.withdrawn_at.is_(None),
            m.since <= s.signed_on,
            m.until.is_(None) | (m.until >= s.signed_on),
        )
        .order_by(s.signed_on, s.id)
    )
    for id, visit_id, on, who in rows:
        visit = seen.by_id.get(visit_id)
        if visit is not None:
            said = f"本机构人员{_name(store, who)} {on} 用自己的账号签收了清单：{visit.words}"
            yield f"signed_list:{id},{visit.ref}", said


def _name(store: Store, person_id: str | None) -> str:
    person = store.get(Person, person_id) if person_id else None
    return person.name if person else ""
