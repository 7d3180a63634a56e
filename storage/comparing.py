"""A hazard that an inspector found beside what the agency listed before: 已提出 or 未提出.

The likeness of wordings only puts the likely ones first; an inspector says what is the same.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from storage.contract import covering
from storage.hand_over import HandOver
from storage.site_check import SiteCheck, SiteFinding
from storage.store import ZONE, Store
from storage.visit import Hazard, SignedList, Visit

WORDS, PLACE, PARTLY = 0.7, 0.3, 0.9
"""How much the description and the place weigh; one that only stands within the other counts a
little less than one that is the same."""

NO_ADVICE = "没有写整改意见"
NOT_GIVEN = "清单没有交付委托单位"
TOO_LATE = "清单在核查当天或以后才交付"
OUTSIDE = "交付时不在合同期内"
ENTERED_LATER = "核查以后才录入"
CHANGED_LATER = "核查以后改过"


@dataclass(frozen=True)
class Match:
    """One of the agency's hazards beside a finding: ``alike`` is 0 to 100, ``handed`` the day its
    list was handed over, ``lacks`` why it is no advice in time (empty: it is), ``mark`` what speaks
    for a closer look."""

    hazard: Hazard
    listed_on: date
    alike: int
    handed: date | None
    lacks: str = ""
    mark: str = ""


def matches(store: Store, finding: SiteFinding, check: SiteCheck) -> list[Match]:
    """What the agency listed at that client up to the day of the check, the likeliest first; of
    equals what counts as advice, then the latest."""
    whose: dict[str, Any] = {"agency_id": check.agency_id, "client_id": check.client_id}
    visits = {visit.id: visit for visit in store.find(Visit, **whose) if visit.on <= check.on}
    handed: dict[str, date | None] = {}
    found = []
    for hazard in store.find(Hazard, **whose):
        visit = visits.get(hazard.visit_id)
        if visit is None:
            continue
        if visit.id not in handed:
            handed[visit.id] = handed_on(store, visit, check.on)
        given = handed[visit.id]
        lacks = _lacks(store, hazard, given, check)
        alike = likeness(finding, hazard)
        mark = _mark(hazard, check)
        found.append(Match(hazard, visit.on, alike, given, lacks, mark))
    return sorted(found, key=_rank)


def _rank(one: Match) -> tuple[int, bool, int, str]:
    return -one.alike, bool(one.lacks), -one.listed_on.toordinal(), one.hazard.id


def likeness(finding: SiteFinding, hazard: Hazard) -> int:
    """How alike the wordings are, 0 to 100."""
    words = _alike(finding.description, hazard.description)
    return round(WORDS * words + PLACE * _alike(finding.place, hazard.place))


def _alike(one: str, other: str) -> float:
    return max(fuzz.ratio(one, other), PARTLY * fuzz.partial_ratio(one, other))


def handed_on(store: Store, visit: Visit, day: date) -> date | None:
    """The day from which the client had a visit's list, as it stood on the day of a check: signed
    for, refused before others, or opened from the link."""
    days = []
    for signed in store.find(SignedList, visit_id=visit.id):
        stood = signed.voided_on is None or signed.voided_on > day
        proven = signed.refusal is None or signed.witness is not None or bool(signed.photos)
        if stood and proven:
            days.append(signed.signed_on)
    for given in store.find(HandOver, visit_id=visit.id):
        replaced = given.superseded_at and given.superseded_at.astimezone(ZONE).date() <= day
        if given.opened_at is not None and not replaced:
            days.append(given.opened_at.astimezone(ZONE).date())
    return min(days, default=None)


def _lacks(store: Store, hazard: Hazard, handed: date | None, check: SiteCheck) -> str:
    """Why a listed hazard is no advice handed over before the check and within the contract."""
    if not hazard.advice:
        return NO_ADVICE
    if handed is None:
        return NOT_GIVEN
    if handed >= check.on:
        return TOO_LATE
    if not covering(store, check.agency_id, check.client_id, handed):
        return OUTSIDE
    return ""


def _mark(hazard: Hazard, check: SiteCheck) -> str:
    for at, said in ((hazard.entered_at, ENTERED_LATER), (hazard.changed_at, CHANGED_LATER)):
        if at is not None and at.astimezone(ZONE).date() > check.on:
            return said
    return ""
