"""A small world for stories: an agency, a bureau, and people let in by real invitations."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import Anxing
from bot.settings import Settings, load
from storage.account import Invitation, default_expiry, invite
from storage.agency import Agency
from storage.database import Connection
from storage.organisation import Department, Level, Role
from storage.store import Store
from tests.bot.talk import Person, TalkChannel
from tests.conftest import NOW

IN_WECOM_TOO = pytest.mark.parametrize("office", ["talk", "wecom"], indirect=True)
EVERYWHERE = pytest.mark.parametrize(
    ("server", "office"),
    [
        ("sqlite", "talk"),
        pytest.param("postgresql", "talk", marks=pytest.mark.postgres),
        ("sqlite", "wecom"),
    ],
    indirect=True,
)
"""Either database, and 企业微信."""

CREDIT_CODE = "91330400MA2B8K5Y4L"


@dataclass
class FixedClock:
    """A time that moves when a test says so."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Office:
    """A running app with one in-process channel; ``person`` lets somebody in."""

    app: Anxing
    channel: TalkChannel
    clock: FixedClock
    agency: Agency
    department: Department
    _ids: list[int] = field(default_factory=lambda: [7000])

    async def person(self, name: str, role: Role) -> Person:
        """Somebody who was invited and has just come in."""
        visitor = self.stranger(name)
        code = await self.invitation(name, role)
        await visitor.says(f"/start {code}")
        return visitor

    def stranger(self, name: str = "陌生人") -> Person:
        self._ids[0] += 1
        return Person(self.app, self.channel, self._ids[0], name)

    async def invitation(self, name: str, role: Role, **more: Any) -> str:
        of_agency = role in (Role.AGENCY, Role.PRINCIPAL)

        def work(store: Store) -> str:
            offered = Invitation(
                code_hash="",
                role=role,
                name=name,
                agency_id=self.agency.id if of_agency else None,
                department_id=None if of_agency else self.department.id,
                expires_at=default_expiry(store),
            )
            return invite(store, offered)[1]

        code: str = await self.write(work)
        return code

    async def write(self, work: Callable[[Store], Any]) -> Any:
        def unit(connection: Connection) -> Any:
            return work(Store(connection, self.clock()))

        return await self.app.database.write(unit)

    async def read(self, work: Callable[[Store], Any]) -> Any:
        def unit(connection: Connection) -> Any:
            return work(Store(connection, self.clock()))

        return await self.app.database.read(unit)


def settings_in(folder: Path, **more: Any) -> Settings:
    return load(data=folder, **more)


async def found(app: Anxing, clock: FixedClock) -> tuple[Agency, Department]:
    """An agency and a department to be in."""

    def work(connection: Connection) -> tuple[Agency, Department]:
        store = Store(connection, clock())
        known = store.find(Agency), store.find(Department)
        if known[0] and known[1]:
            return known[0][0], known[1][0]
        agency = store.add(Agency(name="嘉兴安正技术服务有限公司", credit_code=CREDIT_CODE))
        return agency, store.add(Department(name="嘉兴市应急管理局", level=Level.CITY))

    return await app.database.write(work)


async def opened(app: Anxing, clock: FixedClock, channel: TalkChannel | None = None) -> Office:
    """Serve with a channel of this process."""
    channel = channel or TalkChannel(app.files)
    await app.serve([channel])
    agency, department = await found(app, clock)
    return Office(app, channel, clock, agency, department)
