"""One round through all that is due: safe to run twice, to be cut short, or to come days late."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from scheduler.forwarding import forward
from scheduler.ladder import Reminder, Rung
from scheduler.notices import Call
from scheduler.reminders import REMINDERS
from scheduler.round import look_around
from storage import outbox
from storage.agency import Agency
from storage.database import Database, Unavailable
from storage.digest import Digest, digest
from storage.due import Due, agency_ids
from storage.ids import new_id
from storage.letters import LetterBody
from storage.notices import Notice, keep, told
from storage.organisation import Role
from storage.outbox import Letter, Urgency
from storage.store import ZONE, Store
from storage.telling import reached_at

HOUR = 9
"""The default hour in Asia/Shanghai before which nothing is sent (``ANXING_REMIND_HOUR``)."""

BUREAU = {Role.SUPERVISOR, Role.INSPECTOR}
"""Who hears of several agencies; a supervisor looks, and fills in nothing."""

log = logging.getLogger(__name__)


async def sweep(
    database: Database,
    now: datetime,
    hour: int = HOUR,
    reminders: Sequence[Reminder] = REMINDERS,
) -> list[Letter]:
    """Queue one letter for everybody who is to be told something; each with its notices in one
    unit. Gives the letters; the first ones may be sent by then."""
    if now.astimezone(ZONE).hour < hour:
        return []
    calls: dict[str, list[Call]] = defaultdict(list)
    agencies = await database.read(lambda connection: agency_ids(Store(connection, now)))
    for agency_id in (*agencies, None):
        for call in await calls_of(database, now, agency_id, reminders):
            calls[call.person].append(call)
    letters = []
    for person, theirs in calls.items():
        try:
            letter = await tell_person(database, now, person, theirs)
        except Unavailable:
            raise
        except Exception:
            log.exception("a person's reminders could not be queued")
            continue
        letters += [letter] if letter else []
    return [*letters, *await forward(database, now)]


async def calls_of(
    database: Database, now: datetime, agency_id: str | None, reminders: Sequence[Reminder]
) -> list[Call]:
    return await database.read(
        lambda connection: look_around(Store(connection, now), agency_id, reminders).calls()
    )


async def tell_person(
    database: Database, now: datetime, person: str, calls: list[Call]
) -> Letter | None:
    return await database.write(lambda connection: tell(Store(connection, now), person, calls))


def tell(store: Store, person: str, calls: Iterable[Call]) -> Letter | None:
    """The unit of one person: what they have not been told by now, as one letter, on the account
    that reaches them. Where none does, nothing is kept as told."""
    wanted = list(calls)
    account = reached_at(store, person)
    known = told(store, {call.due.subject for call in wanted})
    fresh = [call for call in wanted if call.key not in known]
    if account is None or not fresh:
        return None
    letter = new_id()
    kept = [_notice(store, call, letter) for call in fresh]
    keep(store, kept)
    return outbox.post(
        store.connection,
        key=f"notice:{letter}",
        channel=account.channel,
        account=account.external_id,
        urgency=Urgency.NOTICE,
        payload=dict(_body(digest(kept, store.today, letter))),
        now=store.now,
    )


def _notice(store: Store, call: Call, letter: str) -> Notice:
    reminder, due = call.reminder, call.due
    text, looks = reminder.says(due, store.today), set(call.rung.roles) == {Role.SUPERVISOR}
    return Notice(
        id=new_id(),
        letter=letter,
        subject=due.subject,
        reminder=reminder.name,
        due=due.due,
        rung=call.rung.name,
        person_id=call.person,
        snoozed_until=call.snoozed,
        agency_id=due.agency_id,
        agency_name=whose(store, due, call.rung, text),
        source=reminder.source.name,
        opens=reminder.opens,
        record_id=due.record_id,
        preset=dict(due.preset),
        title=reminder.title,
        what=due.what,
        label="查看情况" if looks and due.agency_id else reminder.button,
        text=text,
        late=reminder.late,
        told_at=store.now,
    )


def whose(store: Store, due: Due, rung: Rung, text: str) -> str:
    """The agency that a text is about, for who hears of several and where the text doesn't say."""
    if not due.agency_id or not set(rung.roles) <= BUREAU:
        return ""
    agency = store.get(Agency, due.agency_id)
    return agency.name if agency and agency.name not in text else ""


def _body(said: Digest) -> LetterBody:
    rows = [[[label, data] for label, data in row] for row in said.rows]
    return {"views": [{"title": said.title, "text": said.text, "rows": rows}]}
