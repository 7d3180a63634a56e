"""The demo's site checks: at clients that were drawn, what was found set beside the lists."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from bot.demo.cast import AVERAGE, GOOD
from bot.demo.scene import Deed, Scene
from storage.checking import close_sample, compare, draw_of, drawn, picked, sample
from storage.comparing import handed_on
from storage.contract import covering
from storage.cycle import Cycle, Participation, participation
from storage.evidence.site import FLAGS
from storage.site_check import SiteCheck, SiteFinding
from storage.store import Store
from storage.visit import Grade, Hazard, Visit

NEW = {"place": "装卸区", "description": "装卸平台边缘没有防坠落警示线", "grade": Grade.GENERAL}
GOOD_FLAGS: dict[str, Any] = dict.fromkeys(FLAGS, False)


@dataclass(frozen=True)
class Look:
    """A check at the next client: a hazard is there still that was listed in time (``known``), one
    that never was (``new``), and whether the inspector ``compared`` them at once."""

    days: int
    hour: int
    known: bool
    new: bool
    compared: bool


LOOKS = {
    GOOD.name: (
        Look(2, 8, known=True, new=False, compared=True),
        Look(2, 9, known=True, new=True, compared=True),
        Look(2, 10, known=False, new=False, compared=True),
        Look(2, 11, known=False, new=False, compared=True),
    ),
    AVERAGE.name: (
        Look(4, 15, known=True, new=True, compared=False),
        Look(4, 16, known=True, new=True, compared=False),
    ),
}
CLOSED = {GOOD.name: (2, 13)}
"""Of which agency nobody more is visited, so many days ago at what hour."""


def site_checks(name: str, me: str, scene: Scene, cycle: Cycle) -> Iterator[Deed]:
    """Where an agency's clients were drawn and visited."""
    # Dice of its own: what is seen here changes nothing else of the world.
    scene = replace(scene, dice=random.Random(f"{name} site"))
    for look in LOOKS.get(name, ()):
        yield scene.at(scene.ago(look.days), look.hour), Checking(me, scene, cycle, look)
    if name in CLOSED:
        days, hour = CLOSED[name]
        yield scene.at(scene.ago(days), hour), Closing(me, scene, cycle)


@dataclass(frozen=True)
class Closing:
    """Ends the sample."""

    me: str
    scene: Scene
    cycle: Cycle

    def part(self, store: Store) -> Participation:
        found = participation(store, self.cycle.id, self.scene.agency_id)
        assert found is not None
        return found

    def __call__(self, store: Store) -> None:
        store = store.at(store.now, self.me)
        close_sample(store, sample(store, self.part(store)))


@dataclass(frozen=True)
class Checking(Closing):
    """One client visited: of those drawn first where a listed hazard can be seen again."""

    look: Look

    def __call__(self, store: Store) -> None:
        store = store.at(store.now, self.me)
        part = self.part(store)
        client, hazard = self._next(store, part)
        whose: dict[str, Any] = {"agency_id": part.agency_id, "client_id": client}
        made = store.add(
            SiteCheck(
                participation_id=part.id,
                inspector_id=self.me,
                draw_id=draw_of(store, part, client),
                on=store.today,
                **whose,
                **GOOD_FLAGS,
            )
        )
        said = {"site_check_id": made.id, **whose}
        found = [(hazard, _again(hazard))] if hazard and self.look.known else []
        for same, seen in [*found, *([(None, NEW)] if self.look.new else [])]:
            photos = self.scene.photos[:1] if same else ()
            finding = store.add(SiteFinding(**said, **seen, photos=photos))
            if self.look.compared:
                compare(store, finding, same)

    def _next(self, store: Store, part: Participation) -> tuple[str, Hazard | None]:
        """The next client not visited yet. Drawn or not, one where there is something to see again
        if that is what the look is about: the same world on the same day, whomever the draw
        picked."""
        been = {one.client_id for one in store.find(SiteCheck, participation_id=part.id)}
        left = [id for id in picked(drawn(store, part)) if id not in been]
        if not self.look.known:
            return left[0], None
        for id in left:
            if hazard := self._listed(store, store.find(Hazard, client_id=id, order="-id")):
                return id, hazard
        others = store.find(Hazard, agency_id=part.agency_id, order="-id")
        hazard = self._listed(store, (one for one in others if one.client_id not in been))
        assert hazard is not None
        return hazard.client_id, hazard

    def _listed(self, store: Store, hazards: Iterable[Hazard]) -> Hazard | None:
        return next((one for one in hazards if self._given(store, one)), None)

    def _given(self, store: Store, hazard: Hazard) -> bool:
        """Whether a list was handed over before today, within the contract, with advice."""
        visit = store.get(Visit, hazard.visit_id)
        given = handed_on(store, visit, store.today) if visit and hazard.advice else None
        days = (given, store.today) if given and given < store.today else ()
        under = [covering(store, hazard.agency_id, hazard.client_id, day) for day in days]
        return bool(under) and all(under)


def _again(hazard: Hazard) -> dict[str, Any]:
    state = "整改后又出现" if hazard.rectified_on else "仍未整改"
    words = f"{hazard.description}，{state}"
    return {"place": hazard.place, "description": words, "grade": hazard.grade}
