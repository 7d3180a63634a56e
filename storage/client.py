"""Clients (委托单位, 服务对象) of one agency's books."""

from typing import Annotated

from sqlalchemy import func, select

from storage.entity import Key, Record, partial, stored
from storage.store import Store

INCOMPLETE = "address IS NULL OR industry IS NULL OR contact IS NULL"


@stored(
    "client",
    "委托单位",
    "KH",
    ("agency_id", "name"),
    ("credit_code",),
    partial("ix_client_incomplete", "agency_id", "id", where=INCOMPLETE),
)
class Client(Record):
    """``industry`` is the line of business; ``keeper`` who keeps the written file, and where."""

    agency_id: Annotated[str, Key("agency")]
    name: str
    credit_code: str | None = None
    town: str | None = None
    address: str | None = None
    industry: str | None = None
    contact: str | None = None
    phone: str | None = None
    keeper: str | None = None


def search_clients(
    store: Store, agency_id: str, words: str, limit: int, offset: int = 0
) -> tuple[list[Client], int]:
    """A page of an agency's clients in whose name, contact, town or number every word stands, and
    how many there are in all."""
    table = Client.table
    where = [table.c.agency_id == agency_id, table.c.withdrawn_at.is_(None)]
    for word in words.split():
        like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = (table.c.name, table.c.contact, table.c.town, table.c.number)
        named = [column.ilike(like, escape="\\") for column in columns]
        where.append(named[0] | named[1] | named[2] | named[3])
    total = store.connection.scalar(select(func.count()).select_from(table).where(*where)) or 0
    rows = store.connection.execute(
        select(table).where(*where).order_by(table.c.name, table.c.id).limit(limit).offset(offset)
    ).mappings()
    return [Client.of(row) for row in rows], total
