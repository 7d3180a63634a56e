"""Names that no public page may say: of clients, of people, and the words of hazards."""

from collections.abc import Iterable

from sqlalchemy import select

from storage.agency import Agency
from storage.client import Client
from storage.contact import Contact
from storage.person import Person
from storage.staff import StaffMember
from storage.store import Store
from storage.visit import Hazard

SHORTEST = 2
"""A single character is no name."""

SHORTEST_WORDS = 4
"""What a hazard's place or description needs to be recognised by."""


def private_names_in(store: Store, agency_id: str, text: str) -> list[str]:
    """Those that stand in a text that is to be public, the longest first."""
    agency = store.get(Agency, agency_id)
    own = agency.name if agency else ""
    found = {
        name
        for name in _names(store, agency_id)
        if len(name) >= SHORTEST and name in text and name not in own
    }
    found |= {
        words
        for words in _words(store, agency_id)
        if len(words) >= SHORTEST_WORDS and words in text
    }
    return sorted(found, key=lambda name: (-len(name), name))


def _names(store: Store, agency_id: str) -> Iterable[str]:
    for kind in (Contact, StaffMember):
        table = kind.table
        wanted = select(table.c.name).where(table.c.agency_id == agency_id).distinct()
        yield from store.connection.scalars(wanted)
    # Whosever client it is, it is no matter of the public.
    for table in (Client.table, Person.table):
        yield from store.connection.scalars(select(table.c.name).distinct())


def _words(store: Store, agency_id: str) -> Iterable[str]:
    table = Hazard.table
    for column in (table.c.place, table.c.description):
        wanted = select(column).where(table.c.agency_id == agency_id).distinct()
        yield from store.connection.scalars(wanted)
