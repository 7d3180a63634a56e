"""Plays the demo's inspections through what the chat uses: each decision is one made in chat."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.demo.cast import Habits
from bot.demo.checking import site_checks
from bot.demo.inspections import PLANS, Seen
from bot.demo.scene import Deed, Scene
from handlers.inspection.decide import decide_case, nothing, set_fact
from handlers.inspection.desk import Desk
from handlers.inspection.opening import begin, desk_at
from handlers.inspection.submit import submit
from scoring.values import Cases
from storage.cycle import Cycle, participation
from storage.inspection import Verdict, latest_inspection
from storage.store import Store

ITEM_MINUTES = 7


def inspection(
    habits: Habits, scene: Scene, cycle: Cycle, inspectors: Mapping[str, str]
) -> Iterator[Deed]:
    """The deeds of an agency's inspection; ``inspectors`` are ids by name."""
    plan = PLANS.get(habits.name)
    if plan is None:
        return
    me = inspectors[plan.inspector]
    at = None
    for sitting in plan.sittings:
        at = scene.at(scene.ago(sitting.days), sitting.hour)
        for seen in sitting.items:
            yield at, Deciding(me, scene, cycle, seen)
            at += timedelta(minutes=ITEM_MINUTES)
    assert at is not None
    yield at, Leaving(me, scene, cycle, plan.paused_at)
    yield from site_checks(habits.name, me, scene, cycle)


@dataclass(frozen=True)
class AtDesk:
    """What is done at an inspection by ``me``."""

    me: str
    scene: Scene
    cycle: Cycle

    def desk(self, store: Store) -> Desk:
        taking_part = participation(store, self.cycle.id, self.scene.agency_id)
        assert taking_part is not None
        opened = latest_inspection(store, taking_part.id) or begin(store, taking_part, self.me)
        found = desk_at(store, opened.id, self.me)
        assert found is not None
        return found


@dataclass(frozen=True)
class Deciding(AtDesk):
    """Writes one item."""

    seen: Seen

    def __call__(self, store: Store) -> None:
        store, seen = store.at(store.now, self.me), self.seen
        desk = self.desk(store)
        if seen.nothing:
            return nothing(store, desk, seen.item, seen.grounds or "")
        if seen.struck:
            self._strike(store, desk)
            desk = self.desk(store)
        for fact in desk.facts(seen.item):
            if fact.name in seen.says:
                photos = self.scene.photos[:1] if seen.photo else ()
                said = {"grounds": seen.grounds, "note": seen.note, "photos": photos}
                value = fact.read(seen.says[fact.name])
                set_fact(store, desk, seen.item, fact, value, **said)
            elif fact.name in desk.sheet.facts:
                set_fact(store, desk, seen.item, fact, desk.sheet.facts[fact.name])

    def _strike(self, store: Store, desk: Desk) -> None:
        fact = desk.sheet.edition.facts[self.seen.struck]
        value = desk.sheet.facts[fact.name]
        assert isinstance(value, Cases)
        said = {"grounds": self.seen.grounds, "note": self.seen.note}
        ref = value.refs[0]
        decide_case(store, desk, self.seen.item, fact, ref, Verdict.REJECTED, **said)


@dataclass(frozen=True)
class Leaving(AtDesk):
    """Stops at an item for another day, or submits."""

    paused_at: int | None

    def __call__(self, store: Store) -> None:
        store = store.at(store.now, self.me)
        desk = self.desk(store)
        if self.paused_at is None:
            submit(store, desk)
        else:
            store.revise(desk.inspection, at_item=self.paused_at)
