"""Who is to be told what today: a pure function of what is due and what was told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from scheduler.ladder import Reminder, Rung
from storage.due import Due
from storage.notices import Key
from storage.organisation import Role

People = Callable[[Due, Role], Sequence[str]]
"""The people of a role whom something due concerns."""


@dataclass(frozen=True)
class Call:
    """One person to be told of one matter. ``snoozed`` is the day that the person put it off to,
    where that is why they are told now."""

    reminder: Reminder
    due: Due
    rung: Rung
    person: str
    snoozed: str = ""

    @property
    def key(self) -> Key:
        due = self.due
        name = self.reminder.name
        return name, due.subject, due.due, self.rung.name, self.person, self.snoozed


def notices(
    today: date,
    dues: Iterable[tuple[Reminder, Due]],
    told: AbstractSet[Key],
    snoozed: Mapping[tuple[str, str, str], date],
    people: People,
) -> list[Call]:
    """Of each matter each person hears the last rung of theirs that has come, once: what a stop
    made them miss is caught up by that one, and a clock set back says nothing again."""
    heard = _heard(told)
    found = []
    for reminder, due in dues:
        for person, rung in latest(today, reminder, due, people).items():
            until = snoozed.get((reminder.name, due.subject, person))
            before = heard.get((reminder.name, due.subject, due.due, person), {})
            if until is not None and until > today:
                continue
            if until is not None and until.isoformat() not in before:
                found.append(Call(reminder, due, rung, person, until.isoformat()))
            elif not before or max(before.values()) < rung.days:
                found.append(Call(reminder, due, rung, person))
    return found


def _heard(told: AbstractSet[Key]) -> dict[tuple[str, str, date, str], dict[str, int]]:
    """Of each matter and person: the days put off to ("": none), each with the last rung told."""
    heard: dict[tuple[str, str, date, str], dict[str, int]] = {}
    for reminder, subject, due, rung, person, until in told:
        rungs = heard.setdefault((reminder, subject, due, person), {})
        rungs[until] = max(int(rung), rungs.get(until, int(rung)))
    return heard


def latest(today: date, reminder: Reminder, due: Due, people: People) -> dict[str, Rung]:
    """Each person's last rung that has come; somebody with two roles hears once."""
    reached: dict[str, Rung] = {}
    for rung in reminder.ladder:
        if rung.day(due.due) <= today:
            for role in rung.roles:
                for person in people(due, role):
                    reached[person] = rung
    return reached
