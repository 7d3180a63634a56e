"""Once a day the records are looked through for circumstances that may call for a talk."""

import logging
from datetime import datetime

from storage.cycle import Cycle, Participation, cycle_at
from storage.database import Connection, Database, Unavailable
from storage.signals import Found, keep, look
from storage.store import Store

log = logging.getLogger(__name__)


async def look_into(database: Database, now: datetime) -> int:
    """How many wait to be decided. Each agency is read beside the conversations, and only what was
    found is written in a unit; one that fails stops no other. In a closed cycle nothing opens."""

    def taking_part(connection: Connection) -> list[tuple[Cycle, Participation]]:
        store = Store(connection, now)
        cycle = cycle_at(store)
        if cycle is None or cycle.closed_on is not None:
            return []
        return [(cycle, part) for part in store.find(Participation, cycle_id=cycle.id)]

    waiting = 0
    for cycle, part in await database.read(taking_part):
        try:
            waiting += await _of_agency(database, now, cycle, part)
        except Unavailable:
            raise
        except Exception:
            log.exception("an agency's records could not be looked through")
    return waiting


async def _of_agency(
    database: Database, now: datetime, cycle: Cycle, part: Participation
) -> int:
    def read(connection: Connection) -> Found:
        return look(Store(connection, now), cycle, part)

    found = await database.read(read)

    def write(connection: Connection) -> int:
        return keep(Store(connection, now), cycle, part.agency_id, found)

    return await database.write(write)
