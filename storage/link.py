"""Links that let somebody without an account do one thing: hashed, expiring, revocable."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from storage.account import hashed, new_code
from storage.entity import Key, Record, Unique, stored
from storage.store import Store


class Purpose(StrEnum):
    """The one thing that a link is for."""

    SIGN = "sign"
    SURVEY = "survey"
    ALARM = "alarm"


class Closed(Exception):
    """Why a link opens nothing (any more); the sentence is what its reader sees."""


@stored("link", "专用链接", "", ("subject",), ("contact_id",), ("agency_id",))
class Link(Record):
    """``subject`` is the id of what it is for (a hand-over, a ballot, an alarm). ``account`` is the
    messenger's account (``channel:external id``) that it was opened on first, whose person alone
    may use it in a messenger."""

    code_hash: Annotated[str, Unique()]
    purpose: Purpose
    subject: str
    agency_id: Annotated[str | None, Key("agency")] = None
    contact_id: Annotated[str | None, Key("contact")] = None
    expires_at: datetime
    opened_at: datetime | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    account: str | None = None


def make_link(store: Store, link: Link, days: int) -> tuple[Link, str]:
    """Keep a link that holds for so many days (``code_hash`` and ``expires_at`` are filled in) and
    return it with its code, which is told this once."""
    code = new_code()
    until = store.now + timedelta(days=days)
    return store.add(replace(link, code_hash=hashed(code), expires_at=until)), code


def read_link(store: Store, code: str, purpose: Purpose) -> Link:
    """The link of a code, used or not; changes nothing. Raises ``Closed``."""
    found = store.find(Link, code_hash=hashed(code))
    link = found[0] if found else None
    if link is None or link.purpose is not purpose:
        raise Closed("这条链接不对，可能没有复制完整。请向发给您的人要一条新的。")
    if link.revoked_at is not None:
        raise Closed("这条链接已被收回。请向发给您的人要一条新的。")
    if link.expires_at <= store.now:
        raise Closed("这条链接已过期。请向发给您的人要一条新的。")
    return link


def note_refused(store: Store, code: str, **how: str) -> None:
    """Keep that somebody tried to act by a link that opens nothing any more; of a code that never
    was one there is nothing to keep."""
    for link in store.find(Link, code_hash=hashed(code)):
        store.note("refused_link", "link", link.id, link.agency_id, **how)


def mark_opened(store: Store, link: Link) -> Link:
    """The first opening is kept; later ones change nothing."""
    if link.opened_at is not None:
        return link
    return store.revise(link, reason="链接已打开", opened_at=store.now)


def mark_used(store: Store, link: Link) -> Link:
    if link.used_at is not None:
        return link
    return store.revise(link, reason="链接已使用", used_at=store.now)


def revoke(store: Store, link: Link, reason: str) -> Link:
    if link.revoked_at is not None:
        return link
    return store.revise(link, reason=reason, revoked_at=store.now)
