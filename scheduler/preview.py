"""Who would be told what on a day, and why: the dry run, which writes and sends nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from scheduler.ladder import Reminder, Rung
from scheduler.notices import latest
from scheduler.reminders import REMINDERS
from scheduler.round import Round, look_around
from scheduler.sweep import HOUR, whose
from storage.due import Due, agency_ids
from storage.due.wording import spoken, when
from storage.person import Person
from storage.store import ZONE, Store


@dataclass(frozen=True)
class Line:
    """``new``: told on the day itself; else told earlier, and still not settled."""

    person: str
    text: str
    why: str
    new: bool


def plan(
    store: Store, day: date, hour: int = HOUR, reminders: Sequence[Reminder] = REMINDERS
) -> list[Line]:
    """What the records of now say of a day, new ones first. For today it is what a sweep would
    send; for a later day it supposes that a sweep came on every day before; for an earlier one it
    asks the ladders alone."""
    at = Store(store.connection, datetime.combine(day, time(hour), ZONE))
    lines: list[Line] = []
    for agency_id in (*agency_ids(at), None):
        around = look_around(at, agency_id, reminders)
        if day < store.today:
            around = replace(around, told=set(), snoozed={})
        if day != store.today:
            before = replace(around, today=day - timedelta(days=1)).calls()
            around = replace(around, told=around.told | {call.key for call in before})
        lines += _lines(at, around)
    return sorted(lines, key=lambda line: (not line.new, line.person))


def _lines(store: Store, around: Round) -> Iterator[Line]:
    calling = {(call.reminder.name, call.due.subject, call.person) for call in around.calls()}
    for reminder, due in around.dues:
        for person, rung in latest(around.today, reminder, due, around.people).items():
            found = store.get(Person, person)
            text = reminder.says(due, around.today)
            agency = whose(store, due, rung, text)
            yield Line(
                found.name if found else person,
                f"{agency and agency + '：'}{text}，{when(due.due, around.today, reminder.late)}",
                _why(reminder, due, rung, around),
                (reminder.name, due.subject, person) in calling,
            )


def _why(reminder: Reminder, due: Due, rung: Rung, around: Round) -> str:
    came = rung.day(due.due)
    day = "当天" if came == around.today else spoken(came, around.today)
    return f"{reminder.title}（{reminder.name}）：{rung.why}，{day}起"


def printed(line: Line) -> str:
    """One line of the command's output."""
    return f"{'发送' if line.new else '已提醒'}\t{line.person}\t{line.text}\t{line.why}"
