"""What the look-up questions of the forms choose from: a page of options, and labels, by source."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from handlers.formkit.wording import cut
from handlers.formkit.world import PAGE_SIZE, Page
from handlers.turn import Actor
from storage import choosing
from storage.assignment import INSPECTORS
from storage.choosing import Listing, Row
from storage.organisation import ROLE_NAMES, Role
from storage.store import Store
from storage.visit import GRADE_NAMES

LINE = 60


@dataclass(frozen=True)
class Source:
    """``bureau`` lists are a supervisor's; an earlier answer narrows them to one agency. The others
    show the actor's own agency and nothing else, whatever was asked for."""

    listing: Listing
    label: Callable[[Row], str]
    bureau: bool = False


def page(
    store: Store,
    actor: Actor,
    source: str,
    search: str = "",
    page: int = 0,
    within: str = "",
    size: int = PAGE_SIZE,
) -> Page:
    """The options of a source as (value, label); a page beyond the last is the last."""
    known = SOURCES[source]
    if not _allowed(known, actor):
        return Page()
    ask = (store, known.listing, actor.agency_id, search, within, size)
    rows, total = choosing.page(*ask, page * size)
    if not rows and total:
        page = (total - 1) // size
        rows, total = choosing.page(*ask, page * size)
    return Page(tuple((row["id"], _line(known, row)) for row in rows), total, page)


def labels(store: Store, actor: Actor, source: str, values: Iterable[str]) -> dict[str, str]:
    """The labels of what was chosen before; what is not this actor's to see has none."""
    known = SOURCES[source]
    rows = choosing.named(store, known.listing, actor.agency_id, values)
    return {id: _line(known, row) for id, row in rows.items()}


def _allowed(source: Source, actor: Actor) -> bool:
    return (actor.agency_id is None) == source.bureau or source.listing is choosing.MEMBERS


def _line(source: Source, row: Row) -> str:
    return cut(source.label(row), LINE)


def _client(row: Row) -> str:
    return str(row["name"])


def _contract(row: Row) -> str:
    return f"{row['name']} {row['signed_on']}签 {row['number']}"


def _visit(row: Row) -> str:
    return f"{row['name']} {row['on']} 隐患{row['hazards']}条"


def _rectified(row: Row) -> str:
    return f"{row['name']} {row['place']}：{row['description']} {row['rectified_on']}整改"


def _hazard(row: Row) -> str:
    due = f" 限{row['deadline']}" if row["deadline"] else ""
    grade = "" if row["grade"] == "general" else f"【{GRADE_NAMES[row['grade']]}】"
    return f"{grade}{row['name']} {row['place']}：{row['description']}{due}"


def _member(row: Row) -> str:
    where = f"（{row['agency']}）" if row["agency"] else ""
    return f"{row['name']} {ROLE_NAMES[Role(row['role'])]}{where}"


def _cycle(row: Row) -> str:
    return f"{row['name']} {row['start']}—{row['end']}"


def _contact(row: Row) -> str:
    return f"{row['client']} {row['name']} {row['phone'] or '没有登记电话'}"


SOURCES: dict[str, Source] = {
    "clients": Source(choosing.CLIENTS, _client),
    "staff": Source(choosing.STAFF, _client),
    "contracts_to_upload": Source(choosing.CONTRACTS_TO_UPLOAD, _contract),
    "visits_to_sign": Source(choosing.VISITS_TO_SIGN, _visit),
    "visits_to_upload": Source(choosing.VISITS_TO_UPLOAD, _visit),
    "open_hazards": Source(choosing.OPEN_HAZARDS, _hazard),
    "hazards_to_recheck": Source(choosing.HAZARDS_TO_RECHECK, _rectified),
    "members": Source(choosing.MEMBERS, _member),
    "agencies": Source(choosing.AGENCIES, _client, bureau=True),
    "agency_clients": Source(choosing.CLIENTS, _client, bureau=True),
    "contacts_to_confirm": Source(choosing.CONTACTS_TO_CONFIRM, _contact, bureau=True),
    "inspectors": Source(INSPECTORS, _client, bureau=True),
    "cycles": Source(choosing.CYCLES, _cycle, bureau=True),
}
