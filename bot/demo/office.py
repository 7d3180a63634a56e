"""The department's side of the demo: who inspects, who keeps away, which clients were drawn."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.demo.cast import AVERAGE, CARELESS, GOOD, Habits
from bot.demo.inspections import GU, XU
from bot.demo.scene import Deed, Scene
from storage.conflict import Conflict
from storage.cycle import Cycle, Participation, participation
from storage.drawing import make, prepare
from storage.recusal import assign, recuse
from storage.store import Store

GROUNDS = "我爱人上个月起在这家机构任项目负责人"
Hour = tuple[int, int]
"""So many days ago, and the hour."""


@dataclass(frozen=True)
class Duty:
    """``given``: who is assigned when; ``recused`` declares a conflict; a draw of ``wanted``
    clients is prepared, and made an hour later if ``drawn``."""

    given: tuple[tuple[Hour, tuple[str, ...]], ...]
    prepared: Hour
    recused: tuple[Hour, str] | None = None
    wanted: int = 4
    drawn: bool = True


DUTIES = {
    GOOD.name: Duty(given=(((13, 9), (XU,)),), prepared=(8, 9)),
    AVERAGE.name: Duty(
        given=(((13, 9), (XU,)), ((12, 15), (GU,))), prepared=(8, 10), recused=((12, 11), XU)
    ),
    CARELESS.name: Duty(given=(((3, 9), (GU, XU)),), prepared=(1, 15), drawn=False),
}


@dataclass(frozen=True)
class Office:
    """What the department does about one agency; ``officials`` are ids by name."""

    habits: Habits
    scene: Scene
    cycle: Cycle
    supervisor: str
    officials: Mapping[str, str]

    def deeds(self) -> Iterator[Deed]:
        # Dice of its own: what is done here changes nothing else of the world.
        scene = replace(self.scene, dice=random.Random(f"{self.habits.code17} office"))
        duty = DUTIES[self.habits.name]
        for (days, hour), people in duty.given:
            yield scene.at(scene.ago(days), hour), Assigning(self, people)
        if duty.recused:
            (days, hour), name = duty.recused
            yield scene.at(scene.ago(days), hour), lambda store: self._recuse(store, name)
        days, hour = duty.prepared
        yield scene.at(scene.ago(days), hour), self._draw

    def part(self, store: Store) -> Participation:
        found = participation(store, self.cycle.id, self.scene.agency_id)
        assert found is not None
        return found

    def _recuse(self, store: Store, name: str) -> None:
        me = self.officials[name]
        store = store.at(store.now, me)
        declared = Conflict(
            person_id=me,
            of_agency_id=self.scene.agency_id,
            grounds=GROUNDS,
            declared_on=store.today,
        )
        recuse(store, store.add(declared))

    def _draw(self, store: Store) -> None:
        duty = DUTIES[self.habits.name]
        store = store.at(store.now, self.supervisor)
        draw = prepare(store, self.cycle, self.part(store), duty.wanted)
        if duty.drawn:
            make(store, draw)


@dataclass(frozen=True)
class Assigning:
    """By the supervisor."""

    office: Office
    people: tuple[str, ...]

    def __call__(self, store: Store) -> None:
        store = store.at(store.now, self.office.supervisor)
        people = [self.office.officials[name] for name in self.people]
        assign(store, self.office.part(store), people, blind=False)
