"""Every table of the database, gathered so that migrations and fresh databases see them all."""

from storage import (  # noqa: F401
    accident,
    account,
    agency,
    alarm,
    audit,
    card,
    client,
    contact,
    contract,
    cycle,
    drafts,
    files,
    follow_up,
    gathering,
    hand_over,
    inbox,
    inspection,
    job,
    last_search,
    link,
    notices,
    organisation,
    outbox,
    paper_copy,
    person,
    picture,
    snapshot,
    staff,
    survey,
    visit,
    webchat,
)
from storage.entity import KINDS, metadata

__all__ = ["KINDS", "metadata"]
