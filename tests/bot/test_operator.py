"""What an operator's orders say and do, and the side door they come through."""

import asyncio
import logging
import stat
from argparse import Namespace
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.commands import demo
from bot.operator.control import OCCUPIED, ORDERS, carry_out, give, side_door
from bot.operator.door import SideDoor, ask
from bot.operator.office import Office
from bot.operator.stuck import ALL_WELL, NOTHING_STUCK, SHOWN
from bot.operator.ways import NO_WAY
from bot.settings import page_address
from storage import inbox, outbox, webchat
from storage.account import look_at
from storage.admission import accept_invitation
from storage.database import Busy, Connection, open_database
from storage.organisation import Department, Membership, Role
from storage.outbox import Delivery, Urgency
from storage.person import Person
from storage.store import Store
from tests.bot.office import settings_in
from tests.conftest import NOW
from tests.storage.registers import Register, register

ORDER = {order.name: order for order in ORDERS}
INVITED = {"role": None, "person": None, "name": None, "agency": None, "department": "应急管理局"}


@pytest.fixture
async def desk(data: Path) -> AsyncIterator[Office]:
    """An empty database as a command has it."""
    settings = settings_in(data)
    database = await open_database(settings.database_url)
    yield Office(settings, database, settings.file_folder(), lambda: NOW)
    await database.close()


async def told(desk: Office, name: str, /, **asked: Any) -> tuple[int, str]:
    return await carry_out(ORDER[name], desk, Namespace(**asked))


async def books(desk: Office, now: datetime = NOW) -> Register:
    """A visit whose follow-up is overdue, and who should know of it."""

    def fill(connection: Connection) -> Register:
        made = register(Store(connection, now))
        made.person("沈志强", Role.AGENCY)
        made.person("顾国平", Role.PRINCIPAL)
        made.visit(-36)
        return made

    return await desk.database.write(fill)


async def test_the_first_supervisor_of_an_empty_database_gets_in(desk: Office) -> None:
    code, text = await told(desk, "invite", **INVITED | {"role": "supervisor", "name": "陆文斌"})
    secret = text.splitlines()[0].removeprefix("邀请码：")
    assert (code, text.splitlines()[-1]) == (0, NO_WAY)

    def come_in(connection: Connection) -> tuple[str, list[Membership], list[Department]]:
        store = Store(connection, NOW)
        person = accept_invitation(store, secret)
        return person.name, store.find(Membership), store.find(Department)

    name, (held,), (bureau,) = await desk.database.write(come_in)
    assert (name, held.role, bureau.name) == ("陆文斌", Role.SUPERVISOR, "应急管理局")
    assert held.department_id == bureau.id
    await told(desk, "invite", **INVITED | {"role": "inspector"})
    found = await desk.database.read(lambda c: len(Store(c, NOW).find(Department)))
    assert found == 1


async def test_a_lost_login_is_renewed_for_the_same_person(desk: Office) -> None:
    made = await books(desk)
    code, text = await told(desk, "invite", **INVITED | {"person": "顾国平"})
    secret = text.splitlines()[0].removeprefix("邀请码：")

    def come_in(connection: Connection) -> tuple[str | None, int]:
        store = Store(connection, NOW)
        invitation = look_at(store, secret)
        assert invitation is not None
        person = accept_invitation(store, secret)
        assert webchat.tab_of(connection, webchat.admit(store, person.id)) is not None
        return invitation.agency_id, len(store.find(Person, name="顾国平"))

    assert code == 0
    assert await desk.database.write(come_in) == (made.agency.id, 1)


async def test_a_code_is_nowhere_but_in_the_answer(desk: Office, data: Path) -> None:
    _code, text = await told(desk, "invite", **INVITED | {"role": "supervisor"})
    secret = text.splitlines()[0].removeprefix("邀请码：").encode()
    assert not any(secret in path.read_bytes() for path in data.rglob("*") if path.is_file())


REFUSED = [
    ({"role": "agency"}, "邀请机构人员要用 --agency 写明已登记的机构全称。"),
    (
        {"role": "principal", "agency": "某某公司"},
        "没有登记“某某公司”这个机构；邀请机构主要负责人要用 --agency 写明已登记的机构全称。",
    ),
    ({"person": "没这个人"}, "没有叫“没这个人”的人，请核对姓名，或用 --role 邀请新人员。"),
    (
        {"person": "王伟"},
        "有2个人都叫“王伟”，请由其机构负责人或监管人员在对话里重新邀请。",
    ),
    ({"person": "钱退休"}, "“钱退休”已没有在任的身份，请用 --role 重新邀请。"),
]


