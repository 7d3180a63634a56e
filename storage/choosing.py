"""Lists that a form lets one choose from: searched, paged, and always of one agency's records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, exists, func, select, type_coerce

from storage.agency import Agency
from storage.client import Client
from storage.contact import Contact
from storage.contract import Contract
from storage.cycle import Cycle
from storage.organisation import Membership
from storage.person import Person
from storage.staff import StaffMember
from storage.store import Store
from storage.visit import Hazard, SignedList, Visit

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Listing:
    """``rows`` is everything whose label may be asked for; ``still`` narrows it to what may still
    be chosen. ``agency`` and ``within`` are the columns that an agency and an earlier answer bind,
    ``searched`` those in which every typed word must stand."""

    rows: Select[Any]
    id: ColumnElement[str]
    order: tuple[ColumnElement[Any], ...]
    searched: tuple[ColumnElement[Any], ...]
    still: tuple[ColumnElement[bool], ...]
    agency: ColumnElement[Any] | None = None
    within: ColumnElement[Any] | None = None
    lately: tuple[ColumnElement[Any], ...] = ()


def page(
    store: Store,
    listing: Listing,
    agency_id: str | None,
    words: str,
    within: str,
    limit: int,
    offset: int,
) -> tuple[list[Row], int]:
    """Rows of a list and how many there are; without a search, the lately used come first."""
    where = [*listing.still, *_bound(listing, agency_id)]
    if within and listing.within is not None:
        where.append(listing.within == within)
    for word in words.split():
        like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        found = [column.ilike(like, escape="\\") for column in listing.searched]
        where.append(_any(found))
    wanted = listing.rows.where(*where)
    total = store.connection.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    order = listing.order if words.split() else (*listing.lately, *listing.order)
    paged = wanted.order_by(*order, listing.id).limit(limit).offset(offset)
    return [dict(row) for row in store.connection.execute(paged).mappings()], total


def named(
    store: Store, listing: Listing, agency_id: str | None, ids: Iterable[str]
) -> dict[str, Row]:
    """The rows of these ids, chosen before and perhaps settled since; none of another agency."""
    wanted = listing.rows.where(listing.id.in_(list(ids)), *_bound(listing, agency_id))
    return {row["id"]: dict(row) for row in store.connection.execute(wanted).mappings()}


def _bound(listing: Listing, agency_id: str | None) -> list[ColumnElement[bool]]:
    if agency_id is None or listing.agency is None:
        return []
    return [listing.agency == agency_id]


def _any(found: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    first, *rest = found
    for one in rest:
        first = first | one
    return first


_client, _visit, _hazard = Client.table, Visit.table, Hazard.table
_contract, _list, _staff = Contract.table, SignedList.table, StaffMember.table
_member, _person = Membership.table, Person.table
_agency, _cycle = Agency.table, Cycle.table


def _live(*tables: Any) -> tuple[ColumnElement[bool], ...]:
    return tuple(table.c.withdrawn_at.is_(None) for table in tables)


_used = (
    select(func.max(_visit.c.id))
    .where(_visit.c.client_id == _client.c.id)
    .correlate(_client)
    .scalar_subquery()
)

CLIENTS = Listing(
    select(_client.c.id, _client.c.name, _client.c.town, _client.c.number),
    id=_client.c.id,
    order=(_client.c.name,),
    searched=(_client.c.name, _client.c.contact, _client.c.town, _client.c.number),
    still=_live(_client),
    agency=_client.c.agency_id,
    within=_client.c.agency_id,
    lately=(_used.desc().nulls_last(),),
)

STAFF = Listing(
    select(_staff.c.id, _staff.c.name, _staff.c.number),
    id=_staff.c.id,
    order=(_staff.c.name,),
    searched=(_staff.c.name, _staff.c.number),
    still=_live(_staff),
    agency=_staff.c.agency_id,
)

CONTRACTS_TO_UPLOAD = Listing(
    select(_contract.c.id, _contract.c.number, _contract.c.signed_on, _client.c.name).join(
        _client, _client.c.id == _contract.c.client_id
    ),
    id=_contract.c.id,
    order=(_contract.c.signed_on,),
    searched=(_client.c.name, _contract.c.number, type_coerce(_contract.c.signed_on, String)),
    still=(*_live(_contract), _contract.c.uploaded_on.is_(None)),
    agency=_contract.c.agency_id,
)

_hazards_of = (_hazard.c.visit_id == _visit.c.id) & _hazard.c.withdrawn_at.is_(None)
_found = (
    select(func.count()).select_from(_hazard).where(_hazards_of).correlate(_visit).scalar_subquery()
)
_visits = select(
    _visit.c.id, _visit.c.number, _visit.c.on, _client.c.name, _found.label("hazards")
).join(_client, _client.c.id == _visit.c.client_id)


def _visit_listing(still: ColumnElement[bool]) -> Listing:
    return Listing(
        _visits,
        id=_visit.c.id,
        order=(_visit.c.on,),
        searched=(_client.c.name, _visit.c.number, type_coerce(_visit.c.on, String)),
        still=(*_live(_visit), exists().where(_hazards_of), still),
        agency=_visit.c.agency_id,
        within=_visit.c.client_id,
    )


VISITS_TO_SIGN = _visit_listing(
    ~exists().where(
        _list.c.visit_id == _visit.c.id,
        _list.c.withdrawn_at.is_(None),
        _list.c.voided_on.is_(None),
    )
)
VISITS_TO_UPLOAD = _visit_listing(exists().where(_hazards_of, _hazard.c.uploaded_on.is_(None)))

_hazards = (
    select(
        _hazard.c.id,
        _hazard.c.number,
        _hazard.c.place,
        _hazard.c.description,
        _hazard.c.grade,
        _hazard.c.deadline,
        _hazard.c.rectified_on,
        _client.c.name,
    )
    .join(_client, _client.c.id == _hazard.c.client_id)
    .join(_visit, _visit.c.id == _hazard.c.visit_id)
)


def _hazard_listing(first: ColumnElement[Any], *still: ColumnElement[bool]) -> Listing:
    return Listing(
        _hazards,
        id=_hazard.c.id,
        order=(first, _visit.c.on),
        searched=(_client.c.name, _hazard.c.place, _hazard.c.description, _hazard.c.number),
        still=(*_live(_hazard, _visit), *still),
        agency=_hazard.c.agency_id,
    )


OPEN_HAZARDS = _hazard_listing(_hazard.c.deadline.nulls_last(), _hazard.c.rectified_on.is_(None))
HAZARDS_TO_RECHECK = _hazard_listing(
    _hazard.c.rectified_on, _hazard.c.rectified_on.is_not(None), _hazard.c.rechecked_on.is_(None)
)

MEMBERS = Listing(
    select(
        _member.c.id,
        _member.c.person_id,
        _member.c.role,
        _member.c.until,
        _person.c.name,
        _agency.c.name.label("agency"),
    )
    .join(_person, _person.c.id == _member.c.person_id)
    .outerjoin(_agency, _agency.c.id == _member.c.agency_id),
    id=_member.c.id,
    order=(_agency.c.name.nulls_first(), _person.c.name),
    searched=(_person.c.name, _agency.c.name),
    still=(*_live(_member), _member.c.until.is_(None)),
    agency=_member.c.agency_id,
)

_contact = Contact.table

CONTACTS_TO_CONFIRM = Listing(
    select(
        _contact.c.id,
        _contact.c.name,
        _contact.c.phone,
        _contact.c.number,
        _client.c.name.label("client"),
    ).join(_client, _client.c.id == _contact.c.client_id),
    id=_contact.c.id,
    order=(_client.c.name, _contact.c.name),
    searched=(_client.c.name, _contact.c.name, _contact.c.phone),
    still=(*_live(_contact), _contact.c.confirmed.is_(None)),
    agency=_contact.c.agency_id,
    within=_contact.c.agency_id,
)

AGENCIES = Listing(
    select(_agency.c.id, _agency.c.name, _agency.c.credit_code),
    id=_agency.c.id,
    order=(_agency.c.name,),
    searched=(_agency.c.name, _agency.c.credit_code),
    still=_live(_agency),
    agency=_agency.c.id,
)

CYCLES = Listing(
    select(_cycle.c.id, _cycle.c.name, _cycle.c.start, _cycle.c.end),
    id=_cycle.c.id,
    order=(_cycle.c.start.desc(),),
    searched=(_cycle.c.name,),
    still=_live(_cycle),
)
