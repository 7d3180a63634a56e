"""Eighteen months of an agency's work, as dated deeds that are then written in their order."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from bot.demo.cast import Habits
from bot.demo.words import (
    BRANDS,
    CONTENTS,
    DONE,
    GIVEN,
    HAZARDS,
    MAJOR,
    MEETINGS,
    OUTCOMES,
    SURNAMES,
    TOWNS,
    TRADES,
    TRAININGS,
    WAYS,
)
from storage.client import Client
from storage.contract import Contract
from storage.follow_up import FollowUp
from storage.gathering import Gathered, Gathering
from storage.store import ZONE, Store
from storage.visit import Grade, Hazard, SignedList, Visit

Deed = tuple[datetime, Callable[[Store], object]]


@dataclass
class Life:
    """One agency's history from ``start`` to ``today``; ``deeds`` come in no order."""

    habits: Habits
    agency_id: str
    staff: tuple[str, ...]
    scan: str
    photo: str
    start: date
    today: date
    dice: random.Random
    clients: dict[int, Client] = field(default_factory=dict)

    def deeds(self) -> Iterator[Deed]:
        """What happened until yesterday; what would lie ahead has not happened."""
        for n in range(self.habits.clients):
            yield from self._client(n)
        yield from self._gatherings()

    def _at(self, day: date, hour: int = 16) -> datetime:
        moment = time(hour, self.dice.randrange(60))
        return datetime.combine(day, moment, ZONE).astimezone(UTC)

    def _lucky(self, share: float) -> bool:
        return self.dice.random() < share

    def _day(self, first: date, last: date) -> date:
        """A working day between two."""
        day = first + timedelta(days=self.dice.randrange(max((last - first).days, 1)))
        return day - timedelta(days=max(day.weekday() - 4, 0))

    def _client(self, n: int) -> Iterator[Deed]:
        county, town = self.dice.choice(TOWNS)
        trade, suffix, places = self.dice.choice(TRADES)
        brand = self.dice.choice(BRANDS) + self.dice.choice(("", "新", "", "利", "达", "尔"))
        signed = self._day(self.start, self.today - timedelta(days=20))
        name = f"{county[:-1]}{brand}{suffix}有限公司"

        def add(store: Store) -> None:
            self.clients[n] = store.add(
                Client(
                    agency_id=self.agency_id,
                    name=name,
                    town=f"{county}{town}",
                    address=f"{county}{town}工业园区{self.dice.randrange(1, 90)}号",
                    industry=trade,
                    contact=self._name(),
                    phone=f"138{self.dice.randrange(10**7, 10**8)}",
                )
            )

        yield self._at(signed, 9), add
        yield from self._contract(n, signed)
        starts = signed + timedelta(days=3)
        for k in range(self.habits.agreed_visits):
            gap = 360 // self.habits.agreed_visits
            earliest = starts + timedelta(days=k * gap + 5)
            on = self._day(earliest, earliest + timedelta(days=gap - 5))
            if on < self.today:
                yield from self._visit(n, on, places)

    def _contract(self, n: int, signed: date) -> Iterator[Deed]:
        vague = n < self.habits.vague_contracts
        starts = signed + timedelta(days=3)
        uploaded = self._lucky(self.habits.contracts_uploaded)
        scanned = n >= self.habits.unscanned
        if n >= self.habits.clients - self.habits.uncovered:
            return

        def add(store: Store) -> None:
            store.add(
                Contract(
                    agency_id=self.agency_id,
                    client_id=self.clients[n].id,
                    signed_on=signed,
                    content=CONTENTS,
                    starts_on=starts,
                    ends_on=starts + timedelta(days=364),
                    visits=None if vague else self.habits.agreed_visits,
                    amount=Decimal(self.dice.randrange(30, 180) * 100),
                    scan=(self.scan,) if scanned else None,
                    uploaded_on=signed + timedelta(days=2) if uploaded else None,
                )
            )

        yield self._at(signed + timedelta(days=2), 10), add

    def _visit(self, n: int, on: date, places: tuple[str, ...]) -> Iterator[Deed]:
        hazards = self.dice.choices((0, 1, 2, 3, 4), (3, 5, 6, 4, 2))[0]
        signed, recorded = self._lucky(self.habits.signed), self._lucky(self.habits.recorded)
        uploaded = self._lucky(self.habits.uploaded)
        began = time(self.dice.choice((8, 9, 13, 14)), self.dice.choice((0, 15, 30)))

        def add(store: Store) -> None:
            visit = store.add(
                Visit(
                    agency_id=self.agency_id,
                    client_id=self.clients[n].id,
                    on=on,
                    started=began,
                    ended=time(began.hour + 2, 20),
                    staff=tuple(self.dice.sample(self.staff, 2)),
                    done=self.dice.choice(DONE) if recorded else None,
                    photos=(self.photo,) if hazards else (),
                )
            )
            for _ in range(hazards):
                self._hazard(store, visit, places, uploaded)
            if hazards and signed and on + timedelta(days=1) < self.today:
                store.add(
                    SignedList(
                        agency_id=self.agency_id,
                        client_id=visit.client_id,
                        visit_id=visit.id,
                        signed_on=on + timedelta(days=1),
                        signer=self.clients[n].contact or "安全员",
                        post="安全管理员",
                        photos=(self.scan,),
                    )
                )

        yield self._at(on), add
        follow = on + timedelta(days=self.dice.randrange(6, 28))
        if self._lucky(self.habits.followed) and follow < self.today:
            yield self._at(follow, 11), lambda store: self._follow_up(store, n, follow)

    def _hazard(self, store: Store, visit: Visit, places: tuple[str, ...], uploaded: bool) -> None:
        major = self._lucky(0.015)
        what, advice = self.dice.choice(MAJOR if major else HAZARDS)
        deadline = visit.on + timedelta(days=7 if major else 15)
        fixed = self._lucky(self.habits.rectified) and deadline < self.today
        store.add(
            Hazard(
                agency_id=self.agency_id,
                client_id=visit.client_id,
                visit_id=visit.id,
                place=self.dice.choice(places),
                description=what,
                grade=Grade.MAJOR if major else Grade.GENERAL,
                advice=advice,
                deadline=deadline,
                photos=(self.photo,),
                uploaded_on=visit.on + timedelta(days=1) if uploaded else None,
                rectified_on=deadline - timedelta(days=2) if fixed else None,
                rectification="已按整改意见完成" if fixed else None,
            )
        )

    def _follow_up(self, store: Store, n: int, on: date) -> None:
        store.add(
            FollowUp(
                agency_id=self.agency_id,
                client_id=self.clients[n].id,
                on=on,
                way=self.dice.choice(WAYS),
                outcome=self.dice.choice(OUTCOMES),
            )
        )

    def _gatherings(self) -> Iterator[Deed]:
        quarter, n = self.start, 1
        while quarter < self.today:
            after = date(quarter.year + quarter.month // 10, (quarter.month + 2) % 12 + 1, 1)
            plans = (
                (Gathered.TRAINING, self.habits.untrained_quarters, TRAININGS, 40),
                (Gathered.MEETING, self.habits.unmet_quarters, MEETINGS, 20),
            )
            for kind, missed, topics, offset in plans:
                on = self._day(quarter + timedelta(days=offset), after)
                if n not in missed and on < self.today and after <= self.today:
                    yield self._at(on), self._gathering(kind, on, self.dice.choice(topics))
            quarter, n = after, n + 1

    def _gathering(self, kind: Gathered, on: date, topic: str) -> Callable[[Store], object]:
        attended = self.dice.randrange(6, 15)
        gathering = Gathering(
            agency_id=self.agency_id,
            kind=kind,
            on=on,
            topic=topic,
            attended=attended,
            photos=(self.photo,),
        )
        return lambda store: store.add(gathering)

    def _name(self) -> str:
        return self.dice.choice(SURNAMES) + self.dice.choice(GIVEN)
