"""What an agency declares of itself as facts, until an inspector has looked."""

from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, select

from scoring.settings import Readings
from scoring.values import Cases, Value
from storage.agency import Profile
from storage.evidence.asked import LAST, Asked, Scope, on_a_day
from storage.store import Store

FOLLOW_UP_POLICY = "服务回访"


def count(store: Store, asked: Asked) -> dict[str, Value]:
    """The facts of the version that holds on the window's last day; absent where it is silent."""
    holds = version(store, asked.agency_id, asked.last, asked.known_before)
    return declared(holds, asked.readings) if holds else {}


def declared(profile: Profile, readings: Readings) -> dict[str, Value]:
    said: dict[str, Value | None] = {
        "office_area": profile.office_area,
        "equipment": profile.equipment,
        "grading_body": profile.grading_body,
    }
    if (policies := profile.policies) is not None:
        missing = (name for name in readings.required_policies if name not in policies)
        said["policies_missing"] = Cases.of(f"policy:{name}" for name in missing)
        said["callback_policy"] = FOLLOW_UP_POLICY in policies
    return {name: value for name, value in said.items() if value is not None}


def version(
    store: Store, agency_id: str, day: date, known_before: datetime | None = None
) -> Profile | None:
    """The version that holds on a day: of those that begin by then the last, of one day the one
    entered last."""
    statement = newest(known_before is not None)
    binds = on_a_day(agency_id, day, known_before)
    row = store.connection.execute(statement, binds).mappings().first()
    return Profile.of(row) if row else None


@cache
def newest(known: bool) -> Select[Any]:
    p = Profile.table.c
    return (
        select(Profile.table)
        .where(*Scope(known).counts(Profile), p.since <= LAST)
        .order_by(p.since.desc(), p.id.desc())
        .limit(1)
    )
