"""The web chat's seams on the real storage: its log and its files."""

import asyncio
from pathlib import Path
from typing import Any, Literal, cast

from bot.channels.webchat.seams import CHANNEL, Body, Clock, Entry, Login
from handlers.formkit.events import SentFile
from storage import webchat
from storage.agency import Agency
from storage.client import Client
from storage.database import Database
from storage.files import Files, get_file, keep
from storage.organisation import ROLE_NAMES, Department, Membership, memberships
from storage.person import Person
from storage.picture import pictures_of
from storage.store import Store
from storage.taking import keep_taken, room_of, take
from storage.webchat import Tab, WebMessage


class StoredLog:
    """``MessageLog``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def login(self, token: str) -> Login | None:
        def work(connection: Any) -> Login | None:
            tab = webchat.tab_of(connection, token)
            return _login(Store(connection, self._clock()), tab) if tab else None

        return await self._database.read(work)

    async def open(self, login_id: str) -> bool:
        def work(connection: Any) -> bool:
            tab = webchat.tab(connection, login_id)
            return tab is not None and _login(Store(connection, self._clock()), tab) is not None

        return await self._database.read(work)

    async def append(self, account: str, body: Body) -> Entry:
        now = self._clock()
        made = await self._database.write(lambda c: webchat.append(c, account, "bot", body, now))
        return entry_of(made)

    async def edit(self, account: str, id: int, body: Body) -> Entry | None:
        made = await self._database.write(lambda c: webchat.edit(c, account, id, body))
        return entry_of(made) if made else None

    async def entry(self, account: str, id: int) -> Entry | None:
        found = await self._database.read(lambda c: webchat.message(c, account, id))
        return entry_of(found) if found else None

    async def since(self, account: str, change: int, limit: int) -> list[Entry]:
        found = await self._database.read(
            lambda c: webchat.changed_since(c, account, change, limit)
        )
        return [entry_of(one) for one in found]

    async def before(self, account: str, id: int, limit: int) -> list[Entry]:
        found = await self._database.read(lambda c: webchat.before(c, account, id, limit))
        return [entry_of(one) for one in found]


class StoredFiles:
    """``FileStore``: bytes in the folder first, then the row."""

    def __init__(self, database: Database, folder: Files, clock: Clock) -> None:
        self._database, self._folder, self._clock = database, folder, clock

    async def take(self, account: str, content: bytes, name: str) -> SentFile:
        now = self._clock()
        room = await self._database.read(lambda c: room_of(Store(c, now), CHANNEL, account))
        room.use(len(content), name)
        taken = await asyncio.to_thread(take, self._folder, content, name)
        await self._database.write(lambda c: keep_taken(Store(c, now, room.person_id), taken))
        return SentFile(taken.sha256, taken.name, taken.type, taken.size)

    async def put(self, content: bytes, name: str, type: str) -> SentFile:
        sha256 = await asyncio.to_thread(self._folder.put, content)
        now, size = self._clock(), len(content)
        await self._database.write(lambda c: keep(Store(c, now), sha256, name, type, size))
        return SentFile(sha256, name, type, size)

    async def find(self, sha256: str) -> SentFile | None:
        now = self._clock()
        row = await self._database.read(lambda c: get_file(Store(c, now), sha256))
        return SentFile(row.sha256, row.name, row.type, row.size) if row else None

    async def path(self, sha256: str, *, viewed: bool = False) -> Path | None:
        name, now = sha256, self._clock()
        if viewed:
            known = await self._database.read(lambda c: pictures_of(Store(c, now), [sha256]))
            name = next((one.view for one in known.values() if one.view), sha256)
        path = await asyncio.to_thread(self._folder.path, name)
        return path if path.exists() else None


def _login(store: Store, tab: Tab) -> Login | None:
    """None once nothing is held any more: a membership may have been ended for a later day."""
    person = store.get(Person, tab.person_id)
    held = memberships(store, tab.person_id)
    if not held:
        return None
    standing = "；".join(dict.fromkeys(_standing(store, one) for one in held))
    return Login(tab.id, tab.account, person.name if person else "", standing)


def _standing(store: Store, held: Membership) -> str:
    place: Agency | Department | Client | None = None
    if held.client_id:
        place = store.get(Client, held.client_id)
    elif held.agency_id:
        place = store.get(Agency, held.agency_id)
    elif held.department_id:
        place = store.get(Department, held.department_id)
    role = ROLE_NAMES[held.role]
    return f"{place.name} {role}" if place else role


def entry_of(message: WebMessage) -> Entry:
    return Entry(
        message.id,
        message.change,
        cast(Literal["bot", "me"], message.sender),
        message.body,
        message.at,
        message.client_id or "",
    )
