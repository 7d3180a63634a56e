"""What people read of a 重大隐患快报: how it stands, who has not answered, what to pass on."""

from datetime import timedelta

from handlers.formkit.view import Choice, View, press
from handlers.front import OF_AGENCY
from handlers.hazards.course import standing
from handlers.turn import Turn
from storage.alarm import Alarm, AlarmCall
from storage.alarm_calls import (
    OF_CLIENT,
    PRINCIPAL,
    SUPERVISOR,
    about,
    calls_of,
    moment,
    name_of,
    person_of,
    stands,
    subject_of,
)
from storage.alarms import is_late
from storage.client import Client
from storage.contact import Contact
from storage.link import Purpose
from storage.store import ZONE
from storage.telling import reached_at
from storage.visit import Hazard
from storage.ways import address_lines, link_days, page_of

MENU = Choice("菜单", press("menu"))
WITH_ACCOUNT = (PRINCIPAL, SUPERVISOR)
"""Who is told in an account, and else by telephone."""

LINKS = 3
"""Buttons for links on one page: there are seldom more contacts."""


def overview(turn: Turn, alarm: Alarm, page: int = 0) -> View:
    """The hazard, who was told and when they answered, and for whom a link can be made."""
    calls = calls_of(turn.store, alarm)
    lines = [*about(turn.store, alarm), "", how_it_stands(turn, alarm, calls)]
    lines += [_line(turn, call) for call in calls]
    parts = {call.part for call in calls}
    if not parts & OF_CLIENT:
        lines.append(_untold(turn, alarm))
    lines += [f"○ {part}：还没有账号，请电话告知。" for part in WITH_ACCOUNT if part not in parts]
    return View("\n".join(lines), _rows(turn, alarm, calls, page), f"重大隐患快报 {alarm.number}")


def _rows(
    turn: Turn, alarm: Alarm, calls: list[AlarmCall], page: int
) -> tuple[tuple[Choice, ...], ...]:
    rows: list[tuple[Choice, ...]] = []
    for call in calls:
        if person_of(turn.store, call) == turn.actor.id and call.acknowledged_at is None:
            rows.append((Choice("收到", press("alarm.ack", call.id)),))
    own = turn.actor.role in OF_AGENCY and turn.actor.agency_id == alarm.agency_id
    waiting = [call for call in calls if call.contact_id and call.acknowledged_at is None]
    silent = [call for call in waiting if stands(turn.store, call)]
    if own:
        some = silent[page * LINKS :][:LINKS]
        rows += [(_link(turn, call),) for call in some]
        if len(silent) > (page + 1) * LINKS:
            rows.append((Choice("别的联系人", press("alarm.show", alarm.id, page + 1)),))
        if not any(call.part in OF_CLIENT for call in calls):
            again = Choice("补发给联系人", press("alarm.raise", alarm.hazard_id))
            rows.append((Choice("登记联系人", press("alarm.contact", alarm.id)), again))
    look = Choice("看这条隐患", press("rec.open", f"hazard:{alarm.hazard_id}", 1))
    if turn.actor.may_see(alarm.agency_id):
        return (*rows, (look, MENU))
    return (*rows, (MENU,))


def _link(turn: Turn, call: AlarmCall) -> Choice:
    return Choice(f"给{name_of(turn.store, call)}的链接", press("alarm.link", call.id))


def _line(turn: Turn, call: AlarmCall) -> str:
    who = f"{name_of(turn.store, call)}（{call.part}）"
    if call.acknowledged_at is not None:
        return f"● {who}：{moment(call.acknowledged_at)} 收到"
    if not stands(turn.store, call):
        return f"○ {who}：已不在岗，不再等其确认"
    person_id = person_of(turn.store, call)
    reached = person_id is not None and reached_at(turn.store, person_id) is not None
    missing = "没有账号，请转发链接或电话告知" if call.contact_id else "没有可用的账号，请电话告知"
    return f"○ {who}：{'还没有确认' if reached else missing}"


def _untold(turn: Turn, alarm: Alarm) -> str:
    """Whom to telephone where nobody of the client's can be told."""
    client = turn.store.get(Client, alarm.client_id)
    said = " ".join(part for part in (client.contact, client.phone) if part) if client else ""
    call = f"请先电话告知（{said}）" if said else "请先电话告知"
    return f"○ 委托单位：还没有登记联系人，{call}，再登记联系人、补发快报。"


def how_it_stands(turn: Turn, alarm: Alarm, calls: list[AlarmCall]) -> str:
    answered = sum(call.acknowledged_at is not None for call in calls)
    told = moment(alarm.entered_at) if alarm.entered_at else ""
    said = f"{told} 发出，{len(calls)}人中{answered}人已确认。"
    if alarm.closed_at is not None:
        return f"{said}快报已办结。"
    if is_late(alarm, turn.now):
        hours = int((turn.now - alarm.answer_by) / timedelta(hours=1))
        return f"{said}【逾期未确认】应在 {moment(alarm.answer_by)} 前确认，已过{hours}小时。"
    if answered == len(calls):
        return f"{said}还没有告知到委托单位，{moment(alarm.answer_by)} 前没有告知的，会再往上报。"
    return f"{said}{moment(alarm.answer_by)} 前没有确认的，会再往上报。"


def told(turn: Turn, alarm: Alarm) -> str:
    """After 收到: the hazard stays to be read, with who else has answered."""
    lines = [*about(turn.store, alarm), "", "您已确认收到。"]
    return "\n".join([*lines, how_it_stands(turn, alarm, calls_of(turn.store, alarm))])


def line(turn: Turn, alarm: Alarm) -> str:
    """An alarm in a list: what is late stands out."""
    hazard = turn.store.get(Hazard, alarm.hazard_id)
    state = f"隐患{standing(hazard, turn.today)}" if hazard else ""
    late = "【逾期未确认】" if is_late(alarm, turn.now) else ""
    done = "都已确认" if alarm.closed_at else "等待确认"
    day = alarm.entered_at.astimezone(ZONE).date() if alarm.entered_at else ""
    return f"{late}{day} {subject_of(turn.store, alarm)}，{'' if late else done + '，'}{state}"


def spoken_hours(alarm: Alarm) -> str:
    """2小时 / 30分钟"""
    assert alarm.entered_at is not None
    minutes = round((alarm.answer_by - alarm.entered_at) / timedelta(minutes=1))
    return f"{minutes // 60}小时" if minutes % 60 == 0 else f"{minutes}分钟"


def passed_on(turn: Turn, alarm: Alarm, call: AlarmCall, code: str) -> list[View]:
    """First the message to forward as it is, then what to do with it."""
    contact = turn.store.get(Contact, call.contact_id) if call.contact_id else None
    name = contact.name if contact else ""
    lines = [f"【重大隐患快报】{name}，您好：", *about(turn.store, alarm), ""]
    lines += ["请马上处理，并从这里打开，点“收到”：", *address_lines(Purpose.ALARM, code)]
    phone = f"，电话{contact.phone}" if contact and contact.phone else ""
    how = f"请把上面这条转发给{name}{phone}。{link_days()}天内有效，以前发的不能再用。"
    back = Choice("查看情况", press("alarm.show", alarm.id))
    qr = page_of(Purpose.ALARM, code)
    return [View("\n".join(lines), qr=qr), View(how, ((back, MENU),))]
