"""Where a story is played: a running app over the town, and ways for people to come in."""

import asyncio
import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from bot.app import Anxing
from scheduler.sweep import sweep
from storage import job
from storage.account import Invitation, default_expiry, invite
from storage.agency import Agency
from storage.database import Connection
from storage.organisation import Role
from storage.person import Person as Somebody
from storage.store import Store
from tests.bot.office import FixedClock
from tests.bot.talk import Person, TalkChannel
from tests.conftest import BUSY
from tests.stories.talker import Talker
from tests.stories.town import Town

T = TypeVar("T")
OF_AGENCY = frozenset({Role.AGENCY, Role.PRINCIPAL})


class Visitor(Talker, Protocol):
    """A talker who can wait until all that is on its way to them has arrived."""

    async def settled(self) -> None: ...


class Presser(Visitor, Protocol):
    """One who also presses what nobody offered them."""

    async def forges(self, data: str) -> str:
        """A press that carries this; returns all that they have read by now."""


@dataclass
class Stage(ABC):
    """The same for every channel; ``let_in`` is each channel's own door."""

    app: Anxing
    clock: FixedClock
    town: Town
    visitors: list[Visitor] = field(default_factory=list, kw_only=True)

    @abstractmethod
    async def let_in(self, code: str, name: str) -> Visitor:
        """Somebody uses an invitation and is greeted."""

    @abstractmethod
    async def knocks(self, code: str) -> str:
        """What somebody reads whose invitation opens nothing."""

    async def comes_in(self, code: str, name: str) -> Talker:
        self.visitors.append(await self.let_in(code, name))
        return self.visitors[-1]

    async def enters(self, name: str, role: Role, agency: Agency | None = None) -> Talker:
        """Somebody of the town's agency, or of the one that is named, or of the bureau."""
        return await self.comes_in(await self.invitation(name, role, agency), name)

    async def enters_elsewhere(self, name: str) -> Talker:
        """Somebody known, on another phone."""

        def again(store: Store) -> str:
            (person,) = store.find(Somebody, name=name)
            known = store.find(Invitation, name=name)[0]
            return invite(
                store,
                Invitation(
                    code_hash="",
                    role=known.role,
                    name=name,
                    agency_id=known.agency_id,
                    department_id=known.department_id,
                    person_id=person.id,
                    expires_at=default_expiry(store),
                ),
            )[1]

        return await self.comes_in(await self.write(again), name)

    async def invitation(self, name: str, role: Role, agency: Agency | None = None) -> str:
        whose = agency or self.town.agency

        def make(store: Store) -> str:
            offered = Invitation(
                code_hash="",
                role=role,
                name=name,
                agency_id=whose.id if role in OF_AGENCY else None,
                department_id=None if role in OF_AGENCY else self.town.bureau.id,
                expires_at=default_expiry(store),
            )
            return invite(store, offered)[1]

        return await self.write(make)

    async def reminds(self) -> None:
        """A sweep, and its letters on their way."""
        await sweep(self.app.database, self.clock())
        await self.app.sender.look()
        for visitor in self.visitors:
            await visitor.settled()

    async def long_work_ends(self) -> None:
        """Papers and the like that were asked for have come, to whom they were due."""
        async with asyncio.timeout(BUSY):
            for _look in itertools.count():
                if not await self.app.database.read(job.waiting) and self.app.jobs.idle:
                    break
                self.app.jobs.wake()
                await asyncio.sleep(0.02)
        await self.app.sender.look()
        for visitor in self.visitors:
            await visitor.settled()

    async def write(self, work: Callable[[Store], T]) -> T:
        def unit(connection: Connection) -> T:
            return work(Store(connection, self.clock()))

        return await self.app.database.write(unit)


@dataclass
class Messenger(Stage):
    """An aiogram session in this process."""

    channel: TalkChannel
    _ids: list[int] = field(default_factory=lambda: [7000])

    def _visitor(self, name: str) -> Person:
        self._ids[0] += 1
        return Person(self.app, self.channel, self._ids[0], name)

    async def let_in(self, code: str, name: str) -> Visitor:
        visitor = self._visitor(name)
        await visitor.says(f"/start {code}")
        return visitor

    async def knocks(self, code: str) -> str:
        visitor = self._visitor("陌生人")
        await visitor.says(f"/start {code}")
        return visitor.screen
