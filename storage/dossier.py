"""All that is kept of one client of an agency, read together (一企一档, item 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from scoring.values import Cases
from storage.agency import Agency
from storage.assessment import assess
from storage.client import Client
from storage.contact import Contact
from storage.contract import Contract
from storage.cycle import Cycle, Participation, joined
from storage.follow_up import FollowUp
from storage.hand_over import HandOver
from storage.inspection import Decision, latest_inspection
from storage.staff import StaffMember
from storage.store import Store
from storage.visit import Hazard, SignedList, Visit

FACT = "files_incomplete"


@dataclass(frozen=True)
class Dossier:
    """Records that count, oldest first. ``window`` is the first and the last day whose contracts
    item 6 looks at today; None while the agency takes part in no cycle. ``ruled``: whether by
    the inspectors this file is incomplete; None where they have not decided about any."""

    agency: Agency
    client: Client
    contacts: tuple[Contact, ...]
    contracts: tuple[Contract, ...]
    visits: tuple[Visit, ...]
    hazards: tuple[Hazard, ...]
    signatures: tuple[SignedList, ...]
    hand_overs: tuple[HandOver, ...]
    follow_ups: tuple[FollowUp, ...]
    staff: Mapping[str, str]
    window: tuple[date, date] | None
    ruled: bool | None = None

    def found_on(self, visit: Visit) -> list[Hazard]:
        return [hazard for hazard in self.hazards if hazard.visit_id == visit.id]

    def signed_for(self, visit: Visit) -> list[SignedList]:
        return [one for one in self.signatures if one.visit_id == visit.id]

    @property
    def examined(self) -> list[Contract]:
        """The contracts for which item 6 asks for a complete file."""
        if self.window is None:
            return []
        first, last = self.window
        return [one for one in self.contracts if first <= one.signed_on <= last]

    @property
    def files(self) -> tuple[str, ...]:
        """Every stored file that a record here refers to, once."""
        named = [sha for one in self.contracts for sha in one.scan or ()]
        named += [sha for visit in self.visits for sha in visit.photos]
        for hazard in self.hazards:
            named += [*hazard.photos, *hazard.rectified_photos, *hazard.recheck_photos]
        named += [sha for signed in self.signatures for sha in signed.photos]
        named += [sha for call in self.follow_ups for sha in call.photos]
        return tuple(dict.fromkeys(named))


def dossier(store: Store, client: Client) -> Dossier:
    whose: dict[str, Any] = {"agency_id": client.agency_id, "client_id": client.id}
    agency = store.get(Agency, client.agency_id)
    assert agency is not None
    visits = tuple(store.find(Visit, **whose, order="on"))
    on = {visit.id: visit.on for visit in visits}
    hazards = [h for h in store.find(Hazard, client_id=client.id) if h.visit_id in on]
    names = {one.id: one.name for one in store.find(StaffMember, agency_id=client.agency_id)}
    return Dossier(
        agency=agency,
        client=client,
        contacts=tuple(store.find(Contact, **whose)),
        contracts=tuple(store.find(Contract, **whose, order="signed_on")),
        visits=visits,
        hazards=tuple(sorted(hazards, key=lambda h: (on[h.visit_id], h.id))),
        signatures=tuple(store.find(SignedList, **whose, order="signed_on")),
        hand_overs=tuple(store.find(HandOver, **whose)),
        follow_ups=tuple(store.find(FollowUp, **whose, order="on")),
        staff=names,
        window=examined_window(store, client.agency_id),
        ruled=_ruled(store, client),
    )


def incomplete(store: Store, agency_id: str) -> list[Client]:
    """The clients that are cases of rule 6.1 today, by name."""
    taking_part = joined(store, agency_id)
    refs = _cases(store, taking_part) if taking_part else ()
    clients = (store.get(Client, ref.partition(":")[2]) for ref in refs)
    return sorted((one for one in clients if one), key=lambda one: (one.name, one.id))


def _cases(store: Store, taking_part: Participation) -> tuple[str, ...]:
    cycle = store.get(Cycle, taking_part.cycle_id)
    assert cycle is not None
    found = assess(store, cycle, taking_part).facts.get(FACT)
    return found.refs if isinstance(found, Cases) else ()


def _ruled(store: Store, client: Client) -> bool | None:
    taking_part = joined(store, client.agency_id)
    inspection = latest_inspection(store, taking_part.id) if taking_part else None
    if taking_part is None or inspection is None:
        return None
    if not store.find(Decision, inspection_id=inspection.id, fact=FACT, limit=1):
        return None
    return f"client:{client.id}" in _cases(store, taking_part)


def examined_window(store: Store, agency_id: str) -> tuple[date, date] | None:
    """The days of reading.md, section 8, as of today."""
    taking_part = joined(store, agency_id)
    cycle = store.get(Cycle, taking_part.cycle_id) if taking_part else None
    if cycle is None or taking_part is None:
        return None
    return max(cycle.start, taking_part.joined_on), min(store.today, cycle.end)
