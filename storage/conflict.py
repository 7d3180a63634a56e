"""What keeps an inspector away from an agency or from one of its clients (回避)."""

from datetime import date
from typing import Annotated

from storage.entity import Key, Record, stored
from storage.store import Store


@stored("conflict", "回避申报", "HB", ("person_id",), ("of_agency_id",))
class Conflict(Record):
    """A declared conflict of interest: with an agency as a whole, or (``client_id``) at one of its
    clients alone. It is the bureau's own matter: ``of_agency_id`` says whom it is about and lets
    nobody of that agency see it. Withdrawn where it no longer holds."""

    person_id: Annotated[str, Key("person")]
    of_agency_id: Annotated[str, Key("agency")]
    client_id: Annotated[str | None, Key("client")] = None
    grounds: str
    declared_on: date


def conflicts(store: Store, person_id: str, agency_id: str) -> list[Conflict]:
    """What a person declared about an agency and its clients."""
    return store.find(Conflict, person_id=person_id, of_agency_id=agency_id)


def barred(store: Store, person_id: str, agency_id: str) -> Conflict | None:
    """The conflict with the agency as a whole that keeps a person from inspecting it."""
    found = conflicts(store, person_id, agency_id)
    return next((one for one in found if one.client_id is None), None)
