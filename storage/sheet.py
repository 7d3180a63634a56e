"""What a sign-off link opens: the list exactly as it was handed over, and what came of it."""

from dataclasses import dataclass

from storage.contact import Contact
from storage.hand_over import HandOver
from storage.handing_over import signature_of, state_now, state_of
from storage.link import Closed, Link, Purpose, mark_opened, read_link
from storage.store import Store
from storage.visit import SignedList


@dataclass(frozen=True)
class Sheet:
    """What a link opens: the list as it was handed over, to whom, and what came of it."""

    hand_over: HandOver
    contact: Contact
    link: Link | None
    signed: SignedList | None
    state: str

    @property
    def open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.hand_over.outcome is None and self.hand_over.superseded_at is None


def sheet(store: Store, code: str) -> Sheet:
    """What a link's code shows; changes nothing. Raises ``Closed``."""
    link = read_link(store, code, Purpose.SIGN)
    handed = store.get(HandOver, link.subject)
    if handed is None or handed.withdrawn_at is not None:
        raise Closed("这份隐患清单已经作废。")
    return sheet_of(store, handed, link)


def sheet_of(store: Store, handed: HandOver, link: Link | None = None) -> Sheet:
    contact = store.get(Contact, handed.contact_id)
    assert contact is not None
    state = state_of(handed, link, store.now) if link else state_now(store, handed)
    return Sheet(handed, contact, link, signature_of(store, handed), state)


def open_sheet(store: Store, code: str) -> Sheet:
    """The same, and keeps that it was opened (the first time counts)."""
    shown = sheet(store, code)
    assert shown.link is not None
    link = mark_opened(store, shown.link)
    return sheet_of(store, opened(store, shown.hand_over), link)


def opened(store: Store, handed: HandOver) -> HandOver:
    if handed.opened_at is not None:
        return handed
    return store.revise(handed, reason="委托单位已打开", opened_at=store.now)
