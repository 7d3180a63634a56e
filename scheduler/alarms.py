"""重大隐患快报 that nobody answered in time reach the next rung, at any hour, each once."""

import logging
from collections.abc import Callable
from datetime import datetime

from storage.alarms import escalate, moot, overdue, settle
from storage.database import Connection, Database, Unavailable
from storage.store import Store

log = logging.getLogger(__name__)


async def escalate_all(database: Database, now: datetime) -> int:
    """How many went on to their next rung, those left out whose hazard is no more; each in a unit
    of its own, so that one that fails stops no other. What is to be said waits in the outbox, where
    the sender finds it."""
    if await database.read(lambda connection: bool(moot(Store(connection, now)))):
        await database.write(lambda connection: settle(Store(connection, now)))
    late = await database.read(lambda connection: [a.id for a in overdue(Store(connection, now))])
    done = 0
    for alarm_id in late:
        try:
            done += await database.write(_unit(alarm_id, now))
        except Unavailable:
            raise
        except Exception:
            log.exception("an alarm could not reach its next rung")
    return done


def _unit(alarm_id: str, now: datetime) -> Callable[[Connection], bool]:
    return lambda connection: escalate(Store(connection, now), alarm_id)
