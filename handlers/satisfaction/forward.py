"""How a respondent is reached: in their own account, else by a link to pass on by hand."""

from collections.abc import Iterable

from storage import satisfaction
from storage.agency import Agency
from storage.client import Client
from storage.contact import Contact
from storage.link import Purpose
from storage.organisation import Department
from storage.satisfaction import reachable
from storage.store import Store
from storage.survey import Ballot, Party
from storage.ways import address_lines, link_days

PASS_ON = "请把下面这段话转给本人（不要经过被评价的机构）："


def ask_them(store: Store, ballot: Ballot) -> bool:
    """Push the question to who has an account; False where a link has to be passed on."""
    agency = store.get(Agency, ballot.agency_id)
    if agency is None or not reachable(store, ballot):
        return False
    satisfaction.tell_of(store, ballot, agency.name)
    return True


def ask_again(store: Store, ballots: Iterable[Ballot]) -> int:
    """Push the question once more, once a day at most, to who has an account and kept silent; to
    how many."""
    told = 0
    for ballot in ballots:
        agency = store.get(Agency, ballot.agency_id)
        if ballot.answered_at is None and agency is not None and reachable(store, ballot):
            told += bool(satisfaction.tell_of(store, ballot, agency.name, again=True))
    return told


def forward_lines(store: Store, ballot: Ballot) -> list[str]:
    """What to do so that this respondent hears of it."""
    if ask_them(store, ballot):
        return [f"已直接发到{ballot.name}的账号。"]
    return [PASS_ON, "", *letter_lines(store, ballot)]


def letter_lines(store: Store, ballot: Ballot) -> list[str]:
    """A word ready to be passed on, with a new link; links made before stay good."""
    agency = store.get(Agency, ballot.agency_id)
    whom = agency.name if agency and ballot.party is Party.CLIENT else "安全生产技术服务机构"
    code = satisfaction.link_for(store, ballot, link_days())
    return [
        f"{ballot.name}，您好！请您给{whom}的服务打分：四个问题，一分钟就好，"
        f"机构看不到是谁打的分。{link_days()}天内从这里打开，只给您本人用：",
        *_address_lines(ballot, code),
    ]


def list_lines(store: Store, ballots: Iterable[Ballot]) -> list[str]:
    """Several at once, each with where to send it and a new link."""
    lines = []
    for ballot in ballots:
        contact = store.get(Contact, ballot.contact_id) if ballot.contact_id else None
        phone = f" {contact.phone}" if contact and contact.phone else ""
        code = satisfaction.link_for(store, ballot, link_days())
        lines += [f"{known_as(store, ballot)}{phone}", *_address_lines(ballot, code), ""]
    return lines


def _address_lines(ballot: Ballot, code: str) -> list[str]:
    """A messenger lets a client's contact in by a link; an official answers on the page."""
    return address_lines(Purpose.SURVEY, code, paged=ballot.party is not Party.CLIENT)


def known_as(store: Store, ballot: Ballot) -> str:
    """沈某（某某公司）"""
    contact = store.get(Contact, ballot.contact_id) if ballot.contact_id else None
    where: Client | Department | None = None
    if contact is not None:
        where = store.get(Client, contact.client_id)
    elif ballot.department_id is not None:
        where = store.get(Department, ballot.department_id)
    return f"{ballot.name}（{where.name}）" if where else ballot.name
