"""What one agency's (or the bureau's) part of a sweep looks at: reads, writes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from scheduler.ladder import Reminder
from scheduler.notices import Call, People, notices
from scheduler.people import Concerned
from scheduler.reminders import REMINDERS
from storage.due import Due, scope_of
from storage.notices import Key, snoozed, told
from storage.store import Store


@dataclass(frozen=True)
class Round:
    """All that is due, in the order of the reminders, and what was told and put off of it."""

    today: date
    dues: list[tuple[Reminder, Due]]
    told: set[Key]
    snoozed: Mapping[tuple[str, str, str], date]
    people: People

    def calls(self) -> list[Call]:
        return notices(self.today, self.dues, self.told, self.snoozed, self.people)


def look_around(
    store: Store, agency_id: str | None, reminders: Iterable[Reminder] = REMINDERS
) -> Round:
    """``agency_id`` None: the bureau's own matters."""
    scope = scope_of(store, agency_id)
    dues = [
        (reminder, due)
        for reminder in reminders
        if reminder.source.bureau == (agency_id is None)
        for due in reminder.source.find(store, scope)
    ]
    subjects = {due.subject for _reminder, due in dues}
    known, put_off = told(store, subjects), snoozed(store, subjects)
    return Round(store.today, dues, known, put_off, Concerned(store))
