"""Sign-off from the client's own hand: what a link shows, and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from storage.contact import Contact, WrongCode, confirm_by_code
from storage.hand_over import OUTCOME_NAMES, HandOver, Outcome
from storage.handing_over import (
    Changed,
    another_link,
    client_of,
    concerned,
    hand_over,
    is_staff,
    links_of,
    send_again,
    signature_of,
    state_now,
    state_of,
    take_back,
    void_changed,
)
from storage.link import Closed, Link, mark_used
from storage.list_content import content_hash, content_of, photos_of, same_list
from storage.proof import Verification, verify
from storage.satisfaction.asking import heard_after
from storage.sheet import Sheet, open_sheet, opened, sheet, sheet_of
from storage.store import Store
from storage.telling import tell
from storage.visit import SignedList, Visit

CHANGED = "这份隐患清单在发给您以后有改动，请等服务机构重新发给您。"
OWN_STAFF = "您是这家服务机构的人员，不能代委托单位签收。这次尝试已记录。"


class OwnStaff(Closed):
    """Somebody of the agency's own staff tried; it is noted: catch it within the unit."""


@dataclass(frozen=True)
class Answer:
    """``seen`` is the hash of what was shown, ``disputes`` the objection by the hazard's id,
    ``reason`` why nothing is signed, ``code`` the confirmation code where one was typed."""

    outcome: Outcome
    seen: str
    signer: str = ""
    post: str | None = None
    disputes: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    code: str = ""


def refuse_staff(
    store: Store, handed: HandOver, person_id: str, channel: str, address: str | None = None
) -> None:
    """Keep that the agency's own staff tried to sign for the client (evidence for A6)."""
    store.note(
        "refused_signature",
        "hand_over",
        handed.id,
        handed.agency_id,
        person=person_id,
        channel=channel,
        visit=handed.visit_id,
        address=address,
    )


def answer(
    store: Store,
    handed: HandOver,
    given: Answer,
    channel: str,
    address: str | None = None,
    by_person: str | None = None,
    link: Link | None = None,
) -> HandOver:
    """Take a contact's answer. The same answer again changes nothing. Raises ``Closed`` with a
    sentence; ``WrongCode`` and ``OwnStaff`` after they were counted or noted."""
    store = store.at(store.now, by_person or store.author)
    handed = store.get(HandOver, handed.id) or handed
    if is_staff(store, by_person, handed.agency_id):
        refuse_staff(store, handed, by_person or "", channel, address)
        raise OwnStaff(OWN_STAFF)
    if handed.outcome is not None and handed.superseded_at is None:
        if handed.outcome == given.outcome:
            return handed
        done = OUTCOME_NAMES[Outcome(handed.outcome)]
        raise Closed(f"这份清单{done}，不能再改。请联系服务机构。")
    _allow(store, handed, given)
    contact = store.get(Contact, handed.contact_id)
    assert contact is not None
    if given.code and given.outcome is not Outcome.NOT_ME:
        if not _by(contact, given):
            raise Closed(f"确认码是给{contact.name}本人的。别的人签收，请不要填确认码。")
        contact = confirm_by_code(store, contact, given.code)
    if given.outcome is not Outcome.NOT_ME:
        store.add(
            _signature(store, handed, contact, _disputed(handed, given), channel, address),
            submit_key=f"hand_over:{handed.id}",
        )
    return _close(store, handed, contact, given, link)


def _allow(store: Store, handed: HandOver, given: Answer) -> None:
    visit = store.get(Visit, handed.visit_id)
    gone = visit is None or visit.withdrawn_at is not None or handed.withdrawn_at is not None
    if gone or handed.superseded_at is not None or visit is None:
        raise Closed(CHANGED)
    if given.seen != handed.content_hash or not same_list(
        content_of(store, visit), handed.content
    ):
        raise Closed(CHANGED)
    if given.outcome is not Outcome.NOT_ME and not given.signer.strip():
        raise Closed("请写明您的姓名。")
    if given.outcome is Outcome.REFUSED and not given.reason.strip():
        raise Closed("请写明拒签的原因。")
    if given.outcome is Outcome.DISPUTED and not _disputed(handed, given).disputes:
        raise Closed("请写明对哪一条有异议、为什么。")


