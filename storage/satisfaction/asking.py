"""Asking: a ballot for each respondent, once a cycle, and the word or the link that brings it."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import or_, select

from storage.agency import Agency
from storage.client import Client
from storage.contact import Contact
from storage.contract import Contract
from storage.cycle import Cycle, current_cycle, participation
from storage.letters import ViewBody
from storage.link import Link, Purpose, make_link
from storage.organisation import Department, Level, Membership, memberships
from storage.outbox import Letter
from storage.person import Person
from storage.satisfaction.answering import holder_of
from storage.satisfaction.surveys import survey_of
from storage.store import Store
from storage.survey import Ballot, Party
from storage.telling import reached_at, tell

LEVELS = {Party.COUNTY: Level.COUNTY, Party.TOWN: Level.TOWN}
TAKEN_BACK = "改请同一委托单位的另一位联系人"


@dataclass(frozen=True)
class ToAsk:
    """The contact to be asked at each client that has not been asked (without an id where only the
    client's own entry names one); ``silent`` are the clients that name nobody."""

    contacts: tuple[Contact, ...]
    asked: int
    silent: tuple[Client, ...]


def clients_to_ask(store: Store, cycle: Cycle, agency_id: str) -> ToAsk:
    """The clients that the agency has a contract with in the cycle: one contact each, so that a
    client with many contacts has one voice like the others."""
    contacts: dict[str, list[Contact]] = {}
    ballots = store.find(Ballot, cycle_id=cycle.id, agency_id=agency_id, party=Party.CLIENT)
    heard = {ballot.contact_id: ballot.answered_at is not None for ballot in ballots}
    spoken = set()
    for contact in store.find(Contact, agency_id=agency_id, withdrawn=True):
        if contact.withdrawn_at is None:
            contacts.setdefault(contact.client_id, []).append(contact)
        # Who has answered has spoken for the client, even if they have left since.
        if heard.get(contact.id, False) or (contact.withdrawn_at is None and contact.id in heard):
            spoken.add(contact.client_id)
    chosen, silent, asked = [], [], 0
    for client in _clients(store, cycle, agency_id, store.today):
        there = contacts.get(client.id, [])
        if client.id in spoken:
            asked += 1
        elif there:
            chosen.append(min(there, key=_preference))
        elif client.contact is not None:
            chosen.append(
                Contact(
                    agency_id=agency_id,
                    client_id=client.id,
                    name=client.contact,
                    phone=client.phone,
                )
            )
        else:
            silent.append(client)
    return ToAsk(tuple(chosen), asked, tuple(silent))


def _preference(contact: Contact) -> tuple[bool, bool, bool, str]:
    """Whoever is known to be the client's comes first, then its principal, then who has an
    account; then the one entered first."""
    return (contact.confirmed is None, not contact.principal, not contact.person_id, contact.id)


def _clients(store: Store, cycle: Cycle, agency_id: str, until: date) -> list[Client]:
    c, k = Client.table, Contract.table.c
    begun = or_(k.starts_on.is_(None), k.starts_on <= min(until, cycle.end))
    going = or_(k.ends_on.is_(None), k.ends_on >= cycle.start)
    served = select(k.client_id).where(
        k.agency_id == agency_id, k.withdrawn_at.is_(None), k.signed_on <= until, begun, going
    )
    rows = store.connection.execute(
        select(c)
        .where(c.c.agency_id == agency_id, c.c.withdrawn_at.is_(None), c.c.id.in_(served))
        .order_by(c.c.id)
    ).mappings()
    return [Client.of(row) for row in rows]


def ask_client(store: Store, cycle: Cycle, contact: Contact) -> Ballot:
    """The ballot of a client's contact, made when there is none, as is the contact. Another contact
    who was asked and kept silent is asked no more: a client has one voice."""
    contact = contact if contact.id else store.add(contact)
    for other in _ballots_of(store, cycle, contact):
        if other.answered_at is None and other.contact_id != contact.id:
            store.withdraw(other, reason=TAKEN_BACK)
    ballot = Ballot(
        cycle_id=cycle.id,
        agency_id=contact.agency_id,
        party=Party.CLIENT,
        respondent=f"{cycle.id}:{contact.agency_id}:{contact.id}",
        name=contact.name,
        contact_id=contact.id,
    )
    return _ask(store, ballot)


def ask_after_visit(store: Store, contact: Contact) -> Ballot | None:
    """After a visit whoever signed its list is asked, once a cycle: None where no survey runs or
    the client has answered."""
    cycle = current_cycle(store)
    survey = survey_of(store, cycle.id) if cycle else None
    if cycle is None or survey is None or survey.closed_at is not None:
        return None
    if participation(store, cycle.id, contact.agency_id) is None:
        return None
    if any(ballot.answered_at is not None for ballot in _ballots_of(store, cycle, contact)):
        return None
    return ask_client(store, cycle, contact)


def _ballots_of(store: Store, cycle: Cycle, contact: Contact) -> list[Ballot]:
    """Those of all contacts of the same client, of those who have left too."""
    there = store.find(Contact, client_id=contact.client_id, withdrawn=True)
    found = (store.find(Ballot, cycle_id=cycle.id, contact_id=one.id) for one in there)
    return [ballot for ballots in found for ballot in ballots]


def heard_after(store: Store, contact: Contact) -> None:
    """The list of a visit was signed: its signer is asked in their own account; one without an
    account waits among those whom the bureau sends a link. The agency has no hand in it."""
    ballot = ask_after_visit(store, contact)
    agency = store.get(Agency, contact.agency_id)
    if ballot is not None and agency is not None and reachable(store, ballot):
        tell_of(store, ballot, agency.name)


def ask_official(
    store: Store, cycle: Cycle, agency_id: str, party: Party, department: str, name: str
) -> Ballot:
    """The ballot of somebody at a county or town department about one agency. Whoever is known
    there under that name is the same person, with their account if they have one."""
    office = _department(store, party, department)
    person = _official(store, cycle, office, name)
    ballot = Ballot(
        cycle_id=cycle.id,
        agency_id=agency_id,
        party=party,
        respondent=f"{cycle.id}:{agency_id}:{person.id}",
        name=name,
        person_id=person.id,
        department_id=office.id,
    )
    return _ask(store, ballot)


def link_for(store: Store, ballot: Ballot, days: int) -> str:
    """A code that opens all ballots of this respondent in this cycle, told this once. It is not
    the agency's to know: it has no place among an agency's links."""
    link = Link(
        code_hash="",
        purpose=Purpose.SURVEY,
        subject=holder_of(ballot),
        contact_id=ballot.contact_id,
        expires_at=store.now,
    )
    return make_link(store, link, days)[1]


def tell_of(store: Store, ballot: Ballot, agency: str, *, again: bool = False) -> list[Letter]:
    """Push the question to the respondent's own account; nothing where they have none. It is told
    once, and ``again`` once a day."""
    key = f"survey:{ballot.id}:{store.today}" if again else f"survey:{ballot.id}"
    person_id = person_of(store, ballot)
    view: ViewBody = {
        "title": "满意度测评",
        "text": (
            f"请您给{agency}的服务打分：四个问题，每题0到10分，一分钟就好。"
            "机构看不到是谁打的分。\n点“开始评价”，或者回复“满意度”。"
        ),
        "rows": [[["开始评价", f"sat.rate:{ballot.id}:0"]]],
    }
    return tell(store, [person_id], view, key) if person_id else []


def person_of(store: Store, ballot: Ballot) -> str | None:
    """Whose account a ballot would be answered in."""
    if ballot.contact_id is None:
        return ballot.person_id
    contact = store.get(Contact, ballot.contact_id)
    return contact.person_id if contact else None


def reachable(store: Store, ballot: Ballot) -> bool:
    """Whether the respondent has an account that a word reaches and that may come in."""
    person_id = person_of(store, ballot)
    if person_id is None or reached_at(store, person_id) is None:
        return False
    return bool(memberships(store, person_id))


def _ask(store: Store, ballot: Ballot) -> Ballot:
    found = store.find(Ballot, respondent=ballot.respondent, withdrawn=True)
    if not found:
        return store.add(replace(ballot, asked_at=store.now))
    return store.revise(found[0], reason="再次请其评价", withdrawn_at=None)


def _department(store: Store, party: Party, name: str) -> Department:
    level = LEVELS[party]
    found = store.find(Department, name=name, level=level)
    return found[0] if found else store.add(Department(name=name, level=level))


def _official(store: Store, cycle: Cycle, office: Department, name: str) -> Person:
    """Asked before about another agency, or working there with an account, or new."""
    for ballot in store.find(Ballot, cycle_id=cycle.id, department_id=office.id, name=name):
        known = store.get(Person, ballot.person_id) if ballot.person_id else None
        if known is not None:
            return known
    for held in store.find(Membership, department_id=office.id):
        person = store.get(Person, held.person_id)
        if person is not None and person.name == name and person.withdrawn_at is None:
            return person
    return store.add(Person(name=name))
