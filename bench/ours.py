"""The product itself as the bench drives it: the whole way from an accepted update to its reply."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from aiogram.types import InputFile

from bench.quiet import Raw, quiet_bot
from bot.app import Anxing
from bot.channel import Incoming, Intake
from bot.pace import Pace
from bot.settings import load
from handlers.dispatch import Tables
from handlers.formkit import Form, ask
from handlers.formkit.runner import Conversations
from handlers.front import Front
from storage.account import open_account
from storage.agency import Agency
from storage.database import Connection
from storage.gathering import Gathered, Gathering
from storage.letters import ShownFile
from storage.organisation import Membership, Role
from storage.person import Person
from storage.store import Store


class FiveForm(
    Form, name="five", title="五步表", roles={Role.AGENCY}, record=Gathering, items=()
):
    """The peers' five questions, as a form of ours."""

    kind: Gathered = ask.one_of(
        "培训还是会议？", [("培训", Gathered.TRAINING), ("会议", Gathered.MEETING)]
    )
    place: str = ask.text("地点？")
    topic: str = ask.text("主题？")
    attended: int = ask.count("参加人数？")
    note: str = ask.text("备注？")

    def save(self, store: Any, author: Any) -> Gathering:
        made: Gathering = store.add(
            Gathering(
                agency_id=author.agency_id,
                kind=self.kind,
                on=store.today,
                topic=f"{self.topic}（{self.place}）{self.note}",
                attended=self.attended,
            )
        )
        return made


def tables() -> Tables:
    """The product's dispatch with the one form."""
    conversations = Conversations((FiveForm,))
    front = Front(conversations, (FiveForm,))
    actions = {"form": conversations.handle, "menu": front.handle}
    return Tables(actions, {"/start": front.start}, front.otherwise)


class QuietChannel:
    """A messenger that is always there and never slow."""

    name, toasts = "quiet", True
    invitations: tuple[str, str] | None = None

    def __init__(self) -> None:
        self.bot, self.session = quiet_bot()
        self.pace = Pace()
        self._intake: Intake | None = None

    def attach(self, file: ShownFile) -> InputFile | str:
        return file["sha256"]

    def whisper(self, account: str, text: str) -> bool:
        """That saving takes a moment on a busy disk is not the answer that is waited for."""
        return True

    async def start(self, intake: Intake) -> None:
        self._intake = intake

    async def stop(self) -> None:
        self._intake = None

    async def close(self) -> None:
        """Nothing is open."""

    async def feed(self, account: int, raw: Raw) -> None:
        """Returns when the update is handled and its answer has been delivered."""
        assert self._intake is not None
        answered = self.session.answer_to(account)
        key = str(raw["update_id"])
        await self._intake.accept(self.name, [Incoming(key, str(account), raw)])
        await answered


@asynccontextmanager
async def product(folder: Path, people: int) -> AsyncIterator[QuietChannel]:
    """The app over a SQLite file, and so many people of one agency whose accounts are open."""
    channel = QuietChannel()
    async with Anxing(load(data=folder), tables=tables(), reminding=False) as app:

        def let_in(connection: Connection) -> None:
            store = Store(connection, datetime.now(UTC))
            agency = store.add(Agency(name="测量机构", credit_code=""))
            for n in range(1, people + 1):
                person = store.add(Person(name=f"用户{n}"))
                held = Membership(
                    person_id=person.id,
                    role=Role.AGENCY,
                    agency_id=agency.id,
                    since=date(2026, 1, 1),
                )
                store.add(held)
                open_account(store, channel.name, str(n), person.id)

        await app.database.write(let_in)
        await app.serve([channel])
        yield channel
