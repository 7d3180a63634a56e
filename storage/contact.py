"""Contacts of a client (委托单位联系人): who signs for its lists, and whether that is known."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from storage.account import hashed
from storage.entity import Key, Record, stored
from storage.store import Store

CODE_DAYS = 7
CODE_DIGITS = 8
CODE_TRIES = 5
"""Wrong codes until a code holds no longer: eight digits can't be guessed in five tries."""


class Confirmation(StrEnum):
    """How it was made sure that a contact is the client's."""

    CODE = "code"
    SUPERVISOR = "supervisor"


CONFIRMATION_NAMES = {
    Confirmation.CODE: "已凭确认码核实",
    Confirmation.SUPERVISOR: "已由监管人员核实",
}


@stored("contact", "委托单位联系人", "LX", ("agency_id",), ("client_id",), ("person_id",))
class Contact(Record):
    """``principal``: the client's principal (主要负责人), who hears of a 重大隐患 at once.
    ``person_id``: the person they are, once they have an account of their own. ``code_hash``: of
    the code that only the contact was told, which confirms them until ``code_expires_at`` or until
    it was tried wrongly too often (``code_tries``)."""

    agency_id: Annotated[str, Key("agency")]
    client_id: Annotated[str, Key("client")]
    name: str
    post: str | None = None
    phone: str | None = None
    principal: bool = False
    person_id: Annotated[str | None, Key("person")] = None
    confirmed: Confirmation | None = None
    confirmed_at: datetime | None = None
    code_hash: str | None = None
    code_expires_at: datetime | None = None
    code_tries: int = 0


class WrongCode(Exception):
    """Why a confirmation code confirms nobody; the sentence is what its reader sees."""


def new_confirmation_code() -> str:
    """Short enough to be said on the telephone."""
    return "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))


def give_code(store: Store, contact: Contact, code: str) -> Contact:
    """The code that a supervisor tells the contact by another way; the agency never sees it."""
    return store.revise(
        contact,
        reason="发出确认码",
        code_hash=_code_hash(contact, code),
        code_expires_at=store.now + timedelta(days=CODE_DAYS),
        code_tries=0,
    )


def confirm_by_supervisor(store: Store, contact: Contact) -> Contact:
    """A supervisor says that this is the client's contact."""
    return _confirmed(store, contact, Confirmation.SUPERVISOR, "监管人员核实")


def confirm_by_code(store: Store, contact: Contact, code: str) -> Contact:
    """Raises ``WrongCode`` after the try was counted: catch it within the unit, so that the count
    is kept."""
    if contact.confirmed is not None:
        return contact
    good = contact.code_hash is not None and contact.code_tries < CODE_TRIES
    if not good or contact.code_expires_at is None or contact.code_expires_at <= store.now:
        raise WrongCode("现在没有可用的确认码，请向监管人员要一个新的；不填确认码也可以签收。")
    if _code_hash(contact, "".join(code.split())) == contact.code_hash:
        return _confirmed(store, contact, Confirmation.CODE, "凭确认码核实")
    tried = store.revise(contact, reason="确认码不对", code_tries=contact.code_tries + 1)
    left = CODE_TRIES - tried.code_tries
    more = f"还可以试{left}次" if left else "这个确认码已经失效，请向监管人员要一个新的"
    raise WrongCode(f"确认码不对，{more}。")


def _confirmed(store: Store, contact: Contact, how: Confirmation, reason: str) -> Contact:
    return store.revise(
        contact,
        reason=reason,
        confirmed=how,
        confirmed_at=store.now,
        code_hash=None,
        code_expires_at=None,
    )


def unconfirm(store: Store, contact: Contact, reason: str) -> Contact:
    """Somebody else may stand behind a contact whose name or telephone number was changed."""
    return store.revise(
        contact,
        reason=reason,
        confirmed=None,
        confirmed_at=None,
        code_hash=None,
        code_expires_at=None,
    )


def _code_hash(contact: Contact, code: str) -> str:
    return hashed(f"{contact.id}:{code}")
