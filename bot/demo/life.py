"""Eighteen months of an agency's work, as dated deeds that are then written in their order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from bot.demo.cast import Habits
from bot.demo.company import Company, companies
from bot.demo.scene import Deed, Scene
from bot.demo.visits import Call, Served
from bot.demo.words import CONTENTS, MEETINGS, TRAININGS
from storage.contract import Contract
from storage.gathering import Gathered, Gathering
from storage.store import Store

YEAR = timedelta(days=365)
APART = 26
"""Days between a visit that left something undone and the ordinary ones, so that no follow-up of
one of those answers for it."""


@dataclass(frozen=True)
class Engagement:
    """``loose``: so many days ago the visit that left something undone (-1: none)."""

    signed: date
    loose: int = -1
    ending: bool = False


@dataclass
class Life:
    """One agency's history from ``scene.start`` to yesterday; ``deeds`` come in no order."""

    habits: Habits
    scene: Scene
    served: list[tuple[Served, Engagement]] = field(default_factory=list)

    def deeds(self) -> Iterator[Deed]:
        """What was entered until yesterday, whatever the hour: what lies ahead has not happened."""
        habits, scene = self.habits, self.scene
        clients = companies(
            scene.dice, scene.agency_id, habits.clients, habits.counties, habits.keeper
        )
        planned = [deed for n, company in enumerate(clients) for deed in self._client(n, company)]
        yield from (deed for deed in (*planned, *self._gatherings()) if deed[0] < scene.midnight)

    def _engaged(self, n: int) -> Engagement:
        """The first clients are those that the habits have something to say of."""
        habits, scene = self.habits, self.scene
        late, ending, loose = habits.contracts_not_uploaded, habits.ending, habits.loose
        if n < len(late):
            return Engagement(scene.ago(late[n]))
        n -= len(late)
        if n < len(ending):
            return Engagement(scene.ago(367 - ending[n]), ending=True)
        n -= len(ending)
        if n < len(loose):
            return Engagement(scene.ago(loose[n] + scene.dice.randrange(15, 200)), loose[n])
        if n >= habits.clients - habits.uncovered - len(late) - len(ending):
            return Engagement(scene.ago(scene.dice.randrange(120, 300)))
        return Engagement(scene.between(scene.start, scene.today - timedelta(days=20)))

    def _client(self, n: int, company: Company) -> Iterator[Deed]:
        scene, engagement = self.scene, self._engaged(n)
        served = Served(company, company.client)
        self.served.append((served, engagement))

        def add(store: Store) -> None:
            served.client = store.add(company.client)

        last = self.habits.clients - 1 - n - self.habits.uncovered
        before = Engagement(engagement.signed - YEAR)
        regular = self.habits.regulars and before.signed >= scene.start and last >= 0
        yield scene.at(before.signed if regular else engagement.signed, 9), add
        if regular:
            yield from self._year(served, before, self.habits.clients, self.habits.clients)
        yield from self._year(served, engagement, n, last)
        if engagement.loose >= 0:
            on = scene.ago(engagement.loose)
            yield from Call(scene, self.habits, served, on, engagement.loose).deeds()

    def _year(self, served: Served, engagement: Engagement, n: int, last: int) -> Iterator[Deed]:
        """A contract and its ordinary visits; ``last`` counts the contracts from the end."""
        if last >= 0:
            yield self._contract(served, engagement, n, last)
        for on in self._ordinary(engagement):
            yield from Call(self.scene, self.habits, served, on).deeds()

    def _contract(self, served: Served, engagement: Engagement, n: int, last: int) -> Deed:
        """The first ones and the last ones lack what the habits leave out."""
        habits, scene, dice = self.habits, self.scene, self.scene.dice
        signed = engagement.signed
        starts = signed + timedelta(days=3)
        entered = scene.after(signed, 1, 2)
        uploaded = n >= len(habits.contracts_not_uploaded)

        def add(store: Store) -> None:
            store.add(
                Contract(
                    **served.about,
                    signed_on=signed,
                    content=dice.choice(CONTENTS),
                    starts_on=starts,
                    ends_on=starts + timedelta(days=364),
                    visits=None if last < habits.vague else habits.agreed_visits,
                    amount=Decimal(dice.randrange(30, 180) * 100),
                    scan=None if last < habits.unscanned else (scene.scan,),
                    uploaded_on=entered if uploaded else None,
                    upload_receipt=scene.receipt(entered) if uploaded else None,
                )
            )

        return scene.at(entered, 10), add

    def _ordinary(self, engagement: Engagement) -> Iterator[date]:
        """The days of the agreed visits, but for those too near one that left something undone,
        and later ones that would have brought the follow-up with them."""
        habits, scene = self.habits, self.scene
        gap = 360 // habits.agreed_visits
        loose = scene.ago(engagement.loose) if engagement.loose >= 0 else None
        for k in range(habits.agreed_visits - engagement.ending):
            earliest = engagement.signed + timedelta(days=k * gap + 8)
            on = scene.between(earliest, earliest + timedelta(days=gap // 2))
            if loose is not None:
                forgotten = engagement.loose in habits.not_followed_up
                if abs((on - loose).days) < APART or (forgotten and on > loose):
                    continue
            yield on

    def _gatherings(self) -> Iterator[Deed]:
        quarter, n = self.scene.start, 1
        while quarter < self.scene.today:
            plans = (
                (Gathered.TRAINING, self.habits.untrained, TRAININGS, 12),
                (Gathered.MEETING, self.habits.unmet, MEETINGS, 60),
            )
            for kind, missed, topics, first in plans:
                earliest = quarter + timedelta(days=first)
                on = self.scene.between(earliest, earliest + timedelta(days=24))
                topic = self.scene.dice.choice(topics)
                if n not in missed:
                    yield self.scene.at(on, 17), self._gathering(kind, on, topic)
            quarter = date(quarter.year + quarter.month // 10, (quarter.month + 2) % 12 + 1, 1)
            n += 1

    def _gathering(self, kind: Gathered, on: date, topic: str) -> Callable[[Store], object]:
        gathering = Gathering(
            agency_id=self.scene.agency_id,
            kind=kind,
            on=on,
            topic=topic,
            attended=self.scene.dice.randrange(6, 15),
            photos=(self.scene.dice.choice(self.scene.photos),),
        )
        return lambda store: store.add(gathering)