@pytest.mark.parametrize(("asked", "sentence"), REFUSED)
async def test_an_invitation_that_cannot_be_made_is_refused_in_a_sentence(
    desk: Office, asked: dict[str, str], sentence: str
) -> None:
    def people(connection: Connection) -> None:
        made = register(Store(connection, NOW))
        made.person("王伟", Role.AGENCY)
        made.person("王伟", Role.PRINCIPAL)
        made.store.add(Person(name="钱退休"))

    await desk.database.write(people)
    assert await told(desk, "invite", **INVITED | asked) == (1, sentence)


def letters(connection: Connection) -> None:
    """One of each state, and an update that failed three times."""
    made = register(Store(connection, NOW))
    person = made.person("沈志强", Role.AGENCY, channel="")
    webchat.admit(made.store, person.id)
    (account,) = connection.exec_driver_sql("SELECT external_id FROM account").scalars()
    for state in Delivery:
        urgency = Urgency.NOTICE if state is Delivery.UNKNOWN else Urgency.REPLY
        posted = outbox.post(connection, state, "web", account, urgency, {"views": []}, NOW)
        error = {"error": "Bad Request: chat not found"} if state is Delivery.FAILED else {}
        outbox.mark(connection, posted.seq, state, **error)
    bad = inbox.accept(connection, "telegram", "1", "42", {}, NOW)
    inbox.accept(connection, "telegram", "2", "42", {}, NOW)
    assert bad is not None
    for _ in range(inbox.TRIES):
        inbox.fail(connection, bad.seq, "ValueError: 读不懂\n第二行")


async def test_status_counts_and_names_what_is_stuck(desk: Office) -> None:
    assert await told(desk, "status") == (0, ALL_WELL)
    await desk.database.write(letters)
    assert (await told(desk, "status"))[1].splitlines() == [
        "收到的消息：等待处理 1 条，处理失败而放弃 1 条",
        "  2026-11-20 10:00  未登录者（telegram）  ValueError: 读不懂",
        "未送达的回复和提醒：等待发送 1 条，正在发送 1 条，发送失败 1 条，不确定是否送达 1 条",
        "  2026-11-20 10:00  沈志强（web）  回复等待发送",
        "  2026-11-20 10:00  沈志强（web）  回复正在发送",
        "  2026-11-20 10:00  沈志强（web）  回复发送失败  Bad Request: chat not found",
        "  2026-11-20 10:00  沈志强（web）  提醒不确定是否送达",
    ]


async def test_status_tells_of_a_channel_that_does_not_work(desk: Office) -> None:
    away = replace(desk, troubles=lambda: ["企业微信：没有连上"])
    assert await told(away, "status") == (0, f"企业微信：没有连上\n{NOTHING_STUCK}")


async def test_status_shows_the_first_of_many(desk: Office) -> None:
    def pile(connection: Connection) -> None:
        for n in range(SHOWN + 20):
            outbox.post(connection, str(n), "web", "1", Urgency.REPLY, {"views": []}, NOW)

    await desk.database.write(pile)
    lines = (await told(desk, "status"))[1].splitlines()
    assert lines[-1] == f"  …以上是前 {SHOWN} 条，共 {SHOWN + 20} 条"
    assert len(lines) == 1 + 1 + SHOWN + 1


async def test_a_dry_run_says_who_what_and_why_and_sends_nothing(desk: Office) -> None:
    await books(desk)
    code, text = await told(desk, "remind", on="2026-11-20", dry_run=True)
    who, what, why = zip(*(line.split("\t")[1:] for line in text.splitlines()), strict=True)
    assert code == 0
    assert {"沈志强", "顾国平"} <= set(who)
    assert any("还没有回访，已逾期6天" in one for one in what)
    assert any("服务回访（follow_up.due）" in one and "天" in one for one in why)
    assert await desk.database.read(outbox.waiting) == []
    december = (await told(desk, "remind", on="2026-12-20", dry_run=True))[1]
    assert "quarter" in december


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"on": None, "dry_run": False}, "请加上 --dry-run"),
        ({"on": "2026-02-30", "dry_run": True}, "日期“2026-02-30”读不懂"),
        ({"on": "明天", "dry_run": True}, "请写成 2026-12-20 这样"),
    ],
)
async def test_a_dry_run_asked_wrongly_is_refused(
    desk: Office, asked: dict[str, Any], sentence: str
) -> None:
    code, text = await told(desk, "remind", **asked)
    assert code == 1
    assert sentence in text


