"""Contacts whom no account reaches are reminded by their agency: a text ready to be forwarded."""

import logging
from datetime import datetime

from storage.database import Connection, Database, Unavailable
from storage.outbox import Letter
from storage.passing_on import forward_again, unreached
from storage.store import Store

log = logging.getLogger(__name__)


async def forward(database: Database, now: datetime) -> list[Letter]:
    """One unit for each list that waits; what was sent for one of its days is not sent again."""
    waiting = await database.read(lambda connection: unreached(Store(connection, now)))
    letters: list[Letter] = []
    for id in waiting:

        def unit(connection: Connection, id: str = id) -> list[Letter]:
            return forward_again(Store(connection, now), id)

        try:
            letters += await database.write(unit)
        except Unavailable:
            raise
        except Exception:
            log.exception("an agency could not be asked to forward a link again")
    return letters
