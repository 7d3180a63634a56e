"""Long work asked for in chat: done beside the conversations, once, and answered by a letter."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from bot.channel import Channel
from bot.clock import Clock
from bot.progress import GivenUp, Progress
from bot.render import shown
from bot.sender import Sender
from handlers.formkit.events import SentFile
from handlers.formkit.view import Choice, View, press
from storage import job as kept
from storage import outbox
from storage.account import account_of, touch
from storage.database import Connection, Database, Unavailable
from storage.drafts import active_draft
from storage.files import Files, keep
from storage.job import Job, JobState
from storage.letters import ShownFile
from storage.organisation import memberships
from storage.outbox import Letter, Urgency
from storage.store import Store

log = logging.getLogger(__name__)

T = TypeVar("T")

AT_ONCE = 2
LOOK_SECONDS = 0.5
RETRY_SECONDS = 1.0
MENU = Choice("菜单", press("menu"))
UNKNOWN = "这项工作现在不能做了，请从菜单重新开始。"
WORN_OUT = "试了几次都没有做成，什么都没有写入。请稍后再试；还不行，请联系管理员。"


class Unable(Exception):
    """Why it can't be done, whoever tries: the sentence is what the person reads."""


@dataclass(frozen=True)
class Parts:
    """What work is done with. What reads long reads ``storage.apart``, what computes long computes
    in a thread or a process: the conversations go on meanwhile."""

    database: Database
    files: Files
    clock: Clock


@dataclass(frozen=True)
class Made:
    """``say`` runs in the unit that ends the job and may write: what it writes is written once, or,
    where it raises ``Unable``, not at all. ``files`` are stored and sent along; ``made`` is kept
    with the job."""

    say: Callable[[Store], View]
    files: tuple[SentFile, ...] = ()
    made: dict[str, Any] = field(default_factory=dict)


Kind = Callable[[Parts, Job, Progress], Awaitable[Made]]
"""May be run more than once (a stop, a fault): it writes nothing itself but files."""


async def stored(parts: Parts, content: bytes, name: str, type: str) -> SentFile:
    """A file that was made for somebody, as any other file is kept."""
    sha256 = await asyncio.to_thread(parts.files.put, content)
    return SentFile(sha256, name, type, len(content))


