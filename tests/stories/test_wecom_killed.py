"""kill -9 between a click in 企业微信 and its answer: started again, the program answers."""

import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.channels.wecom import wire
from storage.account import Invitation, default_expiry, invite
from storage.database import Connection, Database, open_database
from storage.gathering import Gathering
from storage.organisation import Role
from storage.store import Store
from tests.bot.shell import Shell
from tests.bot.wecom.chats import Shown
from tests.bot.wecom.gateway import Gateway, gateway_running
from tests.bot.wecom.phone import looks
from tests.conftest import NOW
from tests.stories.conftest import Kept

CLERK = "wangxiaofang"


def offered(connection: Connection, kept: Kept) -> str:
    store = Store(connection, NOW)
    person = Invitation(
        code_hash="",
        role=Role.AGENCY,
        name="王晓芳",
        agency_id=kept.town.agency.id,
        expires_at=default_expiry(store),
    )
    return invite(store, person)[1]


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Database]:
    database = await open_database(f"sqlite:///{folder}/anxing.db")
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    started = Shell(tmp_path_factory.mktemp("shell"))
    yield started
    started.close()


@asynccontextmanager
async def running(shell: Shell, folder: Path, gateway: Gateway) -> AsyncIterator[None]:
    """``anxing run`` as an operator starts it, until kill -9."""
    before = gateway.subscriptions
    run = shell.start(
        folder,
        "run",
        wecom_url=gateway.url,
        wecom_bot_id=gateway.bot_id,
        wecom_secret=gateway.secret,
    )
    try:
        await gateway.subscribed(before + 1)
        yield
    finally:
        run.end(signal.SIGKILL)


async def reads(gateway: Gateway, words: str) -> Shown:
    """The newest message with these words, once it is there."""

    def found() -> list[Shown]:
        return [one for one in gateway.chats.of(CLERK) if looks(words) in looks(one.text)]

    await gateway.until(found)
    return found()[-1]


async def fills_in(gateway: Gateway, code: str) -> Shown:
    """Up to the card of which a button is pressed next."""
    wang = gateway.member(CLERK)
    for said, then in ((code, "王晓芳，您好"), ("培训与会议", "登记哪一种")):
        await wang.says(said)
        await reads(gateway, then)
    return await reads(gateway, "登记哪一种")


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    async with gateway_running() as one:
        yield one


@pytest.mark.parametrize("how", ["deaf", "lose"])
async def test_a_click_whose_answer_dies_with_the_program_is_answered_by_the_next(
    shell: Shell, folder: Path, kept: Kept, gateway: Gateway, how: str
) -> None:
    """Whether the card was changed before the end or not."""
    async with opened(folder) as database:
        code = await database.write(lambda connection: offered(connection, kept))
    async with running(shell, folder, gateway):
        card = await fills_in(gateway, code)
        fault = gateway.fault(how, wire.UPDATE)
        await gateway.member(CLERK).presses("安全教育培训", card)
        await gateway.until(lambda: fault.times == 0)
    async with running(shell, folder, gateway):
        await reads(gateway, "举行日期")
        await gateway.until(lambda: gateway.chats.of(CLERK)[-1] is not card)
        wang = gateway.member(CLERK)
        for said, then in (
            ("昨天", "主题"),
            ("有限空间作业安全", "参加人数"),
            ("8人", "照片"),
            ("跳过", "核对"),
            ("提交", "已提交 · 培训与会议"),
        ):
            await wang.says(said)
            await reads(gateway, then)
    assert len([one for one in gateway.chats.of(CLERK) if "已提交 · 培训" in one.text]) == 1
    async with opened(folder) as database:
        (held,) = await database.read(lambda c: Store(c, NOW).find(Gathering))
    assert held.topic == "有限空间作业安全"
