"""Handing a hazard list over to a client's contact, taking it back, and voiding what changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.contact import Contact
from storage.hand_over import OUTCOME_NAMES, HandOver, Outcome
from storage.link import Link, Purpose, make_link, revoke
from storage.list_content import content_hash, content_of, same_list
from storage.organisation import Membership, Role, memberships, people_with
from storage.store import Store
from storage.telling import reached_at, tell
from storage.visit import SignedList, Visit

STAFF = (Role.AGENCY, Role.PRINCIPAL)


@dataclass(frozen=True)
class Changed:
    """A list that was changed after it was handed over; ``signed`` is the signature it voided."""

    hand_over: HandOver
    signed: SignedList | None


def hand_over(
    store: Store, visit: Visit, contact: Contact, days: int
) -> tuple[HandOver, str]:
    """Hand the list as it stands over, by a link that holds so many days; the code is told this
    once. What was handed over of this visit before and not answered is superseded."""
    for earlier in store.find(HandOver, visit_id=visit.id, outcome=None, superseded_at=None):
        _supersede(store, earlier, "重新交付")
    content = content_of(store, visit)
    made = store.add(
        HandOver(
            agency_id=visit.agency_id,
            client_id=visit.client_id,
            visit_id=visit.id,
            contact_id=contact.id,
            handed_on=store.today,
            content=content,
            content_hash=content_hash(content),
        )
    )
    _link, code = another_link(store, made, days)
    return made, code


def another_link(store: Store, handed: HandOver, days: int) -> tuple[Link, str]:
    """One more way to the same list; those sent before go on working."""
    wanted = Link(
        code_hash="",
        purpose=Purpose.SIGN,
        subject=handed.id,
        agency_id=handed.agency_id,
        contact_id=handed.contact_id,
        expires_at=store.now,
    )
    return make_link(store, wanted, days)


def send_again(store: Store, handed: HandOver, days: int) -> tuple[Link, str]:
    """重发: a new link; the ones sent before open nothing any more."""
    take_back(store, handed, "重发链接")
    return another_link(store, handed, days)


def take_back(store: Store, handed: HandOver, reason: str) -> None:
    """收回: no link of this hand-over opens anything any more."""
    for link in links_of(store, handed):
        revoke(store, link, reason)


def links_of(store: Store, handed: HandOver) -> list[Link]:
    return store.find(Link, subject=handed.id, purpose=Purpose.SIGN)


def signature_of(store: Store, handed: HandOver) -> SignedList | None:
    found = store.find(SignedList, hand_over_id=handed.id)
    return found[0] if found else None


def void_changed(store: Store, visit: Visit, reason: str) -> list[Changed]:
    """To be called whenever a visit or its hazards may have changed: what was handed over and reads
    differently now is superseded, its signature no longer counts, and the agency is told. Both
    versions stay readable."""
    gone = visit.withdrawn_at is not None
    now = content_of(store, visit)
    changed = []
    for handed in store.find(HandOver, visit_id=visit.id, superseded_at=None):
        same = handed.client_id == visit.client_id and same_list(handed.content, now)
        if gone or not same:
            changed.append(_void(store, handed, reason))
    if changed and not gone:
        _tell_of_change(store, visit, changed)
    return changed


def _void(store: Store, handed: HandOver, reason: str) -> Changed:
    _supersede(store, handed, reason)
    signed = signature_of(store, handed)
    if signed is not None and signed.voided_on is None:
        signed = store.revise(signed, reason="清单已变更", voided_on=store.today)
    return Changed(handed, signed)


def _supersede(store: Store, handed: HandOver, reason: str) -> HandOver:
    """Its links stay open where it was answered, so that the signer can read what became of it."""
    if handed.outcome is None:
        take_back(store, handed, reason)
    return store.revise(handed, reason=reason, superseded_at=store.now)


def _tell_of_change(store: Store, visit: Visit, changed: list[Changed]) -> None:
    signed = any(one.signed for one in changed)
    what = "原来的签收不再有效" if signed else "原来发出的链接已经失效"
    text = f"{visit.on} 服务的隐患清单有改动，{what}，请重新交给委托单位签收。"
    again = [["重新交给委托单位签收", f"sign.give:{visit.id}:0"]]
    occasion = f"void:{changed[-1].hand_over.id}:{changed[-1].hand_over.revision}"
    tell(
        store,
        concerned(store, changed[-1].hand_over),
        {"title": "隐患清单已变更", "text": text, "rows": [again]},
        occasion,
    )


def concerned(store: Store, handed: HandOver, *, principals: bool = False) -> list[str]:
    """Who of the agency hears of a hand-over: whoever made it, while they are still there and can
    be reached; else all of its staff."""
    heads = [p.id for p in people_with(store, Role.PRINCIPAL, handed.agency_id)]
    made = handed.entered_by
    if made and is_staff(store, made, handed.agency_id) and reached_at(store, made):
        return [made, *(heads if principals else ())]
    return [*(p.id for p in people_with(store, Role.AGENCY, handed.agency_id)), *heads]


def is_staff(store: Store, person_id: str | None, agency_id: str) -> bool:
    """Whether a person is of the agency's own staff, in whichever of their roles they act now."""
    if person_id is None:
        return False
    held = memberships(store, person_id)
    return any(one.role in STAFF and one.agency_id == agency_id for one in held)


def client_of(store: Store, person_id: str, client_id: str) -> Membership | None:
    """The membership by which a person stands for a client."""
    held = memberships(store, person_id)
    return next((m for m in held if m.role is Role.CLIENT and m.client_id == client_id), None)


def state_of(handed: HandOver, link: Link | None, now: datetime) -> str:
    """未打开 / 已打开 / 已签收 / 已签收，有异议 / 已拒签 / …, and 已失效 once the list changed."""
    if handed.superseded_at is not None:
        return "已失效（清单已变更或重新交付）"
    if handed.outcome is not None:
        return OUTCOME_NAMES[Outcome(handed.outcome)]
    if link is None or link.revoked_at is not None:
        return "链接已收回"
    if link.expires_at <= now:
        return "链接已过期"
    return "已打开" if handed.opened_at is not None else "未打开"


def state_now(store: Store, handed: HandOver) -> str:
    """The state by the best of its links."""
    links: list[Any] = sorted(links_of(store, handed), key=lambda one: one.expires_at)
    live = [one for one in links if one.revoked_at is None]
    return state_of(handed, (live or links or [None])[-1], store.now)
