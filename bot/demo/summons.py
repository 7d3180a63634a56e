"""The demo's careless agency comes to a talk: circumstances found, one decided, a talk arranged."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.demo.cast import CARELESS, Habits
from bot.demo.scene import Deed, Scene, off
from storage.candidates import decide
from storage.cycle import Cycle, participation
from storage.signals import keep, look
from storage.store import ZONE, Store
from storage.talk import Candidate, Outcome, TalkKind
from storage.talks import Appointment, plan

CODE = "A2"
WEIGHED = {"harm": True, "minor": True, "needed": True}
DECIDED = "多次服务没有记录，隐患清单没有交企业签收，情节尚轻，先约谈督促"
TOLD = "本周期有多次服务没有记录，或者发现隐患后没有把清单交委托单位签收。"
PLACE = "市应急管理局3楼会议室"


@dataclass(frozen=True)
class Summons:
    """``supervisor`` decides; what else was found still waits."""

    habits: Habits
    scene: Scene
    cycle: Cycle
    supervisor: str

    def deeds(self) -> Iterator[Deed]:
        if self.habits is not CARELESS:
            return
        scene = replace(self.scene, dice=random.Random(f"{self.habits.code17} talk"))
        yield scene.at(scene.ago(2), 9), self._find
        yield scene.at(scene.ago(2), 10), self._decide
        yield scene.at(scene.ago(2), 16), self._arrange

    def _find(self, store: Store) -> None:
        store = store.at(store.now, None)
        part = participation(store, self.cycle.id, self.scene.agency_id)
        assert part is not None
        keep(store, self.cycle, part.agency_id, look(store, self.cycle, part))

    def _decide(self, store: Store) -> None:
        store = store.at(store.now, self.supervisor)
        (found,) = store.find(Candidate, of_agency_id=self.scene.agency_id, code=CODE)
        decide(store, found, Outcome.TALK, dict(WEIGHED), DECIDED)

    def _arrange(self, store: Store) -> None:
        store = store.at(store.now, self.supervisor)
        at = datetime.combine(self._day(), time(14, 30), ZONE)
        plan(store, self.scene.agency_id, Appointment(TalkKind.URGE, at, PLACE), TOLD)

    def _day(self) -> date:
        """A day of work that lies ahead of whoever starts the demo."""
        day = self.scene.today + timedelta(days=3)
        while off(day):
            day += timedelta(days=1)
        return day
