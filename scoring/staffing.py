"""Who stands with the engineers and who with the other titles, in the agency's favour (item 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scoring.settings import Readings


@dataclass(frozen=True)
class Qualifications:
    """What one full-time person holds that is valid on the day of the count."""

    registered_engineer: bool = False
    """注册安全工程师（中级 or above）."""

    assessor: bool = False
    """安全评价师."""

    title: bool = False
    """An intermediate or higher title of another kind."""


@dataclass(frozen=True)
class Placing:
    """How many stand in each group; nobody stands in both."""

    engineers: int
    other_titles: int


def place(
    engineers_only: int, titles_only: int, both: int, readings: Readings | None = None
) -> Placing:
    """Place the staff: who qualifies for both helps the engineers first, then the titles."""
    if min(engineers_only, titles_only, both) < 0:
        raise ValueError("人数不能为负")
    needed = (readings or Readings()).engineers_needed
    helping = min(both, max(0, needed - engineers_only))
    return Placing(engineers_only + helping, titles_only + both - helping)


def place_people(people: Iterable[Qualifications], readings: Readings | None = None) -> Placing:
    """Place a roster; who holds neither is left out."""
    readings = readings or Readings()
    standing = [_groups(person, readings) for person in people]
    return place(
        standing.count((True, False)),
        standing.count((False, True)),
        standing.count((True, True)),
        readings,
    )


def _groups(person: Qualifications, readings: Readings) -> tuple[bool, bool]:
    """Whether the person qualifies for the engineers, and for the other titles."""
    as_title = person.registered_engineer and readings.engineer_counts_as_title
    return (person.registered_engineer or person.assessor, person.title or as_title)
