"""Every table of the database, gathered so that migrations and fresh databases see them all."""

from storage import (  # noqa: F401
    accident,
    account,
    agency,
    audit,
    card,
    client,
    contract,
    cycle,
    drafts,
    files,
    follow_up,
    gathering,
    inbox,
    inspection,
    notices,
    organisation,
    outbox,
    person,
    snapshot,
    staff,
    visit,
    webchat,
)
from storage.entity import KINDS, metadata

__all__ = ["KINDS", "metadata"]
