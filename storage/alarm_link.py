"""快报 by link: what a contact without an account is shown, and the 收到 from their own hand."""

from dataclasses import dataclass
from datetime import datetime

from storage.agency import Agency
from storage.alarm import Alarm, AlarmCall
from storage.alarm_calls import about
from storage.alarms import acknowledge
from storage.client import Client
from storage.contact import Contact
from storage.handing_over import is_staff
from storage.link import Closed, Link, Purpose, make_link, mark_opened, mark_used, read_link, revoke
from storage.store import Store
from storage.visit import Hazard

OWN_STAFF = "您是这家服务机构的人员，不能代委托单位确认。这次尝试已记录。"


class OwnStaff(Closed):
    """Somebody of the agency's own staff tried; it is noted: catch it within the unit."""


@dataclass(frozen=True)
class AlarmSheet:
    """What a link opens. ``lines`` say what was found, ``gone`` why it needs no answer any more
    (empty: it does)."""

    alarm: Alarm
    call: AlarmCall
    contact: Contact
    link: Link
    hazard: Hazard
    client: Client
    agency: Agency
    lines: tuple[str, ...]
    gone: str = ""

    @property
    def acknowledged_at(self) -> datetime | None:
        return self.call.acknowledged_at

    @property
    def open(self) -> bool:
        """Whether it still waits for 收到."""
        return self.call.acknowledged_at is None and not self.gone


def alarm_link(store: Store, call: AlarmCall, days: int) -> str:
    """The code of a fresh link for a contact who was called; the former ones open nothing more."""
    contact = store.get(Contact, call.contact_id) if call.contact_id else None
    if contact is None:
        raise Closed("只有委托单位的联系人才用链接，别的人在这里确认。")
    for old in store.find(Link, subject=call.id, purpose=Purpose.ALARM, revoked_at=None):
        revoke(store, old, "换了新的链接")
    wanted = Link(
        code_hash="",
        purpose=Purpose.ALARM,
        subject=call.id,
        agency_id=call.agency_id,
        contact_id=contact.id,
        expires_at=store.now,
    )
    return make_link(store, wanted, days)[1]


def alarm_sheet(store: Store, code: str) -> AlarmSheet:
    """What a link's code shows; changes nothing. Raises ``Closed``."""
    return sheet_of(store, read_link(store, code, Purpose.ALARM))


def sheet_of(store: Store, link: Link) -> AlarmSheet:
    call = store.get(AlarmCall, link.subject)
    alarm = store.get(Alarm, call.alarm_id) if call else None
    hazard = store.get(Hazard, alarm.hazard_id) if alarm else None
    contact = store.get(Contact, link.contact_id) if link.contact_id else None
    client = store.get(Client, alarm.client_id) if alarm else None
    agency = store.get(Agency, alarm.agency_id) if alarm else None
    if call is None or alarm is None or hazard is None:
        raise Closed("这份快报已经不在了。")
    if contact is None or contact.withdrawn_at or client is None or agency is None:
        raise Closed("这份快报已经不在了。")
    gone = "这条隐患已经作废，不用再确认。" if hazard.withdrawn_at is not None else ""
    lines = tuple(about(store, alarm))
    return AlarmSheet(alarm, call, contact, link, hazard, client, agency, lines, gone)


def open_alarm(store: Store, code: str) -> AlarmSheet:
    """The same, and keeps that it was opened (the first time counts)."""
    shown = alarm_sheet(store, code)
    return sheet_of(store, mark_opened(store, shown.link))


def acknowledge_by_link(
    store: Store, code: str, channel: str, address: str = "", by_person: str | None = None
) -> AlarmSheet:
    """收到 from the contact's own hand; again changes nothing. Raises ``Closed``, and ``OwnStaff``
    after it was noted."""
    refuse_staff(store, alarm_sheet(store, code).call, by_person, channel)
    shown = open_alarm(store, code)
    if shown.gone:
        raise Closed(shown.gone)
    if shown.open:
        acknowledge(store.at(store.now, by_person or shown.contact.person_id), shown.call)
        store.note(
            "acknowledged_by_link",
            "alarm_call",
            shown.call.id,
            shown.call.agency_id,
            contact=shown.contact.id,
            channel=channel,
            address=address,
        )
    return sheet_of(store, mark_used(store, shown.link))


def refuse_staff(store: Store, call: AlarmCall, person_id: str | None, channel: str) -> None:
    """Keep that the agency's own staff tried to answer for the client (evidence for A6)."""
    if call.contact_id is None or not is_staff(store, person_id, call.agency_id):
        return
    note_staff(store, call.id, call.agency_id, person_id or "", channel)
    raise OwnStaff(OWN_STAFF)


def note_staff(
    store: Store, call_id: str, agency_id: str, person_id: str, channel: str
) -> None:
    act, kind = "refused_acknowledgement", "alarm_call"
    store.note(act, kind, call_id, agency_id, person=person_id, channel=channel)
