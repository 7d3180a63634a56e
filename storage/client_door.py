"""A client's contact comes in by a link: an account of theirs, bound to one contact for good."""

from dataclasses import dataclass

from storage.account import account_of, accounts_of, end_accounts, open_account
from storage.admission import NotAdmitted, person_of
from storage.alarm_link import note_staff
from storage.contact import Contact
from storage.hand_over import HandOver
from storage.handing_over import client_of, is_staff, take_back
from storage.link import Closed, Link, Purpose, mark_opened, note_refused, read_link
from storage.organisation import Membership, Role, memberships
from storage.person import Person
from storage.sheet import opened, sheet
from storage.sign_off import OWN_STAFF, refuse_staff
from storage.store import Store

NOT_HERE = "这条链接请用浏览器打开，不能在这里使用。"
SOMEBODY_ELSES = (
    "这条链接已由另一个账号打开过，不能在这里使用。那也是您的账号的，请在那里发“绑定”，"
    "把这里也绑上；不是的，请向发给您的人要一条新的。"
)
OTHER_ACCOUNT = (
    "{name}已有自己的账号，请在原来的账号里打开，或者在那里发“绑定”，把这个账号也绑上；"
    "换了账号的，请用浏览器打开链接签收。"
)
OFFICIAL = "您是监管部门的人员，不能代委托单位打开这条链接。清单可以在机构的服务记录里查看。"
SOMEBODY_KNOWN = "您已有别人的账号，不能用发给{name}的链接。请让{name}本人打开。"


BUREAU = (Role.INSPECTOR, Role.SUPERVISOR)


@dataclass(frozen=True)
class Visitor:
    """Who came in, and what their link opens: ``subject`` of a ``purpose``."""

    person: Person
    purpose: Purpose
    subject: str


def enter(
    store: Store,
    purpose: Purpose,
    code: str,
    channel: str,
    external_id: str,
    known: Person | None,
) -> Visitor:
    """Let whoever opened a contact's link in a messenger in as that contact; ``known`` is whose the
    account is already. Raises ``NotAdmitted`` with a sentence, what is to be kept being kept."""
    try:
        link = _mine(store, read_link(store, code, purpose), channel, external_id, known)
        handed = sheet(store, code).hand_over if purpose is Purpose.SIGN else None
    except Closed as closed:
        note_refused(store, code, account=f"{channel}:{external_id}", said=str(closed))
        raise NotAdmitted(str(closed)) from closed
    contact = store.get(Contact, link.contact_id) if link.contact_id else None
    if contact is None or contact.withdrawn_at is not None:
        raise NotAdmitted(NOT_HERE)
    if known is not None and is_staff(store, known.id, contact.agency_id):
        if handed is not None:
            refuse_staff(store.at(store.now, known.id), handed, known.id, channel)
        elif purpose is Purpose.ALARM:
            tried = store.at(store.now, known.id)
            note_staff(tried, link.subject, contact.agency_id, known.id, channel)
        raise NotAdmitted(OWN_STAFF)
    if known is not None and any(one.role in BUREAU for one in memberships(store, known.id)):
        store.note("refused_link", "link", link.id, link.agency_id, person=known.id)
        raise NotAdmitted(OFFICIAL)
    person = _person(store, contact, known, channel)
    acting = store.at(store.now, person.id)
    if known is None or account_of(acting, channel, external_id) is None:
        open_account(acting, channel, external_id, person.id)
    _bind(acting, person, contact)
    _open(acting, link, channel, external_id, handed)
    return Visitor(person, purpose, link.subject)


def _mine(
    store: Store, link: Link, channel: str, external_id: str, known: Person | None
) -> Link:
    """A messenger's account that a link was opened on keeps it, as does its person on another."""
    if link.account in (None, f"{channel}:{external_id}"):
        return link
    owner = person_of(store, account_of(store, *link.account.split(":", 1)))
    if known is None or owner is None or owner.id != known.id:
        raise Closed(SOMEBODY_ELSES)
    return link


def _person(store: Store, contact: Contact, known: Person | None, channel: str) -> Person:
    """One account of a messenger for each contact: a link that was passed on makes no second."""
    if contact.person_id is None:
        return known or store.add(Person(name=contact.name, phone=contact.phone))
    owner = store.get(Person, contact.person_id)
    assert owner is not None
    if known is not None and known.id != owner.id:
        raise NotAdmitted(SOMEBODY_KNOWN.format(name=contact.name))
    if known is None and any(a.channel == channel for a in accounts_of(store, owner.id)):
        raise NotAdmitted(OTHER_ACCOUNT.format(name=contact.name))
    return owner


def _bind(store: Store, person: Person, contact: Contact) -> None:
    """The contact is this person from now on, and the person acts for the client."""
    if contact.person_id is None:
        store.revise(contact, reason="联系人打开了链接", person_id=person.id)
    held = client_of(store, person.id, contact.client_id)
    if held is None:
        wanted = Membership(
            person_id=person.id,
            role=Role.CLIENT,
            client_id=contact.client_id,
            since=store.today,
        )
        held = store.add(wanted)
    if person.acting_id != held.id:
        store.revise(person, reason="代表委托单位", acting_id=held.id)


def _open(
    store: Store, link: Link, channel: str, external_id: str, handed: HandOver | None
) -> None:
    if link.account is None:
        link = store.revise(link, reason="链接归这个账号", account=f"{channel}:{external_id}")
    mark_opened(store, link)
    if handed is not None:
        opened(store, handed)


def shut(store: Store, contact: Contact, reason: str) -> Contact:
    """Nobody comes in as this contact any more: its links are taken back, its account and its
    standing for the client end."""
    for handed in store.find(HandOver, contact_id=contact.id, outcome=None):
        take_back(store, handed, reason)
    if contact.person_id is None:
        return contact
    held = client_of(store, contact.person_id, contact.client_id)
    others = [c for c in store.find(Contact, person_id=contact.person_id) if c.id != contact.id]
    if held is not None and all(other.client_id != contact.client_id for other in others):
        store.withdraw(held, reason=reason)
    if not memberships(store, contact.person_id):
        end_accounts(store, contact.person_id)
    return store.revise(contact, reason=reason, person_id=None)
