"""Departments (city, county, town), and the dated memberships that give people their rights."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from sqlalchemy import select

from storage.entity import Key, Record, stored
from storage.person import Person
from storage.store import Store


class Level(StrEnum):
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"


class Role(StrEnum):
    """What a membership lets a person do."""

    AGENCY = "agency"
    PRINCIPAL = "principal"
    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    CLIENT = "client"


ROLE_NAMES = {
    Role.AGENCY: "机构人员",
    Role.PRINCIPAL: "机构主要负责人",
    Role.INSPECTOR: "评定人员",
    Role.SUPERVISOR: "监管人员",
    Role.CLIENT: "委托单位联系人",
}


@stored("department", "应急管理部门", "")
class Department(Record):
    name: str
    level: Level


@stored("membership", "任职", "RZ", ("person_id",), ("agency_id", "role"), ("client_id",))
class Membership(Record):
    """A person's role in an agency, in a department or (with ``client_id``, and then without
    ``agency_id``) at a client, from a day, until a day (included)."""

    person_id: Annotated[str, Key("person")]
    role: Role
    agency_id: Annotated[str | None, Key("agency")] = None
    department_id: Annotated[str | None, Key("department")] = None
    client_id: Annotated[str | None, Key("client")] = None
    since: date
    until: date | None = None


def memberships(store: Store, person_id: str) -> list[Membership]:
    """Those of a person that hold today, oldest first."""
    day = store.today
    rows = store.find(Membership, person_id=person_id)
    return [m for m in rows if m.since <= day and (m.until is None or day <= m.until)]


def people_with(store: Store, role: Role, agency_id: str | None = None) -> list[Person]:
    """Who holds a role today: in one agency, or (None) in the bureau's departments."""
    table, person = Membership.table, Person.table
    day = store.today
    rows = store.connection.execute(
        select(person)
        .join(table, table.c.person_id == person.c.id)
        .where(
            table.c.role == role,
            table.c.withdrawn_at.is_(None),
            table.c.since <= day,
            table.c.until.is_(None) | (table.c.until >= day),
            *([table.c.agency_id == agency_id] if agency_id else []),
        )
        .order_by(person.c.id)
        .distinct()
    ).mappings()
    return [Person.of(row) for row in rows]
