"""The demo's world, built once and then asked."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from bot.demo.cast import Habits
from bot.demo.world import World, build
from handlers.inspection.desk import Desk
from handlers.inspection.opening import desk_at
from storage.agency import Agency
from storage.assessment import Assessment, assess
from storage.cycle import participation
from storage.database import open_database
from storage.files import FileFolder
from storage.inspection import Inspection
from storage.schema import upgrade
from storage.store import Store


@dataclass(frozen=True)
class Town:
    """A built world, to be asked."""

    store: Store
    folder: FileFolder
    world: World
    said: list[str]

    def agency(self, habits: Habits) -> Agency:
        return self.store.find(Agency, name=habits.name)[0]

    def of(self, kind: type[Any], habits: Habits) -> list[Any]:
        found: list[Any] = self.store.find(kind, agency_id=self.agency(habits).id)
        return found

    def inspections(self, habits: Habits) -> list[Inspection]:
        """Of the present cycle."""
        found = self.of(Inspection, habits)
        return [one for one in found if one.cycle_id == self.world.cycle.id]

    def assessment(self, habits: Habits) -> Assessment:
        taking_part = participation(self.store, self.world.cycle.id, self.agency(habits).id)
        assert taking_part is not None
        return assess(self.store, self.world.cycle, taking_part)

    def desk(self, habits: Habits) -> Desk:
        (inspection,) = self.inspections(habits)
        found = desk_at(self.store, inspection.id, inspection.inspector_id)
        assert found is not None
        return found


def built(root: Path, now: datetime) -> Iterator[Town]:
    folder, said = FileFolder(root / "files"), list[str]()

    async def fill() -> World:
        database = await open_database(f"sqlite:///{root}/anxing.db")
        await database.write(upgrade)
        made = await database.write(lambda c: build(Store(c, now), folder, said.append))
        await database.close()
        return made

    world = asyncio.run(fill())
    engine = create_engine(f"sqlite:///{root}/anxing.db")
    with engine.connect() as connection:
        yield Town(Store(connection, now), folder, world, said)
    engine.dispose()
