"""What inspectors see at an agency's clients, within the contract (items 15 to 22)."""

from datetime import date
from typing import Annotated

from storage.entity import Key, Record, stored
from storage.visit import Grade


@stored(
    "site_check",
    "现场核查",
    "HC",
    ("participation_id", "client_id", "on"),
    ("agency_id", "on"),
)
class SiteCheck(Record):
    """One visit of an inspector to one client; of a client the latest in the window counts. Each
    flag is the fact of that name, as this client shows it: true is bad, None was not looked at."""

    agency_id: Annotated[str, Key("agency")]
    participation_id: Annotated[str, Key("participation")]
    client_id: Annotated[str, Key("client")]
    inspector_id: Annotated[str, Key("person")]
    draw_id: Annotated[str | None, Key("draw")] = None
    on: date
    duty_system_deficient: bool | None = None
    procedures_generic: bool | None = None
    training_irregular: bool | None = None
    uncertified_staff: bool | None = None
    no_emergency_drill: bool | None = None
    ledger_irregular: bool | None = None
    ledger_for_show: bool | None = None
    papers_unlawful: bool | None = None
    note: str | None = None
    photos: tuple[str, ...] = ()


@stored("site_finding", "现场发现的隐患", "FX", ("site_check_id",), ("agency_id", "client_id"))
class SiteFinding(Record):
    """A hazard that the inspector found. ``advised``: whether the agency's hazard lists, handed
    over before that day, advised on it (已提出); None until the inspector has confirmed it.
    ``hazard_id`` is the agency's hazard it was matched with, ``grounds`` why it is known otherwise
    (a list on paper that was shown at the client)."""

    agency_id: Annotated[str, Key("agency")]
    client_id: Annotated[str, Key("client")]
    site_check_id: Annotated[str, Key("site_check")]
    place: str
    description: str
    grade: Grade
    advice: str | None = None
    deadline: date | None = None
    photos: tuple[str, ...] = ()
    advised: bool | None = None
    hazard_id: Annotated[str | None, Key("hazard")] = None
    grounds: str | None = None
    compared_by: Annotated[str | None, Key("person")] = None
