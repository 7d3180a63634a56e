"""Whom a role means for something that is due."""

from storage.due import Due
from storage.organisation import Role, people_with
from storage.store import Store


class Concerned:
    """The people of an agency's matter, asked for once in a sweep.

    AGENCY: all staff of the agency who use the bot, or its principals where there are none, so
    that no rung falls on deaf ears. PRINCIPAL: its principals. INSPECTOR: the one whose
    inspection it is, while they still are one. CLIENT: the contact whose list it is. SUPERVISOR:
    the supervisors of the bureau.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[Role, str | None], tuple[str, ...]] = {}

    def __call__(self, due: Due, role: Role) -> tuple[str, ...]:
        if role is Role.SUPERVISOR:
            return self._with(role, None)
        if role is Role.INSPECTOR:
            inspectors = self._with(role, None)
            return (due.inspector_id,) if due.inspector_id in inspectors else ()
        if role is Role.CLIENT:
            return (due.contact_person_id,) if due.contact_person_id else ()
        if due.agency_id is None:
            return ()
        found = self._with(role, due.agency_id)
        return found or self._with(Role.PRINCIPAL, due.agency_id)

    def _with(self, role: Role, agency_id: str | None) -> tuple[str, ...]:
        key = role, agency_id
        if key not in self._known:
            people = people_with(self._store, role, agency_id)
            self._known[key] = tuple(person.id for person in people)
        return self._known[key]
