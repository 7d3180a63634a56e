"""What each person looked for last: the words are too long for a button that turns the page."""

from sqlalchemy import Column, ForeignKey, String, Table, Text, delete, insert, select

from storage.entity import metadata
from storage.store import Store

searches = Table(
    "search",
    metadata,
    Column("person_id", String, ForeignKey("person.id"), primary_key=True),
    Column("words", Text, nullable=False),
)


def remember(store: Store, person_id: str, words: str) -> None:
    store.connection.execute(delete(searches).where(searches.c.person_id == person_id))
    store.connection.execute(insert(searches).values(person_id=person_id, words=words))


def remembered(store: Store, person_id: str) -> str:
    wanted = select(searches.c.words).where(searches.c.person_id == person_id)
    return store.connection.scalar(wanted) or ""
