"""Lists that the demo's clients sign from their own hand, and the contacts who do."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zlib import crc32

from bot.demo.company import Company
from storage.client import Client
from storage.contact import Contact
from storage.hand_over import Outcome
from storage.handing_over import hand_over
from storage.sheet import opened
from storage.sign_off import Answer, answer
from storage.store import Store
from storage.visit import Visit

LINK_DAYS = 14
SIGNED_FROM = "203.0.113.{}"
"""Addresses that are nobody's."""


def goes_by_link(company: Company, every: int) -> bool:
    """Without dice, so that what is paper and what is not changes nothing else of the world."""
    return every > 0 and crc32((company.client.credit_code or "").encode()) % every == 0


def contact_of(store: Store, client: Client, post: str, **more: Any) -> Contact:
    found = store.find(Contact, client_id=client.id)
    return found[0] if found else store.add(
        Contact(
            agency_id=client.agency_id,
            client_id=client.id,
            name=client.contact or "安全员",
            post=post,
            phone=client.phone,
            **more,
        )
    )


def sign_by_link(
    store: Store, visit: Visit, contact: Contact, disputes: Mapping[str, str] | None = None
) -> None:
    """Handed over when the visit was entered, opened and signed now."""
    assert visit.entered_at is not None
    handing = store.at(visit.entered_at + timedelta(minutes=4), store.author)
    handed, _code = hand_over(handing, visit, contact, LINK_DAYS)
    reading = store.at(store.now - timedelta(minutes=3), contact.person_id)
    handed = opened(reading, handed)
    given = Answer(
        outcome=Outcome.DISPUTED if disputes else Outcome.SIGNED,
        seen=handed.content_hash,
        signer=contact.name,
        post=contact.post,
        disputes=disputes or {},
    )
    address = SIGNED_FROM.format(crc32(contact.name.encode()) % 250 + 1)
    signing = store.at(store.now, contact.person_id)
    answer(signing, handed, given, "web", address, contact.person_id)