class Jobs:
    """Takes up what waits, a stop's leavings first; ``kinds`` says how each is done."""

    def __init__(
        self,
        parts: Parts,
        kinds: Mapping[str, Kind],
        channels: Mapping[str, Channel],
        sender: Sender,
    ) -> None:
        self._parts, self._kinds = parts, kinds
        self._channels, self._sender = channels, sender
        self._running: dict[str, asyncio.Task[None]] = {}
        self._woken = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self.patience = 2.0
        """How long a job may take before its progress is worth a message (seconds)."""
        self.rest = RETRY_SECONDS

    async def start(self) -> None:
        self._loop = asyncio.create_task(self._keep_looking(), name="jobs")

    async def stop(self, seconds: float = 20.0) -> None:
        """Finish what can be finished soon; the rest begins anew at the next start."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
        if self._running:
            await asyncio.wait(tuple(self._running.values()), timeout=seconds)
        left = dict(self._running)
        for task in left.values():
            task.cancel()
        await asyncio.gather(*left.values(), return_exceptions=True)
        for id in left:
            with suppress(Exception):
                await self._parts.database.write(lambda c, id=id: kept.give_back(c, id))  # type: ignore[misc]

    @property
    def idle(self) -> bool:
        return not self._running

    def wake(self) -> None:
        """There may be something new to do."""
        self._woken.set()

    async def _keep_looking(self) -> None:
        while True:
            try:
                for job in await self._parts.database.read(kept.waiting):
                    self._take_up(job)
            except Exception as error:
                log.warning("jobs can't be looked for: %s", error)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._woken.wait()
            self._woken.clear()

    def _take_up(self, job: Job) -> None:
        if job.id not in self._running and len(self._running) < AT_ONCE:
            self._running[job.id] = asyncio.create_task(self._do(job.id), name=f"job {job.kind}")

    async def _do(self, id: str) -> None:
        try:
            job = await self._patiently(lambda c: kept.begin(c, id))
            if job is not None:
                await self._settle(job)
        except GivenUp:
            pass
        except Exception:
            log.exception("a job waits for its next try")
            await asyncio.sleep(self.rest)
        finally:
            del self._running[id]
            self.wake()

    async def _settle(self, job: Job) -> None:
        """One try. What fails for want of the world is tried again; who is past trying is told."""
        try:
            if job.tries >= kept.TRIES:
                raise Unable(WORN_OUT)
            if job.kind not in self._kinds:
                raise Unable(UNKNOWN)
            database, clock, wait = self._parts.database, self._parts.clock, self.patience
            progress = Progress(database, clock, job, self._channels, self._sender, wait)
            made = await self._kinds[job.kind](self._parts, job, progress)
            letters = await self._patiently(lambda c: self._ended(c, job, made))
        except Unable as reason:
            letters = await self._patiently(self._failing(job, str(reason)))
        except Exception:
            if job.tries + 1 < kept.TRIES:
                raise
            log.exception("a job is given up")
            letters = await self._patiently(self._failing(job, WORN_OUT))
        self._sender.offer(letters)

    def _failing(self, job: Job, words: str) -> Callable[[Connection], list[Letter]]:
        view = View(words, ((MENU,),))
        return lambda c: self._ended(c, job, Made(lambda store: view), JobState.FAILED)

    def _ended(
        self, connection: Connection, job: Job, made: Made, state: JobState = JobState.DONE
    ) -> list[Letter]:
        """The unit that ends a job: its effects, its state and its letter, all or none."""
        store = Store(connection, self._parts.clock(), job.person_id)
        if not entitled(store, job):
            kept.end(connection, job.id, JobState.FAILED, {}, store.now)
            return []
        if not kept.end(connection, job.id, state, made.made, store.now):
            return []
        ours = store.at(store.now, None)
        for file in made.files:
            keep(ours, file.sha256, file.name, file.type, file.size)
        view = made.say(store)
        return [answer(store, job, view, made.files)]

    async def _patiently(self, unit: Callable[[Connection], T]) -> T:
        """Once the database can be written."""
        while True:
            try:
                return await self._parts.database.write(unit)
            except Unavailable as error:
                log.warning("a job waits: %s", error)
                await asyncio.sleep(self.rest)


def entitled(store: Store, job: Job) -> bool:
    """Whether who asked may still have the answer: their login and their place hold."""
    account = account_of(store, job.channel, job.account)
    if account is None or account.ended_at is not None or account.person_id != job.person_id:
        return False
    return job.agency_id in {one.agency_id for one in memberships(store, job.person_id)}


def answer(store: Store, job: Job, view: View, files: tuple[SentFile, ...]) -> Letter:
    """The letter that a job comes to."""
    named: dict[str, ShownFile] = {
        one.sha256: {"sha256": one.sha256, "name": one.name, "type": one.type} for one in files
    }
    whole = replace(view, files=tuple(named), keep=True)
    offer_words(store, job, view)
    return outbox.post(
        store.connection,
        key=f"job:{job.id}",
        channel=job.channel,
        account=job.account,
        urgency=Urgency.REPLY,
        payload={"views": [shown(whole, named.get, None)]},
        now=store.now,
    )


def offer_words(store: Store, job: Job, view: View) -> None:
    """The answer's own words may be typed, unless a form is being filled in; the numbers of what
    was shown before keep their meaning."""
    account = account_of(store, job.channel, job.account)
    if account is None or active_draft(store, job.person_id) is not None:
        return
    before = account.view or {}
    new = {choice.label: choice.data for choice in view.choices}
    choices = [[label, new.pop(label, data)] for label, data in before.get("choices", ())]
    choices += [[label, data] for label, data in new.items()]
    numbered = bool(before.get("numbered"))
    touch(store, account, view={"choices": choices, "numbered": numbered})
