"""Where an agency stands on the board, from nothing to a published result."""

from datetime import date, timedelta
from typing import Any

import pytest

from scoring.editions import CURRENT
from scoring.settings import Readings
from storage.agency import Agency
from storage.board import Stage, stages
from storage.card import Card
from storage.cycle import Cycle, Participation
from storage.database import Database
from storage.inspection import Inspection
from storage.objection import Disclosure, Objection, Ruling
from storage.person import Person
from storage.publication import Publication, StarBands
from storage.snapshot import snapshots
from storage.store import Store
from tests.conftest import NOW

TODAY = date(2026, 11, 20)


class Way:
    """One agency's way through a cycle, step by step."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.person = store.add(Person(name="陈评定"))
        self.agency = store.add(Agency(name="嘉兴安达", credit_code="1"))
        self.cycle = store.add(
            Cycle(
                name="一轮",
                start=date(2026, 1, 1),
                end=date(2027, 12, 31),
                edition=CURRENT.code,
                readings=Readings().as_dict(),
            )
        )
        self.of: dict[str, Any] = {"agency_id": self.agency.id, "cycle_id": self.cycle.id}
        self.part = store.add(Participation(joined_on=date(2026, 1, 1), **self.of))

    @property
    def stage(self) -> Stage:
        return stages(self.store, self.cycle)[self.part.id]

    def inspects(self, blind: bool = False) -> None:
        looked = Inspection(
            participation_id=self.part.id,
            inspector_id=self.person.id,
            opened_on=TODAY,
            blind=blind,
            **self.of,
        )
        self.inspection = self.store.add(looked)

    def submits(self) -> None:
        self.card = self.store.add(
            Card(
                inspection_id=self.inspection.id,
                version=1,
                day=TODAY,
                edition=CURRENT.code,
                readings={},
                facts={},
                records_facts={},
                confirmed=(),
                survey_closed=True,
                decisions={"list": []},
                result={},
                **self.of,
            )
        )

    def shows(self, until: date) -> None:
        self.disclosure = self.store.add(
            Disclosure(
                agency_id=self.agency.id,
                inspection_id=self.inspection.id,
                card_id=self.card.id,
                opened_on=TODAY,
                until=until,
            )
        )

    def objects(self) -> Objection:
        return self.store.add(
            Objection(
                agency_id=self.agency.id,
                inspection_id=self.inspection.id,
                disclosure_id=self.disclosure.id,
                card_id=self.card.id,
                item=14,
                rule="14.1",
                words="已经签收",
                raised_by=self.person.id,
                raised_on=TODAY,
            )
        )

    def checks(self, open_items: int) -> None:
        states = ["pending" if n <= open_items else "assessed" for n in range(1, 26)]
        items = {str(n): ["0", "0", state] for n, state in enumerate(states, 1)}
        self.store.connection.execute(snapshots.delete())
        self.store.connection.execute(
            snapshots.insert().values(
                cycle_id=self.cycle.id,
                agency_id=self.agency.id,
                day=TODAY,
                worst=0,
                best=0,
                line="",
                items=items,
                seq=0,
                revision=1,
                made_at=NOW,
            )
        )

    def publishes(self) -> None:
        bands = self.store.add(StarBands(cycle_id=self.cycle.id, version=1, bands={"list": []}))
        self.store.add(
            Publication(
                card_id=self.card.id,
                bands_id=bands.id,
                version=1,
                total=0,  # type: ignore[arg-type]
                stars="",
                shown={},
                published_on=TODAY,
                **self.of,
            )
        )


async def test_every_stage_from_nothing_to_published(database: Database) -> None:
    def work(store: Store) -> list[Stage]:
        way = Way(store)
        seen = [way.stage]
        way.inspects(blind=True)
        seen.append(way.stage)
        way.inspects()
        seen.append(way.stage)
        way.submits()
        seen.append(way.stage)
        way.shows(TODAY)
        seen.append(way.stage)
        objection = way.objects()
        seen.append(way.stage)
        store.revise(objection, ruling=Ruling.REFUSED)
        store.revise(way.disclosure, until=TODAY - timedelta(1))
        way.checks(open_items=1)
        seen.append(way.stage)
        way.checks(open_items=0)
        seen.append(way.stage)
        way.publishes()
        return [*seen, way.stage]

    assert await database.write(lambda c: work(Store(c, NOW))) == [
        Stage.WAITING,
        Stage.WAITING,
        Stage.INSPECTED,
        Stage.SUBMITTED,
        Stage.TOLD,
        Stage.OBJECTED,
        Stage.INSPECTED,
        Stage.READY,
        Stage.PUBLISHED,
    ]


@pytest.mark.parametrize(("days", "stage"), [(0, Stage.TOLD), (1, Stage.TOLD), (-1, Stage.READY)])
async def test_an_agency_may_object_up_to_the_last_day(
    sqlite_database: Database, days: int, stage: Stage
) -> None:
    def work(store: Store) -> Stage:
        way = Way(store)
        way.inspects()
        way.submits()
        way.shows(TODAY + timedelta(days))
        way.checks(open_items=0)
        return way.stage

    assert await sqlite_database.write(lambda c: work(Store(c, NOW))) is stage
