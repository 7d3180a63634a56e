"""A talk from its notice to its closing: each step once, with who and when, and who is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from storage.candidates import to_talk_about
from storage.cycle import cycle_at
from storage.organisation import Role, people_with
from storage.store import ZONE, Store
from storage.talk import KIND_NAMES, Candidate, Talk, TalkKind
from storage.telling import tell

NO_PRINCIPAL = "这家机构还没有主要负责人的账号，请先邀请主要负责人，再安排约谈。"


class NotNow(Exception):
    """Why a step can't be done; the sentence is what the person reads."""


@dataclass(frozen=True)
class Appointment:
    """What kind of talk, when and where."""

    kind: TalkKind
    at: datetime
    place: str


def plan(store: Store, agency_id: str, meeting: Appointment, grounds: str) -> Talk:
    """One talk about all that was decided for a talk and is in none yet; the principals are told.
    Raises ``NotNow``."""
    about = to_talk_about(store, agency_id)
    principals = people_with(store, Role.PRINCIPAL, agency_id)
    if not about:
        raise NotNow("这家机构没有决定约谈、还没有安排的情形。")
    if not principals:
        raise NotNow(NO_PRINCIPAL)
    cycle = cycle_at(store)
    talk = store.add(
        Talk(
            agency_id=agency_id,
            cycle_id=cycle.id if cycle else None,
            codes=tuple(dict.fromkeys(one.code for one in about)),
            grounds=grounds,
            kind=meeting.kind,
            planned_at=meeting.at,
            place=meeting.place,
            principal_id=principals[0].id,
        )
    )
    for one in about:
        store.revise(one, reason="安排约谈", talk_id=talk.id)
    tell_agency(store, talk, "notice", f"请参加{called(talk)}", notice_words(talk), ack=True)
    return talk


def move(store: Store, talk: Talk, meeting: Appointment, reason: str) -> Talk:
    """Another time or place, of which the principal is told anew and asked to acknowledge."""
    require_planned(talk)
    made = store.revise(
        talk,
        reason=reason,
        kind=meeting.kind,
        planned_at=meeting.at,
        place=meeting.place,
        acknowledged_at=None,
        acknowledged_by=None,
    )
    if made is not talk:
        tell_agency(store, made, "moved", "约谈安排有变化", notice_words(made), ack=True)
    return made


def call_off(store: Store, talk: Talk, reason: str) -> Talk:
    """取消: what it was about waits to be arranged again."""
    require_planned(talk)
    for one in store.find(Candidate, talk_id=talk.id):
        store.revise(one, reason="约谈取消", talk_id=None)
    made = store.withdraw(talk, reason)
    text = f"原定 {moment(talk.planned_at)} 的{called(talk)}取消了。"
    tell_agency(store, made, "off", "约谈取消", text)
    return made


def acknowledge(store: Store, talk: Talk) -> Talk:
    """收到 by the principal, once; supervisors are told."""
    require_planned(talk)
    if talk.acknowledged_at is not None:
        return talk
    made = store.revise(
        talk, reason="确认收到", acknowledged_at=store.now, acknowledged_by=store.author
    )
    tell_bureau(store, made, "acknowledged", "已收到约谈通知", "机构主要负责人已确认收到约谈通知。")
    return made


def require_planned(talk: Talk) -> None:
    if talk.withdrawn_at is not None:
        raise NotNow("这次约谈已经取消。")
    if talk.held_on is not None:
        raise NotNow("这次约谈已经谈过了。")


def principals_told(store: Store, talk: Talk) -> list[str]:
    """Whose matter it is: the agency's principals of today."""
    return [person.id for person in people_with(store, Role.PRINCIPAL, talk.agency_id)]


def tell_agency(
    store: Store, talk: Talk, step: str, title: str, text: str, ack: bool = False
) -> None:
    rows = [[["收到", f"talk.ack:{talk.id}:0"]]] if ack else []
    rows.append([["查看约谈", f"talk.show:{talk.id}:0"]])
    key = f"talk:{talk.id}:{step}:{talk.revision}"
    tell(store, principals_told(store, talk), {"title": title, "text": text, "rows": rows}, key)


def tell_bureau(store: Store, talk: Talk, step: str, title: str, text: str) -> None:
    people = [person.id for person in people_with(store, Role.SUPERVISOR)]
    rows = [[["查看约谈", f"talk.show:{talk.id}:0"]]]
    key = f"talk:{talk.id}:{step}:{talk.revision}"
    tell(store, people, {"title": f"{title} {talk.number}", "text": text, "rows": rows}, key)


def called(talk: Talk) -> str:
    return f"{KIND_NAMES[talk.kind]}约谈"


def notice_words(talk: Talk) -> str:
    return (
        f"{called(talk)}（{talk.number}）\n时间：{moment(talk.planned_at)}\n地点：{talk.place}\n"
        f"事由：{talk.grounds}\n请主要负责人点“收到”，并按时参加。"
    )


def moment(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def listed(
    store: Store, agency_id: str | None, limit: int, offset: int = 0, closed: bool = False
) -> list[Talk]:
    """Those under way, the next first, or those closed, the last first: of an agency, or all."""
    c = Talk.table.c
    where: list[ColumnElement[bool]] = [c.withdrawn_at.is_(None)]
    where.append(c.closed_on.is_not(None) if closed else c.closed_on.is_(None))
    if agency_id is not None:
        where.append(c.agency_id == agency_id)
    order: Any = (c.closed_on.desc(), c.id.desc()) if closed else (c.planned_at, c.id)
    wanted = select(Talk.table).where(*where).order_by(*order).limit(limit).offset(offset)
    return [Talk.of(row) for row in store.connection.execute(wanted).mappings()]


def unacknowledged(store: Store, agency_id: str) -> list[Talk]:
    return store.find(Talk, agency_id=agency_id, acknowledged_at=None, held_on=None)


def about(store: Store, talk: Talk) -> list[Candidate]:
    """The bureau's own: what the talk was opened for."""
    return store.find(Candidate, talk_id=talk.id, order="code")
