"""Letting a person in: an invitation becomes a membership or a renewed login, once."""

from storage.account import Account, Invitation, account_of, hashed, look_at, open_account
from storage.organisation import Membership
from storage.person import Person
from storage.store import Store

USED_UP = "这个邀请码已经用过、过期或被收回，请向邀请您的人要一个新的。"


class NotAdmitted(Exception):
    """Why somebody is not let in, and whom to ask."""


def accept_invitation(store: Store, code: str, known: Person | None = None) -> Person:
    """Use a code up: for the person it renews, for whoever is ``known`` at the door already, or
    for somebody new. Raises ``NotAdmitted``; a code works once."""
    invitation = look_at(store, code)
    if invitation is None:
        raise NotAdmitted(USED_UP)
    person = _renewed(store, invitation) or known or store.add(Person(name=invitation.name))
    acting = Store(store.connection, store.now, person.id)
    acting.revise(invitation, reason="邀请码已使用", used_at=store.now)
    if invitation.person_id is not None:
        return person
    joined = acting.add(
        Membership(
            person_id=person.id,
            role=invitation.role,
            agency_id=invitation.agency_id,
            department_id=invitation.department_id,
            since=store.today,
        )
    )
    return acting.revise(person, reason="接受邀请", acting_id=joined.id)


def use_invitation(store: Store, code: str, channel: str, external_id: str) -> Person:
    """Accept an invitation and bind an account of a messenger to the person."""
    known = person_of(store, account_of(store, channel, external_id))
    person = accept_invitation(store, code, known)
    open_account(Store(store.connection, store.now, person.id), channel, external_id, person.id)
    return person


def was_used(store: Store, code: str) -> bool:
    """Whether somebody came in with it: a messenger repeats the code when its link is reopened."""
    found = store.find(Invitation, code_hash=hashed(code))
    return bool(found and found[0].used_at)


def _renewed(store: Store, invitation: Invitation) -> Person | None:
    return store.get(Person, invitation.person_id) if invitation.person_id else None


def person_of(store: Store, account: Account | None) -> Person | None:
    """Whose an open account is."""
    if account is None or account.ended_at is not None:
        return None
    person = store.get(Person, account.person_id)
    return person if person and person.withdrawn_at is None else None
