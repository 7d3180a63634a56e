"""The demo's site checks: an inspector was at two clients, and has not compared what was found."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.demo.scene import Scene
from storage.comparing import handed_on
from storage.contract import covering
from storage.cycle import Participation
from storage.evidence.site import FLAGS
from storage.site_check import SiteCheck, SiteFinding
from storage.store import Store
from storage.visit import Grade, Hazard, Visit

CLIENTS = 2
NEW = {"place": "装卸区", "description": "装卸平台边缘没有防坠落警示线", "grade": Grade.GENERAL}


@dataclass(frozen=True)
class Checking:
    """Checks at the first clients for whom the agency listed hazards in time: one of these is there
    still, another was never listed."""

    me: str
    scene: Scene
    day: date

    def __call__(self, store: Store) -> None:
        store = store.at(store.now, self.me)
        part = store.find(Participation, agency_id=self.scene.agency_id)[0]
        known: dict[str, Hazard] = {}
        for hazard in store.find(Hazard, agency_id=self.scene.agency_id):
            if len(known) == CLIENTS:
                break
            if hazard.client_id not in known and self._given(store, hazard):
                known[hazard.client_id] = hazard
        for hazard in known.values():
            self._check(store, part, hazard)

    def _given(self, store: Store, hazard: Hazard) -> bool:
        visit = store.get(Visit, hazard.visit_id)
        given = handed_on(store, visit, self.day) if visit and hazard.advice else None
        under = covering(store, hazard.agency_id, hazard.client_id, self.day)
        return given is not None and given < self.day and under is not None

    def _check(self, store: Store, part: Participation, hazard: Hazard) -> None:
        whose: dict[str, Any] = {"agency_id": part.agency_id, "client_id": hazard.client_id}
        good: dict[str, Any] = dict.fromkeys(FLAGS, False)
        made = store.add(
            SiteCheck(
                participation_id=part.id, inspector_id=self.me, on=self.day, **whose, **good
            )
        )
        seen: dict[str, Any] = {
            "place": hazard.place,
            "description": f"{hazard.description}，仍未整改",
            "grade": hazard.grade,
            "photos": self.scene.photos[:1],
        }
        for found in (seen, NEW):
            store.add(SiteFinding(site_check_id=made.id, **whose, **found))
