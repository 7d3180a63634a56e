"""What the bureau's letters share: who writes, the days as they are written, one template."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from handlers.documents import typeset
from handlers.documents.paper import Paper, moment
from storage.organisation import Department, Level
from storage.person import Person
from storage.store import ZONE, Store

TEMPLATE = "letter.typ"
STANDARD = "《安全生产技术服务机构管理规范》"
BUREAU = "应急管理部门"


@dataclass(frozen=True)
class Table:
    """``columns`` are the shares of the width."""

    title: str
    columns: tuple[int, ...]
    heads: tuple[str, ...]
    rows: list[list[str]]


@dataclass(frozen=True)
class Letter:
    """What stands in a letter, from top to bottom; ``lines`` are left blank to be signed. A QR
    picture of ``address`` stands beside the sender, with what it is for (``scan``)."""

    title: str
    number: str
    agency: str
    to: str = ""
    opening: str = ""
    facts: list[list[str]] = field(default_factory=list)
    sections: list[tuple[str, list[str]]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    sender: str = ""
    day: str = ""
    signed: list[str] = field(default_factory=list)
    lines: tuple[str, ...] = ()
    address: str = ""
    scan: str = ""


def set_letter(letter: Letter, name: str, at: datetime) -> Paper:
    told = asdict(letter)
    told["qr"] = typeset.qr(letter.address) if letter.address else []
    told["running"] = letter.title
    told["made"] = f"{moment(at)} 制"
    return Paper(TEMPLATE, f"{name}.pdf", told, at)


def bureau(store: Store) -> str:
    """Who writes: the department that is highest up."""
    rank = list(Level)
    found = store.find(Department)
    return min(found, key=lambda one: (rank.index(one.level), one.id)).name if found else BUREAU


def name_of(store: Store, person_id: str | None) -> str:
    person = store.get(Person, person_id) if person_id else None
    return person.name if person else ""


def written_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def written_time(at: datetime) -> str:
    local = at.astimezone(ZONE)
    return f"{written_day(local.date())} {local:%H:%M}"