async def test_a_day_without_reminders_says_so(desk: Office) -> None:
    assert await told(desk, "remind", on=None, dry_run=True) == (0, "这一天没有要提醒的事项。")


async def test_a_backup_that_finds_no_room_is_a_sentence(desk: Office, tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("x")
    code, text = await told(desk, "backup", folder=tmp_path / "occupied" / "there")
    assert code == 1
    assert text.startswith(f"不能备份到 {tmp_path}/occupied/there：")


async def test_orders_go_through_the_door_of_who_has_the_database(desk: Office) -> None:
    async with side_door(desk):
        socket = desk.settings.data / "anxing.sock"
        assert stat.S_IMODE(socket.stat().st_mode) == 0o600
        answers = await asyncio.gather(
            *(give(ORDER["status"], desk.settings, Namespace(), desk.clock) for _ in range(20))
        )
        assert answers == [(0, ALL_WELL)] * 20
        asked = Namespace(**INVITED | {"person": "没这个人"})
        code, _text = await give(ORDER["invite"], desk.settings, asked, desk.clock)
        assert code == 1
    assert not socket.exists()


async def test_a_database_without_a_door_is_waited_for_a_little(desk: Office) -> None:
    answer = await give(ORDER["status"], desk.settings, Namespace(), desk.clock, patience=0.1)
    assert answer == (1, OCCUPIED)
    waiting = asyncio.create_task(give(ORDER["status"], desk.settings, Namespace(), desk.clock))
    await asyncio.sleep(0.05)
    async with side_door(desk):
        assert await waiting == (0, ALL_WELL)


async def test_whoever_says_nothing_at_the_door_keeps_nobody(desk: Office) -> None:
    async with side_door(desk):
        _reader, writer = await asyncio.open_unix_connection(desk.settings.data / "anxing.sock")
        status = await give(ORDER["status"], desk.settings, Namespace(), desk.clock)
        assert status == (0, ALL_WELL)
        writer.close()


NONSENSE = (b"\n", b"[1]\n", b'["nix", {}]\n', b'["remind", {}]\n', b"\xff\n")


@pytest.mark.parametrize("line", NONSENSE)
async def test_nonsense_at_the_door_is_answered_and_logged(
    desk: Office, line: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with side_door(desk):
        path = desk.settings.data / "anxing.sock"
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(line)
        answer = (await reader.readline()).decode("ascii").encode().decode("unicode-escape")
        writer.close()
        assert answer == '[1, "没有完成：程序出错了，原因已写入服务的日志。"]\n'
    assert "an operator's command failed" in caplog.text


async def test_a_server_without_room_for_a_door_runs_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def never(name: str, asked: dict[str, Any]) -> tuple[int, str]:
        raise AssertionError

    door = SideDoor(tmp_path / "gone", never)
    with caplog.at_level(logging.WARNING):
        await door.start()
    await door.stop()
    assert "the side door stays shut" in caplog.text
    assert await ask(tmp_path / "gone", "status", {}) is None


async def test_a_server_that_stops_lets_an_order_end(tmp_path: Path) -> None:
    begun = asyncio.Event()

    async def slow(name: str, asked: dict[str, Any]) -> tuple[int, str]:
        begun.set()
        await asyncio.sleep(0.1)
        return 0, "做完了"

    door = SideDoor(tmp_path, slow)
    await door.start()
    asking = asyncio.create_task(ask(tmp_path, "backup", {}))
    await begun.wait()
    await door.stop()
    assert await asking == (0, "做完了")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::", "http://[::1]:80"),
        ("fd00::2", "http://[fd00::2]:80"),
        ("anxing.internal", "http://anxing.internal:80"),
    ],
)
def test_a_page_is_found_where_it_is_served(host: str, address: str) -> None:
    assert page_address(host, 80) == address


async def test_a_fresh_demo_does_not_take_away_the_data_of_one_that_runs(tmp_path: Path) -> None:
    running = await open_database(f"sqlite:///{tmp_path}/demo/anxing.db")
    with pytest.raises(Busy):
        await demo.run(settings_in(tmp_path), Namespace(fresh=True))
    await running.close()
    assert (tmp_path / "demo" / "anxing.db").exists()
    await demo.forget(settings_in(tmp_path / "demo"))
    assert not (tmp_path / "demo").exists()
