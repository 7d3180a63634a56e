"""What is known of an agency for the clause 基本条件: its profile and its roster on a day."""

from datetime import date
from decimal import Decimal

from scoring.conditions import Applicant
from scoring.settings import Readings
from scoring.values import Value
from storage.evidence import profile, staff
from storage.store import Store


def conditions(
    store: Store, agency_id: str, day: date, readings: Readings | None = None
) -> Applicant:
    """For ``scoring.conditions.check``. Whether the staff know the law and what other law asks is
    not in the records: None, like everything that the profile doesn't say."""
    said = profile.version(store, agency_id, day)
    on_roster = staff.on_day(store, agency_id, day, readings or Readings())
    return Applicant(
        legal_entity=said.legal_person if said else None,
        fixed_assets=said.fixed_assets if said else None,
        office_area=said.office_area if said else None,
        equipment=said.equipment if said else None,
        policies=None if said is None or said.policies is None else frozenset(said.policies),
        staff=_whole(on_roster.get("staff")),
        engineers=_whole(on_roster.get("engineers")),
        other_titles=_whole(on_roster.get("other_titles")),
    )


def _whole(value: Value | None) -> int | None:
    return int(value) if isinstance(value, Decimal) else None