def _disputed(handed: HandOver, given: Answer) -> Answer:
    """Only objections with words, to hazards that are on the list."""
    known = {hazard["id"] for hazard in handed.content["hazards"]}
    said = {id: words.strip() for id, words in given.disputes.items() if id in known}
    kept = {id: words for id, words in said.items() if words}
    return replace(given, disputes=kept if given.outcome is Outcome.DISPUTED else {})


def _by(contact: Contact, given: Answer) -> bool:
    """Whether the contact signs: who gives another name is not who was confirmed."""
    return "".join(given.signer.split()) == "".join(contact.name.split())


def _signature(
    store: Store,
    handed: HandOver,
    contact: Contact,
    given: Answer,
    channel: str,
    address: str | None,
) -> SignedList:
    refused = given.outcome is Outcome.REFUSED
    return SignedList(
        agency_id=handed.agency_id,
        client_id=handed.client_id,
        visit_id=handed.visit_id,
        signed_on=store.today,
        signer=given.signer.strip(),
        post=given.post,
        refusal=given.reason.strip() if refused else None,
        witness=f"由联系人本人在线填写，交付编号 {handed.number}" if refused else None,
        hand_over_id=handed.id,
        content_hash=handed.content_hash,
        signed_at=store.now,
        channel=channel,
        address=address,
        confirmed=contact.confirmed if _by(contact, given) else None,
        disputes=dict(given.disputes) or None,
    )


def _close(
    store: Store, handed: HandOver, contact: Contact, given: Answer, link: Link | None
) -> HandOver:
    made = store.revise(
        handed,
        reason=OUTCOME_NAMES[given.outcome],
        outcome=given.outcome,
        answered_at=store.now,
        opened_at=handed.opened_at or store.now,
    )
    if given.outcome is Outcome.NOT_ME:
        take_back(store, made, "对方说不是本人")
    elif link is not None:
        mark_used(store, link)
    if given.outcome in (Outcome.SIGNED, Outcome.DISPUTED):
        heard_after(store, contact)
    _tell(store, made, contact, given)
    return made


def _tell(store: Store, made: HandOver, contact: Contact, given: Answer) -> None:
    """The agency hears what the contact answered; of trouble, its principals too."""
    client, on = made.content["client"], made.content["on"]
    said = {
        Outcome.SIGNED: "已签收",
        Outcome.DISPUTED: f"已签收，对{len(_disputed(made, given).disputes)}条有异议",
        Outcome.REFUSED: f"拒签，原因：{given.reason.strip()}",
        Outcome.NOT_ME: f"链接打开的人说自己不是{contact.name}，链接已关闭，请核对联系人",
    }[given.outcome]
    text = f"{client}：{on} 服务的隐患清单{said}。"
    look = [["查看签收情况", f"sign.handed:{made.id}:0"]]
    people = concerned(store, made, principals=given.outcome is not Outcome.SIGNED)
    view: Any = {"title": "委托单位签收", "text": text, "rows": [look]}
    tell(store, people, view, f"signed:{made.id}")


__all__ = [
    "Answer",
    "Changed",
    "Closed",
    "OwnStaff",
    "Sheet",
    "Verification",
    "WrongCode",
    "another_link",
    "answer",
    "client_of",
    "content_hash",
    "content_of",
    "hand_over",
    "is_staff",
    "links_of",
    "open_sheet",
    "opened",
    "photos_of",
    "refuse_staff",
    "send_again",
    "sheet",
    "sheet_of",
    "signature_of",
    "state_now",
    "state_of",
    "take_back",
    "verify",
    "void_changed",
]
