"""Where the lines of the list of all agencies come from."""

from handlers.scorecard.item import PAGE
from handlers.scorecard.load import live
from handlers.scorecard.ranking import Ranked
from storage.agency import Agency
from storage.cycle import Cycle, Participation
from storage.store import Store


def ranked(store: Store, cycle: Cycle, page: int, order: int) -> tuple[list[Ranked], int]:
    """A page of the agencies of a cycle in one of `ranking.ORDERS`, and how many there are."""
    parts = store.find(Participation, cycle_id=cycle.id)
    named = sorted(((name(store, part), part) for part in parts), key=lambda pair: pair[0])
    if order == 0:
        last = max(0, (len(named) - 1) // PAGE)
        at = min(page, last) * PAGE
        return [line(store, part, agency) for agency, part in named[at : at + PAGE]], len(named)
    lines = [line(store, part, agency) for agency, part in named]
    lines.sort(key=lambda one: -((one.best if order == 1 else one.worst) or 0))
    at = min(page, max(0, (len(lines) - 1) // PAGE)) * PAGE
    return lines[at : at + PAGE], len(lines)


def name(store: Store, part: Participation) -> str:
    agency = store.get(Agency, part.agency_id)
    return agency.name if agency else part.agency_id


def line(store: Store, part: Participation, agency: str) -> Ranked:
    sheet = live(store, part)
    return Ranked(part.id, agency, sheet.card.worst, sheet.card.best, sheet.day)
