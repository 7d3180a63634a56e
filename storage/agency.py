"""Agencies and the dated versions of their profile (clause 基本条件)."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from storage.entity import Key, Record, stored
from storage.store import Store


@stored("agency", "安全生产技术服务机构", "DW")
class Agency(Record):
    name: str
    credit_code: str

    @property
    def agency_id(self) -> str:
        """Its own chain in the audit trail."""
        return self.id


@stored("profile", "机构基本情况", "JB", ("agency_id", "since"))
class Profile(Record):
    """What an agency declares of itself (自报) from a day on. None: not said. ``policies`` are the
    names of those in place, as ``scoring`` spells them."""

    agency_id: Annotated[str, Key("agency")]
    since: date
    legal_person: bool | None = None
    fixed_assets: Decimal | None = None
    office_area: Decimal | None = None
    equipment: bool | None = None
    policies: tuple[str, ...] | None = None
    grading_body: bool | None = None
    address: str | None = None
    phone: str | None = None


def profile_on(store: Store, agency_id: str, day: date) -> Profile | None:
    """The version that holds on a day; of two that begin on the same, the one entered last."""
    rows = [p for p in store.find(Profile, agency_id=agency_id) if p.since <= day]
    return max(rows, key=lambda p: (p.since, p.id), default=None)
