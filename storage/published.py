"""What is public of the ratings: exactly what was frozen, newest versions first to be found."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Float, Text, and_, cast, func, or_, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from scoring.editions import edition
from scoring.interchange import read_facts
from scoring.scorecard import score
from scoring.summary import section_sums
from scoring.values import plain
from storage.agency import Agency
from storage.card import Card
from storage.cycle import Cycle
from storage.publication import Publication, StarBands
from storage.store import Store


def shown(
    made: Publication,
    agency: Agency,
    cycle: Cycle,
    card: Card,
    bands: StarBands,
    before: Publication | None,
) -> dict[str, Any]:
    """The page of a result: names of items and of the agency, and numbers; no client, hazard or
    person stands in what it is made of."""
    standard = edition(card.edition)
    scored = score(read_facts(card.facts, standard), standard)
    return {
        "number": made.number,
        "agency": agency.name,
        "cycle": cycle.name,
        "stars": made.stars,
        "total": plain(made.total),
        "possible": plain(sum((item.points for item in scored.items), Decimal(0))),
        "sections": [
            {"name": part.name, "points": plain(part.best), "possible": plain(part.possible)}
            for part in section_sums(scored)
        ],
        "items": [
            {
                "number": one.number,
                "section": one.item.section,
                "title": one.item.title,
                "points": plain(one.best),
                "possible": plain(one.points),
            }
            for one in scored.items
        ],
        "edition": standard.title,
        "assessed_on": card.day.isoformat(),
        "published_on": made.published_on.isoformat(),
        "version": made.version,
        "reason": made.grounds or "",
        "before": {"total": plain(before.total), "stars": before.stars} if before else None,
        "bands": bands.bands["list"],
    }


def newest_of(store: Store, cycle_id: str, agency_id: str) -> Publication | None:
    """The version of an agency's result that is public now."""
    found = of_agency(store, cycle_id, agency_id)
    return found[0] if found else None


def of_agency(store: Store, cycle_id: str, agency_id: str) -> list[Publication]:
    """All versions, the newest first."""
    return store.find(Publication, cycle_id=cycle_id, agency_id=agency_id, order="-version")


def by_number(store: Store, number: str) -> Publication | None:
    found = store.find(Publication, number=number.strip().upper(), limit=1)
    return found[0] if found else None


def results(
    store: Store, cycle_id: str, page: int = 0, size: int = 20, name: str = ""
) -> tuple[list[Publication], int]:
    """A page of a cycle's newest versions, the highest total first, and how many there are;
    ``name``: only of agencies in whose name it stands, or that is part of what it says."""
    table, agency = Publication.table, Agency.table
    wanted = _newest(cycle_id)
    source = table.join(agency, agency.c.id == table.c.agency_id)
    if name:
        typed = func.lower(name)
        wanted.append(
            or_(
                func.lower(agency.c.name).contains(name.lower(), autoescape=True),
                func.replace(typed, func.lower(agency.c.name), "") != typed,
            )
        )
    total = store.connection.scalar(select(func.count()).select_from(source).where(*wanted))
    rows = store.connection.execute(
        select(table)
        .select_from(source)
        .where(*wanted)
        # Decimals are kept as text, which sorts 9 above 10.
        .order_by(cast(type_coerce(table.c.total, Text), Float).desc(), agency.c.name, table.c.id)
        .limit(size)
        .offset(page * size)
    ).mappings()
    return [Publication.of(row) for row in rows], total or 0


def cycles_with_results(store: Store) -> list[Cycle]:
    """The cycles of which anything is public, the latest first."""
    table = Publication.table
    some = select(table.c.cycle_id).where(table.c.withdrawn_at.is_(None))
    rows = store.connection.execute(
        select(Cycle.table)
        .where(Cycle.table.c.id.in_(some))
        .order_by(Cycle.table.c.start.desc(), Cycle.table.c.id.desc())
    ).mappings()
    return [Cycle.of(row) for row in rows]


def outdated_bands(store: Store, cycle_id: str, bands_id: str) -> int:
    """How many results stand that were published by other bands than these."""
    table = Publication.table
    wanted = [*_newest(cycle_id), table.c.bands_id != bands_id]
    return store.connection.scalar(select(func.count()).select_from(table).where(*wanted)) or 0


def _newest(cycle_id: str) -> list[ColumnElement[bool]]:
    table, later = Publication.table, Publication.table.alias("later")
    newer = and_(
        later.c.cycle_id == table.c.cycle_id,
        later.c.agency_id == table.c.agency_id,
        later.c.version > table.c.version,
        later.c.withdrawn_at.is_(None),
    )
    return [
        table.c.cycle_id == cycle_id,
        table.c.withdrawn_at.is_(None),
        ~select(later.c.id).where(newer).exists(),
    ]
